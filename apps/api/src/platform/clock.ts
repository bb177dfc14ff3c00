import { Injectable } from '@nestjs/common';

/** The only place that asks what time it is; everything below takes `now` as an argument. Seeds and tests replace it. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
