export { Candidates } from './candidates.js';
export { caseOnly } from './domain/code-twins.js';
export { RuleFacts } from './facts.js';
export { Promotion } from './promotion.js';
export { RuleModule } from './rule.module.js';
export {
  type ExperimentSource,
  type LiveRules,
  MAIN_RULE_SET,
  Rules,
  type RunningExperiment,
  type Selection,
  type TallyRow,
} from './rules.js';
