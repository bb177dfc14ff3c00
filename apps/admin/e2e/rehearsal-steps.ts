/** What operators do before they publish: preview an order against the draft, backtest it on what was posted. */
import type { Page } from 'playwright-core';
import { fill, type Words } from './texts.js';

const BACKTEST_MS = 60_000;

export interface OrderToPreview {
  /** The rule set; `main` when left out. */
  set?: string;
  userId: string;
  /** On the programme's clock: `2026-11-28T10:00:00`. */
  at?: string;
  currency: string;
  /** In major units; with lines it may be left out, their sum is taken. */
  amount?: string;
  lines?: { category: string; quantity?: string; amount: string }[];
}

/** Fills in an order on the preview page and waits for the server's word. Answers the points of both sides. */
export async function previewOrder(
  page: Page,
  words: Words,
  order: OrderToPreview,
): Promise<{ live: number; candidate: number }> {
  const { rehearsal } = words;
  await page.goto(`/rules/${order.set ?? 'main'}/preview`);
  await page.getByLabel(rehearsal.userId, { exact: true }).fill(order.userId);
  if (order.at !== undefined) await page.getByLabel(rehearsal.occurredAt, { exact: true }).fill(order.at);
  await page.getByLabel(rehearsal.currency, { exact: true }).fill(order.currency);
  if (order.amount !== undefined) await page.getByLabel(rehearsal.amount, { exact: true }).fill(order.amount);
  for (const [index, line] of (order.lines ?? []).entries()) {
    await page.getByRole('button', { name: rehearsal.addLine }).click();
    const place = page.getByRole('group', { name: fill(rehearsal.lineNo, { n: index + 1 }), exact: true });
    await place.getByLabel(rehearsal.category, { exact: true }).fill(line.category);
    if (line.quantity !== undefined) await place.getByLabel(rehearsal.quantity, { exact: true }).fill(line.quantity);
    await place.getByLabel(rehearsal.lineAmount, { exact: true }).fill(line.amount);
  }
  const useSum = page.getByRole('button', { name: rehearsal.useSum, exact: true });
  if (order.amount === undefined && (await useSum.count()) > 0) await useSum.click();
  await page.locator('[data-trust=confirmed]').waitFor();
  return { live: await totalOf(page, 'live'), candidate: await totalOf(page, 'candidate') };
}

/** The points of one side of the preview that is shown. */
export async function totalOf(page: Page, side: 'live' | 'candidate'): Promise<number> {
  return numberOf(await page.locator(`.totals [data-side=${side}] dd`).textContent());
}

/**
 * Starts a backtest of the draft over all days that have events, as the dialog proposes it, and waits for its end.
 * Answers the points that were posted and that the draft would have given.
 */
export async function backtestDraft(
  page: Page,
  words: Words,
  { set = 'main', title }: { set?: string; title: string },
): Promise<{ posted: number; would: number; backtestNo: string }> {
  const { backtests, rehearsal } = words;
  await page.goto(`/rules/backtests?start=${set}&candidate=draft`);
  const dialog = page.getByRole('dialog');
  await dialog.getByText(new RegExp(rehearsal.draft)).first().waitFor();
  await dialog.getByLabel(backtests.name, { exact: true }).fill(title);
  await dialog.getByRole('button', { name: backtests.run, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await page.locator('[data-figure=would]').waitFor({ timeout: BACKTEST_MS });
  const figure = async (name: string) => numberOf(await page.locator(`[data-figure=${name}] dd`).textContent());
  const backtestNo = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  return { posted: await figure('posted'), would: await figure('would'), backtestNo };
}

function numberOf(text: string | null): number {
  return Number((text ?? '').replaceAll(',', ''));
}
