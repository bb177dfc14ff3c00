import { Module } from '@nestjs/common';
import { RuleRepository } from './rule.repository.js';
import { Rules } from './rules.js';

@Module({ providers: [Rules, RuleRepository], exports: [Rules] })
export class RuleModule {}
