export { bucketOf, inRollout, pickGroup } from './bucket.js';
export { canonicalRuleSet, ruleSetJson } from './canonical.js';
export { changeText } from './change-text.js';
export { type CompiledRule, type CompiledRuleSet, compileRuleSet, DEFAULT_WALLET, usesStreak } from './compile.js';
export { currencyExponent, isCurrency } from './currency.js';
export { describeRule, type PartText, type RulePart, ruleParagraph } from './describe.js';
export { describeCondition } from './describe-condition.js';
export type { DescribeOptions } from './describe-words.js';
export { diffRuleSets, diffRules, type PartChange, type RuleSetChange } from './diff.js';
export { evaluate } from './evaluate.js';
export * from './evaluation.js';
export { addExact, ExactOverflowError, mulDivCeil, mulDivFloor, mulDivHalfUp } from './exact.js';
export { explain } from './explain.js';
export {
  EVENT_TYPES,
  FIELDS,
  type Field,
  type FieldOption,
  type FieldType,
  findField,
  ORDER_TRIGGERS,
  opsOf,
} from './fields.js';
export type { RuleWarning } from './finding.js';
export { parseInstant } from './instant.js';
export { budgetKeys, usageKeys } from './limits.js';
export { placeText } from './part-words.js';
export { periodName } from './period.js';
export { conditionText, firstFailure } from './phrases.js';
export { problemText } from './problem-text.js';
export { recomputePoints } from './recompute.js';
export { type ReviewOptions, reviewRuleSet } from './review.js';
export * from './rule.js';
export { demoRuleSet, orderBaseRuleSet } from './starter.js';
export { isRuleSet, validateRuleSet } from './validate.js';
export { expiryDate } from './validity.js';
export { warningText } from './warning-text.js';
export {
  addDays,
  addMonths,
  dateOfDay,
  dayOfDate,
  endOfMonth,
  endOfYear,
  isDate,
  isTimeZone,
  type LocalParts,
  localDate,
  localDay,
  localParts,
  NEVER,
  utcOffsetMs,
} from './zone.js';
