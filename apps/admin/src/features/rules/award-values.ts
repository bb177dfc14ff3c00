/** Fresh awards of each kind, and bases and units that go together. */
import { ORDER_TRIGGERS } from '@jifen/rules';
import { typeOf } from './condition-fields.js';
import type { AwardForm } from './rule-form.js';

export type AwardKind = AwardForm['kind'];
export type BaseForm = Extract<AwardForm, { kind: 'ratio' }>['base'];
export type UnitForm = Extract<AwardForm, { kind: 'ratio' }>['unit'];

export const AWARD_KINDS: readonly AwardKind[] = ['fixed', 'ratio', 'stepped', 'items', 'streak'];

/** The kinds that events of a type can be counted with: items need an order. */
export function awardKinds(trigger: string): readonly AwardKind[] {
  return hasItems(trigger) ? AWARD_KINDS : AWARD_KINDS.filter((kind) => kind !== 'items');
}

export function hasItems(trigger: string): boolean {
  return ORDER_TRIGGERS.includes(trigger);
}

/** Where an award of a kind starts from. */
export function freshAward(kind: AwardKind, trigger: string): AwardForm {
  const base: BaseForm = { kind: 'field', field: hasItems(trigger) ? 'order.amount' : 'data.' };
  const unit: UnitForm = hasItems(trigger) ? 'major' : 'each';
  switch (kind) {
    case 'fixed':
      return { kind, points: 10 };
    case 'ratio':
      return { kind, points: 1, per: 1, unit, base };
    case 'stepped':
      return {
        kind,
        mode: 'whole',
        unit,
        base,
        steps: [
          { from: 0, points: 0 },
          { from: 100, points: 10 },
        ],
      };
    case 'items':
      return {
        kind,
        points: 1,
        per: 1,
        unit: 'major',
        base: { kind: 'lines' },
        rates: [{ match: { categories: [] }, rateBps: 15_000 }],
      };
    case 'streak':
      return { kind, field: 'user.streakDays', at: [{ days: 7, points: 50 }] };
  }
}

/** The units in which a base can be counted: money as money, numbers each, free fields either way. */
export function unitsOf(base: BaseForm): readonly UnitForm[] {
  if (base.kind === 'lines') return ['major', 'minor'];
  const type = typeOf(base.field);
  if (type === 'money') return ['major', 'minor'];
  return type === 'any' ? ['each', 'major', 'minor'] : ['each'];
}

/** The unit kept where it goes with the base, else the base's usual one. */
export function unitFor(base: BaseForm, unit: UnitForm): UnitForm {
  const units = unitsOf(base);
  return units.includes(unit) ? unit : (units[0] ?? 'each');
}
