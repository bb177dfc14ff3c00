import {
  DEFAULT_WALLET,
  ERRORS,
  type EventExplanation,
  type EventResult,
  type ExperimentMembership,
  type Language,
  type ProblemField,
  type ProblemView,
  type RuleExplanation,
} from '@jifen/contracts';
import { type Award, conditionText, explain, firstFailure, type RuleSet, type RuleTrace } from '@jifen/rules';

/** What is kept of an event, as far as it says why. */
export interface Recorded {
  eventNo: string;
  eventId: string;
  type: string;
  status: EventResult['status'];
  ruleSetVersion: number | null;
  /** What the rules knew of the user, and the experiment that chose them. */
  facts: Record<string, unknown> | null;
  result: EventResult | null;
}

/** The version that was in force: which rule set it is of, and its rules, for their names. */
export interface InForce {
  code: string;
  ruleSet: RuleSet;
}

/**
 * Why an event gave these points, or why it gave none, in sentences, from the record alone: nothing is evaluated again,
 * so that it says what was true then. `rules` only lends its names; without it rules go by their codes.
 */
export function explanationOf(recorded: Recorded, rules: InForce | undefined, language: Language): EventExplanation {
  const { eventNo, eventId, type, status, ruleSetVersion, result } = recorded;
  const traces = (result?.explanation ?? []) as RuleTrace[];
  const problem = problemIn(result, language);
  return {
    eventNo,
    eventId,
    type,
    status,
    points: result?.points ?? 0,
    ruleSetVersion,
    ruleSet: rules?.code ?? null,
    experiment: experimentIn(recorded.facts),
    sentences: sentencesOf(recorded, traces, problem, rules?.ruleSet, language),
    rules: traces.map((trace) => ruleExplanation(trace, rules?.ruleSet, language)),
    problem,
  };
}

function sentencesOf(
  { status, result }: Recorded,
  trace: RuleTrace[],
  problem: ProblemView | null,
  ruleSet: RuleSet | undefined,
  language: Language,
): string[] {
  if (status === 'ACCEPTED') return [WAITING[language]];
  if (status === 'REJECTED') return [refused(problem, language)];
  const evaluation = { awards: awardsIn(result), trace, usage: [], budget: [], points: result?.points ?? 0 };
  return explain(evaluation, language, ruleSet);
}

function ruleExplanation(trace: RuleTrace, ruleSet: RuleSet | undefined, language: Language): RuleExplanation {
  const { ruleCode, outcome, points } = trace;
  const failed = firstFailure(trace.conditions);
  return {
    ruleCode,
    ruleName: ruleSet?.rules.find((rule) => rule.code === ruleCode)?.name[language] ?? ruleCode,
    outcome,
    points,
    sentences: explain(trace, language, ruleSet),
    firstFailure: failed ? conditionText(failed, language) : null,
  };
}

/** The awards as the postings tell them. */
function awardsIn(result: EventResult | null): Award[] {
  return (result?.transactions ?? []).flatMap(({ ruleCode, points, expiresOn, activatesOn }) => {
    if (ruleCode === undefined || expiresOn === undefined) return [];
    return [{ ruleCode, points, wallet: DEFAULT_WALLET, expiresOn, activatesOn: activatesOn ?? null }];
  });
}

function experimentIn(facts: Record<string, unknown> | null): ExperimentMembership | null {
  const { code, group } = (facts?.['experiment'] ?? {}) as Partial<ExperimentMembership>;
  return code === undefined || group === undefined ? null : { code, group };
}

/** The problem that was kept, with its title in the reader's language. */
function problemIn(result: EventResult | null, language: Language): ProblemView | null {
  if (!result?.problem) return null;
  const known = ERRORS[result.problem.code as keyof typeof ERRORS];
  return { ...result.problem, title: known?.title[language] ?? result.problem.title };
}

function refused(problem: ProblemView | null, language: Language): string {
  const why = problem ? `${language === 'zh-CN' ? '：' : ': '}${problem.title}` : '';
  const where = (problem?.errors ?? []).map((error) => placeOf(error, language)).join('; ');
  return language === 'zh-CN'
    ? `该事件被拒绝，未获得积分${why}${where && `（${where}）`}。`
    : `The event was refused and gave no points${why}${where && ` (${where})`}.`;
}

/** Where it was refused; why, as far as that is known in the language: the title has said it already. */
function placeOf({ pointer, detail, text }: ProblemField, language: Language): string {
  const said = text?.[language] ?? (language === 'en-US' ? detail : '');
  return `${pointer} ${said}`.trimEnd();
}

const WAITING: Record<Language, string> = {
  'zh-CN': '该事件已接收，等待处理；处理前没有积分。',
  'en-US': 'The event is stored and waits to be worked on; until then it gives no points.',
};
