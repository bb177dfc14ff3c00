export { Reconciliation } from './reconciliation.js';
export { ReconciliationModule } from './reconciliation.module.js';
