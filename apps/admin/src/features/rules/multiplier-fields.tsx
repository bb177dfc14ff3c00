import { Input } from 'antd';
import { useI18n } from '../../shared/i18n/i18n.js';
import type { PartProps } from './basic-fields.js';
import { ConditionBuilder } from './condition-builder.js';
import { treeOf } from './condition-tree.js';
import { Field, Section } from './field.js';
import { RateInput } from './inputs.js';
import { newNodeId } from './node-id.js';
import { Rows } from './rows.js';
import type { MultiplierForm } from './rule-form.js';

function fresh(multipliers: readonly MultiplierForm[]): MultiplierForm {
  const taken = new Set(multipliers.map((multiplier) => multiplier.code));
  let n = multipliers.length + 1;
  while (taken.has(`M${n}`)) n += 1;
  return { id: newNodeId(), code: `M${n}`, rateBps: 12_000, conditions: treeOf(undefined, newNodeId) };
}

/** Factors on the points, each with its own conditions. */
export function MultiplierFields({ form, onChange }: PartProps) {
  const { t } = useI18n();
  return (
    <Section title={t('ruleForm.multipliers')} hint={t('ruleForm.multipliersHint')}>
      <Rows
        items={form.multipliers}
        onChange={(multipliers) => onChange({ multipliers })}
        name={(i) => t('ruleForm.multiplier', { n: i + 1 })}
        addText={t('ruleForm.addMultiplier')}
        fresh={() => fresh(form.multipliers)}
        rowKey={({ id }) => id}
      >
        {(multiplier, i, change) => (
          <>
            <Field at={`/multipliers/${i}/code`} label={t('ruleForm.code')}>
              {(control) => (
                <Input
                  {...control}
                  maxLength={32}
                  spellCheck={false}
                  value={multiplier.code}
                  onChange={(event) => change({ ...multiplier, code: event.target.value.trim() })}
                />
              )}
            </Field>
            <Field at={`/multipliers/${i}/rateBps`} label={t('ruleForm.rateBps')}>
              {(control) => (
                <RateInput
                  {...control}
                  value={multiplier.rateBps}
                  onChange={(rateBps) => change({ ...multiplier, rateBps })}
                />
              )}
            </Field>
            <div className="rule-list-row__wide">
              <ConditionBuilder
                label={t('ruleForm.conditionsOf', { name: t('ruleForm.multiplier', { n: i + 1 }) })}
                tree={multiplier.conditions}
                onChange={(conditions) => change({ ...multiplier, conditions })}
              />
            </div>
          </>
        )}
      </Rows>
    </Section>
  );
}
