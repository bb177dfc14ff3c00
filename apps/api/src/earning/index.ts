export { DirectPostings } from './direct-postings.js';
export { EarningModule } from './earning.module.js';
export { EventIntake } from './event-intake.js';
