export { Candidates } from './candidates.js';
export { caseOnly } from './domain/code-twins.js';
export { RuleFacts } from './facts.js';
export { Promotion } from './promotion.js';
export { RuleModule } from './rule.module.js';
export { type ExperimentSource, RuleSources, type RunningExperiment, type TallyRow } from './rule-sources.js';
export {
  type LiveRules,
  MAIN_RULE_SET,
  Rules,
  type Selection,
} from './rules.js';
