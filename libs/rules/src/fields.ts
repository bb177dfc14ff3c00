import type { ConditionOp, LocalizedText, Scalar } from './rule.js';

/**
 * The field catalogue: everything that a condition can ask, with its type and its name in both languages. The console
 * draws its condition builder from it, validation checks rules against it and `field-reader.ts` knows how to read it.
 */

export type FieldType =
  | 'money'
  | 'integer'
  | 'string'
  | 'boolean'
  | 'enum'
  | 'list'
  /** An instant; wanted values are RFC 3339. */
  | 'time'
  /** A local day, `YYYY-MM-DD`. */
  | 'date'
  /** A local time of day, `HH:MM`. */
  | 'clock'
  /** Whatever the event or the user's attributes hold: a number, a text, a truth value or a list of them. */
  | 'any';

export interface FieldOption {
  value: Scalar;
  label: LocalizedText;
}

export interface Field {
  /** A path; one that ends in `.*` stands for any name below it. */
  path: string;
  type: FieldType;
  label: LocalizedText;
  /** Event types that have the field; left out: all. */
  triggers?: readonly string[];
  options?: readonly FieldOption[];
}

/** Built-in event types whose `data` is an order. */
export const ORDER_TRIGGERS: readonly string[] = ['ORDER_COMPLETED', 'ORDER_REFUNDED'];

/** Built-in event types; an operator can add others. */
export const EVENT_TYPES: readonly { type: string; label: LocalizedText }[] = [
  { type: 'USER_REGISTERED', label: text('用户注册', 'User registered') },
  { type: 'SIGNED_IN', label: text('签到', 'Signed in') },
  { type: 'ORDER_COMPLETED', label: text('订单完成', 'Order completed') },
  { type: 'ORDER_REFUNDED', label: text('订单退款', 'Order refunded') },
  { type: 'PROFILE_COMPLETED', label: text('完善资料', 'Profile completed') },
  { type: 'REVIEW_POSTED', label: text('发表评价', 'Review posted') },
  { type: 'CONTENT_SHARED', label: text('分享内容', 'Content shared') },
  { type: 'USER_REFERRED', label: text('推荐好友', 'User referred') },
];

const WEEKDAYS: readonly FieldOption[] = [
  { value: 1, label: text('周一', 'Monday') },
  { value: 2, label: text('周二', 'Tuesday') },
  { value: 3, label: text('周三', 'Wednesday') },
  { value: 4, label: text('周四', 'Thursday') },
  { value: 5, label: text('周五', 'Friday') },
  { value: 6, label: text('周六', 'Saturday') },
  { value: 7, label: text('周日', 'Sunday') },
];

/** Every field a condition or an award may name. */
export const FIELDS: readonly Field[] = [
  order('order.amount', 'money', '订单金额', 'Order amount'),
  order('order.shipping', 'money', '运费', 'Shipping'),
  order('order.tax', 'money', '税费', 'Tax'),
  order('order.discount', 'money', '折扣', 'Discount'),
  order('order.currency', 'string', '币种', 'Currency'),
  order('order.orderNo', 'string', '订单号', 'Order number'),
  order('order.lineCount', 'integer', '商品行数', 'Order lines'),
  order('order.quantity', 'integer', '商品件数', 'Items bought'),
  order('order.categories', 'list', '商品类目', 'Item categories'),
  order('order.skus', 'list', '商品编码', 'SKUs'),
  order('order.first', 'boolean', '首单', 'First order'),
  { path: 'user.id', type: 'string', label: text('用户编号', 'User id') },
  { path: 'user.level', type: 'string', label: text('会员等级', 'Member level') },
  { path: 'user.tags', type: 'list', label: text('用户标签', 'User tags') },
  { path: 'user.orderCount', type: 'integer', label: text('此前订单数', 'Earlier orders') },
  { path: 'user.streakDays', type: 'integer', label: text('连续天数', 'Days in a row') },
  { path: 'user.registeredAt', type: 'time', label: text('注册时间', 'Registered at') },
  { path: 'user.registeredDays', type: 'integer', label: text('注册天数', 'Days since registration') },
  { path: 'user.attributes.*', type: 'any', label: text('用户属性', 'User attribute') },
  { path: 'time.occurredAt', type: 'time', label: text('发生时间', 'Occurred at') },
  { path: 'time.date', type: 'date', label: text('日期', 'Date') },
  { path: 'time.clock', type: 'clock', label: text('时刻', 'Time of day') },
  { path: 'time.hour', type: 'integer', label: text('小时', 'Hour') },
  { path: 'time.weekday', type: 'enum', label: text('星期', 'Weekday'), options: WEEKDAYS },
  { path: 'time.dayOfMonth', type: 'integer', label: text('几号', 'Day of the month') },
  { path: 'time.month', type: 'integer', label: text('月份', 'Month') },
  { path: 'event.type', type: 'string', label: text('事件类型', 'Event type') },
  { path: 'event.channel', type: 'string', label: text('渠道', 'Channel') },
  { path: 'data.*', type: 'any', label: text('事件数据', 'Event data') },
];

const BY_PATH = new Map(FIELDS.map((field) => [field.path, field]));
const NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}(\.[A-Za-z_][A-Za-z0-9_-]{0,63}){0,3}$/;

/** The catalogue's entry for a path, `data.<name>` and `user.attributes.<name>` included; undefined: no such field. */
export function findField(path: string): Field | undefined {
  const known = BY_PATH.get(path);
  if (known) {
    return path.endsWith('*') ? undefined : known;
  }
  for (const prefix of ['data.', 'user.attributes.']) {
    if (path.startsWith(prefix) && NAME.test(path.slice(prefix.length))) {
      return BY_PATH.get(`${prefix}*`);
    }
  }
  return undefined;
}

const ORDERED: readonly ConditionOp[] = ['eq', 'ne', 'in', 'nin', 'lt', 'lte', 'gt', 'gte', 'between', 'exists'];
const OPS: Record<FieldType, readonly ConditionOp[]> = {
  money: ORDERED,
  integer: ORDERED,
  string: ['eq', 'ne', 'in', 'nin', 'contains', 'exists'],
  boolean: ['eq', 'ne', 'exists'],
  enum: ['eq', 'ne', 'in', 'nin', 'exists'],
  list: ['contains', 'in', 'nin', 'exists'],
  time: ['lt', 'lte', 'gt', 'gte', 'between', 'exists'],
  date: ORDERED,
  clock: ['lt', 'lte', 'gt', 'gte', 'between', 'exists'],
  any: [...ORDERED, 'contains'],
};

/** The comparisons that a type of field knows. */
export function opsOf(type: FieldType): readonly ConditionOp[] {
  return OPS[type];
}

function text(zh: string, en: string): LocalizedText {
  return { 'zh-CN': zh, 'en-US': en };
}

function order(path: string, type: FieldType, zh: string, en: string): Field {
  return { path, type, label: text(zh, en), triggers: ORDER_TRIGGERS };
}
