import { Module } from '@nestjs/common';
import { PlatformModule } from './platform/index.js';

@Module({ imports: [PlatformModule] })
export class AppModule {}
