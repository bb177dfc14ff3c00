export { RuleFacts } from './facts.js';
export { RuleModule } from './rule.module.js';
export { type LiveRules, MAIN_RULE_SET, Rules, type Selection } from './rules.js';
