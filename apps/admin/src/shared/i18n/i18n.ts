import i18next from 'i18next';
import { useCallback } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import { backtests } from './backtests.js';
import { common } from './common.js';
import { experiments } from './experiments.js';
import { ledger } from './ledger.js';
import { rehearsal } from './rehearsal.js';
import { ruleForm } from './rule-form.js';
import { publishing, rules } from './rules.js';
import { audit, clients, operators, reconciliation, session } from './system.js';
import { LOCALES, type Locale, startLocale, type Texts, tableOf } from './texts.js';
import { users } from './users.js';

const NAMESPACES = {
  ...{ common, users, ledger, session, operators, clients, audit, reconciliation },
  ...{ rules, publishing, ruleForm, rehearsal, backtests, experiments },
};
type Namespaces = typeof NAMESPACES;

type Singular<K extends string> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;
/** `namespace.key`; the plural forms of a key share its bare name. */
export type TextKey = {
  [N in keyof Namespaces]: `${N}.${Singular<keyof Namespaces[N] & string>}`;
}[keyof Namespaces];

export type Translate = (key: TextKey, params?: Readonly<Record<string, string | number>>) => string;

const STORAGE_KEY = 'jifen.locale';

const resources = Object.fromEntries(
  LOCALES.map((locale) => [
    locale,
    Object.fromEntries(Object.entries(NAMESPACES).map(([name, texts]) => [name, tableOf(texts as Texts, locale)])),
  ]),
);

/** Loads the texts and picks the language; call once before the first render. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: startLocale(localStorage.getItem(STORAGE_KEY), navigator.languages),
    fallbackLng: 'en-US',
    supportedLngs: [...LOCALES],
    ns: Object.keys(NAMESPACES),
    nsSeparator: '.',
    keySeparator: false,
    interpolation: { escapeValue: false },
    resources,
  });
  document.documentElement.lang = currentLocale();
}

export function currentLocale(): Locale {
  return i18next.language === 'zh-CN' ? 'zh-CN' : 'en-US';
}

/** Changes the language and remembers it. */
export async function changeLocale(locale: Locale): Promise<void> {
  localStorage.setItem(STORAGE_KEY, locale);
  document.documentElement.lang = locale;
  await i18next.changeLanguage(locale);
}

export interface I18n {
  locale: Locale;
  t: Translate;
  /** The text of a computed key, or the fallback when there is none (codes that a later version may bring). */
  tCode: (prefix: TextPrefix, code: string, fallback?: string) => string;
}

export type TextPrefix =
  | 'users.status_'
  | 'rules.state_'
  | 'rules.mark_'
  | 'rules.stacking_'
  | 'rules.versionStatus_'
  | 'rules.action_'
  | 'publishing.status_'
  | 'ruleForm.op_'
  | 'ledger.status_'
  | 'ledger.book_'
  | 'ledger.biz_'
  | 'ledger.event_'
  | 'ledger.field_'
  | 'ledger.item_'
  | 'ledger.actor_'
  | 'ledger.job_'
  | 'audit.action_'
  | 'ledger.rule_'
  | 'operators.status_'
  | 'operators.role_'
  | 'reconciliation.check_'
  | 'reconciliation.status_'
  | 'rehearsal.status_'
  | 'backtests.status_'
  | 'experiments.status_';

export function useI18n(): I18n {
  const { t, i18n } = useTranslation();
  const translate: Translate = useCallback((key, params) => t(key, { ...params }), [t]);
  return {
    locale: i18n.language === 'zh-CN' ? 'zh-CN' : 'en-US',
    t: translate,
    tCode: (prefix, code, fallback = code) => {
      const key = `${prefix}${code}`;
      return i18n.exists(key) ? t(key) : fallback;
    },
  };
}
