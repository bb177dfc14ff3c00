import { OneOf } from './schema.js';

/** Answers of the probes. */
export class LivenessView {
  @OneOf(['ok'], 'The process is alive')
  status!: string;
}

export class ReadinessView {
  @OneOf(['ok'], 'The process can serve requests')
  status!: string;

  @OneOf(['ok', 'away', 'none'], 'Redis; `away` keeps nothing from being posted, `none` was never asked for')
  redis!: string;
}
