import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/index.js';
import { Accounts } from './account.js';
import { AccountJobs, AccountUpkeep } from './account-jobs.js';
import { AdminUsersController } from './admin-users.controller.js';
import { Budgets } from './budgets.js';
import { HoldsController } from './holds.controller.js';
import { Holds } from './holds.js';
import { LedgerRepository } from './ledger.repository.js';
import { LedgerArchive } from './ledger-archive.js';
import { LedgerSets } from './ledger-sets.js';
import { LedgerWriter } from './ledger-writer.repository.js';
import { PartitionRepository } from './partition.repository.js';
import { PostingDesk } from './posting-desk.js';
import { ProfileRepository } from './profile.repository.js';
import { Redemptions } from './redemption.repository.js';
import { RequestJournal } from './request-journal.repository.js';
import { Sealer } from './sealer.js';
import { SealerRepository } from './sealer.repository.js';
import { StatementRepository } from './statement.repository.js';
import { UserDirectory } from './user-directory.js';
import { UserLifecycle } from './user-lifecycle.js';
import { UserSearchRepository } from './user-search.repository.js';
import { UsersController } from './users.controller.js';
import { WalletRepository } from './wallet.repository.js';

@Module({
  imports: [IdentityModule],
  controllers: [UsersController, HoldsController, AdminUsersController],
  providers: [
    Accounts,
    AccountJobs,
    AccountUpkeep,
    Budgets,
    Holds,
    LedgerArchive,
    LedgerRepository,
    LedgerSets,
    LedgerWriter,
    PartitionRepository,
    PostingDesk,
    ProfileRepository,
    Redemptions,
    RequestJournal,
    Sealer,
    SealerRepository,
    StatementRepository,
    UserDirectory,
    UserLifecycle,
    UserSearchRepository,
    WalletRepository,
  ],
  exports: [
    Accounts,
    AccountJobs,
    Budgets,
    Holds,
    PostingDesk,
    Redemptions,
    RequestJournal,
    Sealer,
    UserDirectory,
    UserLifecycle,
    WalletRepository,
  ],
})
export class AccountModule {}
