/** What the console says, from its own tables: the journeys read the screen as somebody of that language does. */
import { backtests } from '../src/shared/i18n/backtests.js';
import { common } from '../src/shared/i18n/common.js';
import { experiments } from '../src/shared/i18n/experiments.js';
import { ledger } from '../src/shared/i18n/ledger.js';
import { rehearsal } from '../src/shared/i18n/rehearsal.js';
import { ruleForm } from '../src/shared/i18n/rule-form.js';
import { publishing, rules } from '../src/shared/i18n/rules.js';
import { audit, operators, reconciliation, session } from '../src/shared/i18n/system.js';
import { type Locale, type Texts, tableOf } from '../src/shared/i18n/texts.js';
import { users } from '../src/shared/i18n/users.js';

const TABLES = {
  ...{ common, ledger, audit, operators, reconciliation, session, users },
  ...{ rules, publishing, ruleForm, rehearsal, backtests, experiments },
} as const;
type Tables = typeof TABLES;
export type Words = { [N in keyof Tables]: Record<keyof Tables[N] & string, string> };

export function wordsOf(locale: Locale): Words {
  const entries = Object.entries(TABLES).map(([name, texts]) => [name, tableOf(texts as Texts, locale)]);
  return Object.fromEntries(entries) as Words;
}

/** A text with its parameters put in. */
export function fill(text: string, params: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name] ?? ''));
}
