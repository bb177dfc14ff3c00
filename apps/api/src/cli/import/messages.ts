import type { RowProblem, SkipReason } from './orders.js';

export type Language = 'zh-CN' | 'en-US';

/** The language of `zh_CN.UTF-8`, `zh-CN`, `en_GB`, …; English when in doubt. */
export function languageOf(locale: string | undefined): Language {
  return /^zh/i.test(locale ?? '') ? 'zh-CN' : 'en-US';
}

type Both = Readonly<Record<Language, string>>;

const both = (en: string, zh: string): Both => ({ 'en-US': en, 'zh-CN': zh });

const REASONS: Readonly<Record<SkipReason | RowProblem, Both>> = {
  NO_CUSTOMER: both('The order names no customer', '订单没有客户'),
  CANCELLATION: both('The invoice is a cancellation', '该单据为取消单'),
  EXCLUDED_CODE: both('The code is excluded; the line earns nothing', '该编码已排除，此行不积分'),
  NEGATIVE_AMOUNT: both('The order adds up to less than nothing', '订单合计为负数'),
  ZERO_AMOUNT: both('The order adds up to nothing', '订单合计为零'),
  COLUMN_COUNT: both('The row has more or fewer columns than the header', '列数与表头不一致'),
  NO_INVOICE: both('The row has no invoice number', '缺少单号'),
  BAD_ID: both(
    'An invoice or customer number may hold 1 to 64 of A-Z a-z 0-9 . _ : @ - only',
    '单号和客户号只能由 1 至 64 个 A-Z a-z 0-9 . _ : @ - 组成',
  ),
  BAD_DATE: both('The date is not in the date format', '日期与日期格式不符'),
  NONEXISTENT_TIME: both('Clocks skipped this local time', '该本地时间因夏令时不存在'),
  BAD_QUANTITY: both('The quantity is not a number', '数量不是数字'),
  BAD_PRICE: both('The price is not a number', '单价不是数字'),
  BAD_AMOUNT: both('The amount is not a number', '金额不是数字'),
  BAD_CURRENCY: both('The currency is not an ISO 4217 code', '币种不是 ISO 4217 代码'),
  AMOUNT_TOO_LARGE: both('The amount is beyond the safe range', '金额超出安全范围'),
  CUSTOMER_CONFLICT: both('Rows of this order name different customers', '同一订单出现不同客户'),
  CURRENCY_CONFLICT: both('Rows of this order name different currencies', '同一订单出现不同币种'),
  DUPLICATE_INVOICE: both('This invoice number was there before', '单号重复'),
  ORDER_HAS_BAD_ROW: both('Another row of this order is wrong', '同一订单的其他行有误'),
};

const TEXTS = {
  checking: both('checking', '检查'),
  posting: both('posting', '提交'),
  file: both('File', '文件'),
  rowsRead: both('rows read', '读取行数'),
  invoices: both('invoice numbers', '单号数'),
  orders: both('orders to post', '可提交订单'),
  customers: both('customers', '客户数'),
  period: both('period', '时间范围'),
  amount: both('amount (minor units)', '金额（最小货币单位）'),
  skipped: both('rows skipped', '跳过行数'),
  malformed: both('rows to correct', '待更正行数'),
  ready: both('ready', '待提交'),
  posted: both('posted', '已入账'),
  replayed: both('replayed (were posted before)', '重放（此前已提交）'),
  noAward: both('no award', '未得积分'),
  pendingReview: both('pending review', '待审核'),
  rejected: both('rejected by the API', '被接口拒绝'),
  notSent: both('not sent', '未发送'),
  pointsPosted: both('points posted', '新入账积分'),
  pointsReplayed: both('points posted before', '此前入账积分'),
  rows: both('rows', '行'),
  ordersUnit: both('orders', '单'),
  balanced: both('The totals add up.', '合计核对一致。'),
  unbalanced: both('The totals do NOT add up; do not rely on this report.', '合计核对不一致，请勿使用本报告。'),
  report: both('Report', '报告'),
  dryRun: both('Nothing was posted (dry run). Post with --commit.', '未提交任何数据（试运行）。加 --commit 提交。'),
  strictStop: both(
    'Nothing was posted: rows need correcting and --strict was given.',
    '未提交任何数据：存在待更正的行，且指定了 --strict。',
  ),
  stopped: both('Stopped', '已中止'),
  runAgain: both(
    'Run the same command again: what was posted is not posted twice.',
    '请重新执行相同命令，已提交的数据不会重复入账。',
  ),
  seeHelp: both('Options: npm run import -- --help', '查看选项：npm run import -- --help'),
} as const;

export type TextKey = keyof typeof TEXTS;

/** A label or sentence of the command. */
export function textOf(key: TextKey, language: Language): string {
  return TEXTS[key][language];
}

/** A sentence for a skip reason or row problem. */
export function reasonText(reason: SkipReason | RowProblem, language: Language): string {
  return REASONS[reason][language];
}
