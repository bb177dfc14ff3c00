/** Both languages of a text stand side by side: [zh-CN, en-US]. A missing translation does not compile. */
export type Pair = readonly [zh: string, en: string];
export type Texts = Readonly<Record<string, Pair>>;

export const LOCALES = ['zh-CN', 'en-US'] as const;
export type Locale = (typeof LOCALES)[number];

/** The plain key-to-text table of one language. */
export function tableOf(texts: Texts, locale: Locale): Record<string, string> {
  const at = locale === 'zh-CN' ? 0 : 1;
  return Object.fromEntries(Object.entries(texts).map(([key, pair]) => [key, pair[at]]));
}

/** The language to start with: the stored choice, else the browser's first that is Chinese, else English. */
export function startLocale(stored: string | null, wanted: readonly string[]): Locale {
  if (stored === 'zh-CN' || stored === 'en-US') return stored;
  for (const tag of wanted) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (tag.toLowerCase().startsWith('en')) return 'en-US';
  }
  return 'en-US';
}
