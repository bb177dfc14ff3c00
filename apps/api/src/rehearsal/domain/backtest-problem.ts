/** Why a backtest failed, as it is stored: one of these, or what the machine said. */
const TEXTS = {
  OUT_OF_MEMORY: ['所需内存超出限制，请减少天数', 'It needs more memory than it may have; choose fewer days'],
  TOO_MANY_USERS: [
    '用户或计数器过多，内存不足，请减少天数',
    'There are too many users or counters for the memory; choose fewer days',
  ],
  POINTS_OUT_OF_RANGE: ['积分合计超出安全范围，请减少天数', 'A sum of points leaves the safe range; choose fewer days'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

export type BacktestProblem = keyof typeof TEXTS;

/** A stored reason in both languages. */
export function problemText(stored: string): { 'zh-CN': string; 'en-US': string } {
  const known = Object.hasOwn(TEXTS, stored) ? TEXTS[stored as BacktestProblem] : undefined;
  const [zh, en] = known ?? [`无法计算：${stored}`, `It could not be computed: ${stored}`];
  return { 'zh-CN': zh, 'en-US': en };
}
