export { RuleModule } from './rule.module.js';
export { type LiveRules, MAIN_RULE_SET, Rules } from './rules.js';
