import { Platform1760000000001 } from './0001-platform.js';
import { Identity1760000000002 } from './0002-identity.js';
import { Account1760000000003 } from './0003-account.js';
import { Event1760000000004 } from './0004-event.js';
import { Rule1760000000005 } from './0005-rule.js';
import { Reconciliation1760000000006 } from './0006-reconciliation.js';
import { RuleLifecycle1760000000007 } from './0007-rule-lifecycle.js';
import { CommitMark1760000000008 } from './0008-commit-mark.js';
import { Archive1760000000009 } from './0009-archive.js';
import { Merges1760000000012 } from './0012-merges.js';
import { LoginFailures1760000000013 } from './0013-login-failures.js';

/** Every migration, in order; listed by hand because a glob would also find what lies about. */
export const MIGRATIONS = [
  Platform1760000000001,
  Identity1760000000002,
  Account1760000000003,
  Event1760000000004,
  Rule1760000000005,
  Reconciliation1760000000006,
  RuleLifecycle1760000000007,
  CommitMark1760000000008,
  Archive1760000000009,
  Merges1760000000012,
  LoginFailures1760000000013,
];
