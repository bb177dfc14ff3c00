import { type FieldError, JifenError, type RuleProblemView, type RuleWarningView } from '@jifen/contracts';
import { problemText, type RuleSet, reviewRuleSet, validateRuleSet, warningText } from '@jifen/rules';
import { documentOf, type RuleDocument } from './document.js';
import type { RuleSetState } from './state.js';

/** What a rule set is looked at with. */
export interface ReviewContext {
  nowMs: number;
  /** Rates above this ask for a confirmation (basis points). */
  guardBps: number;
  /** Codes of the event types that are known. */
  eventTypes: readonly string[];
  /** Codes of the wallets that there are. */
  wallets: readonly string[];
}

/** What keeps a JSON value from being a rule set; `at` is where it stands in what the client sent. */
export function problemsOf(json: unknown, at: string): RuleProblemView[] {
  return validateRuleSet(json).map((problem) => {
    const detail = { 'zh-CN': problemText(problem, 'zh-CN'), 'en-US': problemText(problem, 'en-US') };
    return { pointer: at + problem.pointer, code: problem.code, detail };
  });
}

/** What a rule set allows but hardly means, in place of the rules that are live. */
export function warningsOf(ruleSet: RuleSet, at: string, context: ReviewContext, live: RuleSet): RuleWarningView[] {
  const slips = reviewRuleSet(ruleSet, context).map((warning) => {
    const detail = { 'zh-CN': warningText(warning, 'zh-CN'), 'en-US': warningText(warning, 'en-US') };
    return { pointer: at + warning.pointer, code: warning.code, severity: warning.severity, detail };
  });
  return [...slips, ...unknownWallets(ruleSet, at, context), ...nothingLeft(ruleSet, at, live)];
}

/** Points in a wallet that the programme does not have are points that nobody can see or spend. */
function unknownWallets({ rules }: RuleSet, at: string, { wallets }: ReviewContext): RuleWarningView[] {
  return rules.flatMap(({ code, wallet }, i): RuleWarningView[] => {
    if (wallet === undefined || wallets.includes(wallet)) return [];
    const detail = {
      'zh-CN': `${code}，账户：没有账户 ${wallet}`,
      'en-US': `${code}, wallet: there is no wallet ${wallet}`,
    };
    return [{ pointer: `${at}/rules/${i}/wallet`, code: 'WALLET_UNKNOWN', severity: 'confirm', detail }];
  });
}

function nothingLeft({ rules }: RuleSet, at: string, live: RuleSet): RuleWarningView[] {
  if (rules.length > 0 || live.rules.length === 0) return [];
  const detail = {
    'zh-CN': `没有任何规则：线上的 ${live.rules.length} 条规则将全部失效`,
    'en-US': `there are no rules left: what is live now (${live.rules.length}) would end`,
  };
  return [{ pointer: `${at}/rules`, code: 'NO_RULES', severity: 'confirm', detail }];
}

/** The rollout that ends when another version goes to everybody; `pointer` is where the client is told so. */
export function endingRollout({ rollout }: RuleSetState, pointer: string): FieldError[] {
  if (!rollout) return [];
  const { version, percent } = rollout;
  const text = {
    'zh-CN': `第 ${version} 版正在对 ${percent}% 的用户灰度发布，此操作会将其终止`,
    'en-US': `version ${version} is being rolled out to ${percent} % of the users; that ends`,
  };
  return [{ pointer, code: 'ROLLOUT_ENDS', detail: text['en-US'], text }];
}

/** The rule set in a JSON value. Raises RULE_SET_INVALID with a pointer a problem. */
export function parseRuleSet(json: unknown, at: string): RuleDocument {
  const problems = problemsOf(json, at);
  if (problems.length === 0) return documentOf(json as RuleSet);
  throw new JifenError('RULE_SET_INVALID', {}, problems.map(fieldErrorOf));
}

/** Raises RULE_CONFIRMATION_REQUIRED when a warning asks for a confirmation, or something else does. */
export function requireConfirmation(warnings: readonly RuleWarningView[], more: readonly FieldError[] = []): void {
  const asking = warnings.filter(({ severity }) => severity === 'confirm').map(fieldErrorOf);
  const errors = [...more, ...asking];
  if (errors.length > 0) throw new JifenError('RULE_CONFIRMATION_REQUIRED', {}, errors);
}

function fieldErrorOf({ pointer, code, detail }: RuleProblemView): FieldError {
  return { pointer, code, detail: detail['en-US'], text: detail };
}
