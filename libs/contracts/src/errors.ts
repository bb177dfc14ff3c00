/**
 * The catalogue of errors. A code is a promise: clients branch on it, so it never changes its meaning.
 * The domain raises codes with parameters; status, title and language are attached at the edge.
 */
export interface ErrorEntry {
  /** HTTP status (RFC 9457 `status`). */
  status: number;
  /** Whether the same request, sent again unchanged, may succeed. */
  retryable: boolean;
  title: { 'zh-CN': string; 'en-US': string };
}

const entry = (status: number, en: string, zh: string, retryable = false): ErrorEntry => ({
  status,
  retryable,
  title: { 'zh-CN': zh, 'en-US': en },
});

export const ERRORS = {
  // The request itself
  MALFORMED_JSON: entry(400, 'The body is not valid JSON', '请求体不是合法的 JSON'),
  MALFORMED_REQUEST: entry(400, 'The request is not valid HTTP', '请求不是合法的 HTTP'),
  HEADERS_TOO_LARGE: entry(431, 'The headers are too large', '请求头过大'),
  REQUEST_TIMEOUT: entry(408, 'The request took too long to arrive', '请求传输超时', true),
  MALFORMED_URL: entry(400, 'The address is not well encoded', '请求地址编码不正确'),
  INVALID_TEXT: entry(400, 'The body holds text that cannot be stored', '请求体包含无法存储的字符'),
  NESTING_TOO_DEEP: entry(400, 'The body is nested too deeply', '请求体嵌套过深'),
  PAYLOAD_TOO_LARGE: entry(413, 'The body is too large', '请求体过大'),
  UNSUPPORTED_MEDIA_TYPE: entry(
    415,
    'The body must be application/json, not compressed',
    '请求体必须是未压缩的 application/json',
  ),
  VALIDATION_FAILED: entry(422, 'The request breaks the contract', '请求不符合接口约定'),
  INVALID_CURSOR: entry(400, 'The cursor is not one of this list', '游标不属于该列表'),
  NOT_FOUND: entry(404, 'There is no such resource', '资源不存在'),
  METHOD_NOT_ALLOWED: entry(405, 'The method is not allowed here', '不支持该请求方法'),
  // Who may what
  UNAUTHENTICATED: entry(401, 'No valid credentials were given', '未提供有效凭证'),
  FORBIDDEN: entry(403, 'These credentials do not allow this', '当前凭证无权执行此操作'),
  LOGIN_FAILED: entry(401, 'E-mail or password is wrong', '邮箱或密码错误'),
  LOGIN_LOCKED: entry(429, 'Too many failed log-ins; try again later', '登录失败次数过多，请稍后再试', true),
  RATE_LIMITED: entry(429, 'Too many requests; slow down', '请求过于频繁', true),
  PASSWORD_TOO_WEAK: entry(422, 'The password is too weak', '密码强度不足'),
  EMAIL_TAKEN: entry(409, 'An operator with this e-mail exists', '该邮箱已被使用'),
  SOURCE_TAKEN: entry(409, 'An API client with this source exists', '该来源标识已被使用'),
  LAST_ADMIN: entry(409, 'The last active administrator must stay', '必须保留至少一名有效管理员'),
  STALE_VERSION: entry(409, 'Somebody changed this in the meantime', '数据已被他人修改'),
  // Safe retry
  IDEMPOTENCY_CONFLICT: entry(409, 'This key was used for another request', '该业务号已用于不同的请求'),
  // Accounts
  USER_NOT_FOUND: entry(404, 'There is no such user', '用户不存在'),
  USER_FROZEN: entry(409, 'The user is frozen and cannot spend', '用户已冻结，不能使用积分'),
  USER_CLOSED: entry(409, 'The user is closed', '用户已注销'),
  USER_STATUS: entry(409, 'The user is not in a state that allows this', '用户当前状态不允许此操作'),
  USER_HAS_DEBT: entry(409, 'Points are owed first', '用户存在积分欠款'),
  MERGE_INVALID: entry(409, 'These users cannot be merged', '无法合并这些用户'),
  WALLET_UNKNOWN: entry(422, 'There is no such wallet', '积分钱包不存在'),
  INSUFFICIENT_POINTS: entry(409, 'Not enough points', '积分不足'),
  POINTS_OUT_OF_RANGE: entry(422, 'The amount of points leaves the safe range', '积分数值超出安全范围'),
  QUOTA_EXCEEDED: entry(409, 'A limit is used up', '已达到上限'),
  HOLD_NOT_FOUND: entry(404, 'There is no such hold', '冻结单不存在'),
  HOLD_ENDED: entry(409, 'The hold was captured or released before', '冻结单已结束'),
  HOLD_EXPIRED: entry(409, 'The hold has expired', '冻结单已过期'),
  CAPTURE_EXCEEDS_HOLD: entry(422, 'More points than the hold has', '扣减积分超过冻结积分'),
  TRANSFER_TO_SELF: entry(422, 'Sender and receiver are the same', '不能转赠给自己'),
  TRANSACTION_NOT_FOUND: entry(404, 'There is no such transaction', '积分流水不存在'),
  // Events
  EVENT_NOT_FOUND: entry(404, 'There is no such event', '事件不存在'),
  EVENT_TYPE_UNKNOWN: entry(422, 'The event type is not known', '未知的事件类型'),
  EVENT_TYPE_UNSUPPORTED: entry(422, 'This event type is not taken at this door', '此接口不支持该事件类型'),
  EVENT_TOO_OLD: entry(422, 'The event happened too long ago', '事件发生时间过早'),
  EVENT_IN_FUTURE: entry(422, 'The event lies in the future', '事件发生时间在未来'),
  ORDER_TOTAL_MISMATCH: entry(422, 'Items and charges do not add up to the amount', '明细与订单金额不符'),
  CURRENCY_UNKNOWN: entry(422, 'The currency is not an ISO 4217 code', '未知的币种'),
  RULE_SET_NOT_FOUND: entry(404, 'There is no such rule set version', '规则版本不存在'),
  RULE_SET_INVALID: entry(422, 'The rule set is not valid', '规则集无效'),
  RULE_DRAFT_NOT_FOUND: entry(404, 'The rule set has no draft', '该规则集没有草稿'),
  RULE_SET_TAKEN: entry(409, 'A rule set with this code exists', '该规则集编码已存在'),
  RULE_SET_CHANGED: entry(409, 'Somebody saved this draft in the meantime', '草稿已被他人修改'),
  RULE_SET_IN_USE: entry(409, 'The rule set is used where this would change it', '规则集正在使用中'),
  RULE_CONFIRMATION_REQUIRED: entry(422, 'This needs a second confirmation', '需要再次确认'),
  REVIEW_REQUIRED: entry(409, 'A second operator has to approve this', '需要另一位操作员复核'),
  SECOND_OPERATOR_REQUIRED: entry(403, 'Somebody else has to decide this', '必须由另一位操作员处理'),
  PUBLISH_REQUEST_NOT_FOUND: entry(404, 'There is no such publish request', '发布申请不存在'),
  PUBLISH_REQUEST_DECIDED: entry(409, 'The publish request was decided before', '发布申请已处理'),
  PUBLISH_REQUEST_PENDING: entry(409, 'A publish request is waiting for a decision', '已有待复核的发布申请'),
  NOTHING_TO_PUBLISH: entry(409, 'There is nothing to publish', '没有可发布的内容'),
  ROLLOUT_NOT_RUNNING: entry(409, 'No rollout is running', '没有进行中的灰度发布'),
  NOTHING_SCHEDULED: entry(409, 'Nothing is scheduled', '没有定时发布'),
  EVENT_TYPE_TAKEN: entry(409, 'An event type with this code exists', '该事件类型已存在'),
  BACKTEST_NOT_FOUND: entry(404, 'There is no such backtest', '回测不存在'),
  BACKTEST_ENDED: entry(409, 'The backtest has ended', '回测已结束'),
  TOO_MANY_BACKTESTS: entry(409, 'Too many backtests are waiting', '等待中的回测过多'),
  EXPERIMENT_NOT_FOUND: entry(404, 'There is no such experiment', '实验不存在'),
  EXPERIMENT_TAKEN: entry(409, 'An experiment with this code exists', '该实验编码已存在'),
  EXPERIMENT_RUNNING: entry(409, 'Another experiment is running', '已有进行中的实验'),
  EXPERIMENT_STATUS: entry(409, 'The experiment is not in a state that allows this', '实验当前状态不允许此操作'),
  EXPERIMENT_GROUP_UNKNOWN: entry(422, 'The experiment has no such group', '实验没有该分组'),
  // The system
  OVERLOADED: entry(503, 'Too much is waiting; try again', '系统繁忙，请重试', true),
  DATABASE_UNAVAILABLE: entry(503, 'The database cannot be reached', '数据库暂不可用', true),
  OUTCOME_UNKNOWN: entry(
    503,
    'The outcome is not known; send the same request again',
    '结果未知，请使用相同请求重试',
    true,
  ),
  SHUTTING_DOWN: entry(503, 'The server is shutting down', '服务正在关闭', true),
  INTERNAL_ERROR: entry(500, 'Something went wrong on our side', '服务内部错误', true),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/**
 * Codes of field errors that say by themselves what is wrong: keywords of JSON Schema, and ours. An error with any other
 * code brings its own `text`: those of rules, which name what they are about.
 */
export const FIELD_ERROR_CODES = [
  ...['required', 'type', 'pattern', 'format', 'enum', 'const', 'additionalProperties', 'uniqueItems'],
  ...['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'anyOf', 'oneOf', 'not'],
  ...['wrong', 'unique', 'cursor', 'range', 'sum', 'text', 'depth', 'noDraft', 'NEVER_LIVE'],
  ...['too-short', 'contains-email', 'common'],
] as const;
export type FieldErrorCode = (typeof FIELD_ERROR_CODES)[number];

/** Where a value breaks the contract. */
export interface FieldError {
  /** RFC 6901 pointer into the body, or `?name` for a query parameter and `:name` for a path parameter. */
  pointer: string;
  /** A stable short name of what is wrong, e.g. `required`, `type`, `minimum`. */
  code: string;
  /** An English sentence for engineers. */
  detail: string;
  /** What people read, where more can be said than the code does. */
  text?: Readonly<Record<'zh-CN' | 'en-US', string>>;
}

/**
 * A refusal: a code of the catalogue, the values that make it understandable, and nothing of HTTP.
 * `params` are shown to the caller, so they must not hold anything that the caller may not know.
 */
export class JifenError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly params: Readonly<Record<string, string | number | boolean | null>> = {},
    readonly errors: readonly FieldError[] = [],
    /** Further members of the problem details (RFC 9457, 3.2), each a field of `ProblemView`. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(code);
    this.name = 'JifenError';
  }
}
