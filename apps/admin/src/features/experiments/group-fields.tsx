import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { EXPERIMENT_GROUPS, ExperimentGroup } from '@jifen/contracts';
import { Button, Form, Input, InputNumber, Select } from 'antd';
import { rulesOf } from '../../shared/forms/schema-rules.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useRuleSets } from '../../shared/rules/rule-set-queries.js';
import { doubleCodes, formatShare, type GroupValues, shares } from './experiment.js';
import type { ExperimentValues } from './experiment-dialog.js';

/** The groups of an experiment: who is in, in proportion to the weights, and by which rules they earn. */
export function GroupFields() {
  const { t } = useI18n();
  const form = Form.useFormInstance<ExperimentValues>();
  const groups: GroupValues[] = Form.useWatch('groups', form) ?? [];
  return (
    <Form.List name="groups">
      {(fields, { add, remove }) => (
        <section className="groups" aria-label={t('experiments.groups')}>
          <div className="groups__head">
            <h2>{t('experiments.groups')}</h2>
            <span className="muted">{t('experiments.groupsHint')}</span>
          </div>
          {fields.map(({ key, name }) => (
            <Group
              key={key}
              index={name}
              groups={groups}
              {...(fields.length > EXPERIMENT_GROUPS.min ? { onRemove: () => remove(name) } : {})}
            />
          ))}
          {fields.length < EXPERIMENT_GROUPS.max && (
            <Button
              icon={<PlusOutlined />}
              onClick={() => add({ code: nextCode(groups), name: '', weight: 50, ruleSet: '' })}
            >
              {t('experiments.addGroup')}
            </Button>
          )}
        </section>
      )}
    </Form.List>
  );
}

/** The first letter that no group is called by. */
function nextCode(groups: readonly GroupValues[]): string {
  const taken = new Set(groups.map((group) => group?.code?.toUpperCase()));
  return [...'ABCDEFGHIJKL'].find((letter) => !taken.has(letter)) ?? '';
}

interface GroupProps {
  index: number;
  groups: readonly GroupValues[];
  onRemove?: () => void;
}

function Group({ index, groups, onRemove }: GroupProps) {
  const { t, locale } = useI18n();
  const sets = useRuleSets();
  const share = shares(groups.map((group) => ({ weight: group?.weight ?? null })))[index] ?? null;
  const form = Form.useFormInstance<ExperimentValues>();
  const unique = {
    validator: async () => {
      if (doubleCodes(form.getFieldValue('groups')).has(index)) throw new Error(t('experiments.codesTwice'));
    },
  };
  const rules = (field: string) => rulesOf(ExperimentGroup, field, t);
  return (
    <fieldset className="group" aria-label={t('experiments.groupN', { n: index + 1 })}>
      <Form.Item name={[index, 'code']} label={t('experiments.groupCode')} rules={[...rules('code'), unique]}>
        <Input maxLength={32} autoComplete="off" />
      </Form.Item>
      <Form.Item name={[index, 'name']} label={t('experiments.groupName')} rules={rules('name')}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item
        name={[index, 'ruleSet']}
        label={t('experiments.ruleSet')}
        rules={[{ required: true, message: t('common.fieldRequired') }]}
      >
        <Select
          options={(sets.data ?? []).map((set) => ({
            value: set.code,
            label: set.name,
            disabled: set.liveVersion === null,
          }))}
        />
      </Form.Item>
      <Form.Item
        name={[index, 'weight']}
        label={t('experiments.weight')}
        extra={share === null ? undefined : t('experiments.shareOf', { percent: formatShare(share, locale) })}
        rules={rules('weight')}
      >
        <InputNumber<number> precision={0} min={1} max={1_000_000} className="full" inputMode="numeric" />
      </Form.Item>
      <Button
        type="text"
        className="group__remove"
        icon={<CloseOutlined />}
        disabled={!onRemove}
        aria-label={t('experiments.removeGroup', { n: index + 1 })}
        onClick={onRemove}
      />
    </fieldset>
  );
}
