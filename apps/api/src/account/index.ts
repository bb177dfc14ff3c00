export { Accounts } from './account.js';
export { AccountModule } from './account.module.js';
export { AccountJobs } from './account-jobs.js';
export {
  type ArchivedMonth,
  archiveLedger,
  type LateMonths,
  lateMonths,
  type PlannedMonth,
  planArchive,
} from './archive.js';
export { Budgets } from './budgets.js';
export type { BookEntry, Reason } from './domain/book-entry.js';
export { hashedLine } from './domain/seal.js';
export type { UserLedger } from './domain/user-ledger.js';
export { Holds } from './holds.js';
export type { LedgerSet, Needs, SetWriter } from './ledger-set.js';
export { LEDGER_TABLES } from './ledger-tables.js';
export { addMonthPartitions } from './partition.repository.js';
export { POSTED_TOPIC, type Posted, type Posting, PostingDesk } from './posting-desk.js';
export { Redemptions } from './redemption.repository.js';
export { type AccountRequest, RequestJournal } from './request-journal.repository.js';
export { Sealer } from './sealer.js';
export { UserDirectory } from './user-directory.js';
export { UserLifecycle } from './user-lifecycle.js';
export { accountView, transactionSummary } from './views.js';
export { WalletRepository } from './wallet.repository.js';
