/** The console in a real browser against the real API: one browser a file, one context (cookies, language) a page. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page, type Request } from 'playwright-core';
import { openTestApp, type TestApp } from '../../api/e2e/support.js';
import { runImport } from '../../api/src/cli/import/run.js';
import type { Locale } from '../src/shared/i18n/texts.js';

/** A small file of order lines, and a real one that may lie beside the checkout. */
export const FIXTURE_LINES = resolve(import.meta.dirname, '../../api/e2e/import-fixtures/lines.csv');
const SAMPLES = process.env['JIFEN_SAMPLE_DIR'] ?? resolve(import.meta.dirname, '../../../..', 'shared', 'data');
export const SAMPLE_LINES = join(SAMPLES, 'online-retail-lines-2010-12.csv');

/** JIFEN_ADMIN_DIST names another build of the console, which nobody rebuilds under a running test. */
const DIST = process.env['JIFEN_ADMIN_DIST'] || resolve(import.meta.dirname, '../dist');
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** How long a page asks for nothing before it counts as complete. */
const QUIET_MS = 150;
const POLL_MS = 15;

export const WIDE = { width: 1440, height: 900 };
export const PHONE = { width: 375, height: 812 };

export interface Look {
  locale: Locale;
  theme?: 'light' | 'dark';
  viewport?: { width: number; height: number };
}

export interface Console {
  app: TestApp;
  open(look: Look): Promise<Page>;
  /** What pages threw or logged as errors; expected refusals (401, 404, 409, 422) are not among it. */
  troubles: string[];
  close(): Promise<void>;
}

/**
 * Starts an empty programme with the console, and a browser. The console must have been built. `env` overrides, e.g.
 * `{ WORKER: 'on' }` for backtests.
 */
export async function openConsole(env: Readonly<Record<string, string>> = {}): Promise<Console> {
  const app = await openTestApp({ ADMIN_DIST: DIST, ...env });
  let browser: Browser | undefined;
  const troubles: string[] = [];
  try {
    browser = await chromium.launch({
      executablePath: process.env['CHROMIUM_PATH'] || '/usr/bin/chromium',
      args: FLAGS,
    });
  } catch (error) {
    await app.close();
    throw error;
  }
  const opened = browser;
  return {
    app,
    troubles,
    open: (look) => openPage(opened, app.baseUrl, look, troubles),
    close: async () => {
      await opened.close();
      await app.close();
    },
  };
}

/** The requests of a page that have no answer yet. */
const waiting = new WeakMap<Page, Set<Request>>();

function watchRequests(page: Page): void {
  const open = new Set<Request>();
  waiting.set(page, open);
  page.on('request', (request) => open.add(request));
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
}

/** Waits until the page shows its heading and its data: no skeleton, and nothing asked for a moment. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  for (let quietMs = 0; quietMs < QUIET_MS; quietMs = waiting.get(page)?.size === 0 ? quietMs + POLL_MS : 0) {
    await sleep(POLL_MS);
  }
  await page.locator('.data-skeleton, .ant-skeleton').first().waitFor({ state: 'detached' });
}

async function openPage(browser: Browser, baseURL: string, look: Look, troubles: string[]): Promise<Page> {
  const { locale, theme = 'light', viewport = WIDE } = look;
  const context = await browser.newContext({ baseURL, viewport, locale, colorScheme: theme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  watchRequests(page);
  page.on('pageerror', (error) => troubles.push(`${page.url()}: ${error.message}`));
  page.on('console', (entry) => {
    const refused = /status of 4(01|04|09|22)/.test(entry.text());
    if (entry.type() === 'error' && !refused) troubles.push(`${page.url()}: ${entry.text()}`);
  });
  return page;
}

/** Imports an order file through the public API, as `npm run import -- orders` does. Returns its exit code. */
export async function importOrders({ baseUrl, apiKey }: TestApp, file: string, preset: string): Promise<number> {
  const out = await mkdtemp(join(tmpdir(), 'jifen-console-'));
  const quiet = () => undefined;
  try {
    return await runImport(['orders', file, '--preset', preset, '--commit', '--out', out], {
      env: { JIFEN_URL: baseUrl, JIFEN_API_KEY: apiKey, LANG: 'C' },
      baseFolder: out,
      credentialsPath: join(out, 'none.json'),
      fetcher: fetch,
      sleep: (ms, signal) => sleep(ms, undefined, { signal }),
      random: Math.random,
      signal: new AbortController().signal,
      now: () => new Date(),
      print: quiet,
      printError: quiet,
      isTerminal: false,
    });
  } finally {
    await rm(out, { recursive: true });
  }
}

/**
 * What axe finds wrong with the page as it stands, one line a rule and place. "Legacy" is what axe calls it to do all
 * within the page, three times as fast; the other mode opens a tab for frames of other origins, which there are none of.
 */
export async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(RULES).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${page.url()} ${id}: ${html.slice(0, 160)}`));
}

/** By how many pixels the page is wider than the window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
