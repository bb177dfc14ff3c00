import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import type { EventTypeView, RuleBudgetView } from '@jifen/contracts';
import { type Rule, ruleParagraph } from '@jifen/rules';
import { Button, Progress } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { path } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat, useProgramme } from '../../shared/programme.js';
import { StatusTag } from '../../shared/ui/status-tag.js';
import { toneOf } from '../../shared/ui/tones.js';
import { MarkTag } from './changes.js';
import { RuleActions } from './rule-actions.js';
import { currencyOf } from './rule-currency.js';
import { type RuleMark, stateOf } from './rule-list.js';
import { saidOf } from './sentence.js';
import type { DraftChanges } from './use-draft-changes.js';

interface RuleRowProps {
  set: string;
  rule: Rule;
  at: number;
  last: boolean;
  mark: RuleMark | undefined;
  budget: RuleBudgetView | undefined;
  eventTypes: readonly EventTypeView[];
  changes: DraftChanges;
  writable: boolean;
  onMove: (by: -1 | 1) => void;
}

export function RuleRow(props: RuleRowProps) {
  const { tCode, locale } = useI18n();
  const { set, rule, at, mark, writable } = props;
  const name = rule.name[locale];
  const state = stateOf(rule, Date.now(), props.budget?.used);
  return (
    <li className={`rule-row rule-row--${state.toLowerCase()}`}>
      <div className="rule-row__order">
        {writable && <MoveButton name={name} by={-1} end={at === 0} onMove={props.onMove} />}
        <span className="rule-row__number">{at + 1}</span>
        {writable && <MoveButton name={name} by={1} end={props.last} onMove={props.onMove} />}
      </div>
      <div className="rule-row__main">
        <div className="rule-row__head">
          <Link to={path('/rules/:set/edit/:code', { set, code: rule.code })} className="rule-row__name">
            {name}
          </Link>
          <code className="muted">{rule.code}</code>
          <StatusTag tone={toneOf(state)}>{tCode('rules.state_', state)}</StatusTag>
          {mark && <MarkTag mark={mark} />}
        </div>
        <p className="rule-row__sentence">
          <Sentence rule={rule} eventTypes={props.eventTypes} />
        </p>
        <Facts {...props} />
      </div>
      <RuleActions set={set} rule={rule} changes={props.changes} writable={writable} />
    </li>
  );
}

interface MoveButtonProps {
  name: string;
  by: -1 | 1;
  end: boolean;
  onMove: (by: -1 | 1) => void;
}

/** Stays focusable at the ends, so that the focus is not lost there. */
function MoveButton({ name, by, end, onMove }: MoveButtonProps) {
  const { t } = useI18n();
  return (
    <Button
      type="text"
      size="small"
      icon={by < 0 ? <ArrowUpOutlined /> : <ArrowDownOutlined />}
      aria-label={t(by < 0 ? 'rules.moveUp' : 'rules.moveDown', { name })}
      aria-disabled={end}
      className={end ? 'rule-row__end' : ''}
      onClick={() => {
        if (!end) onMove(by);
      }}
    />
  );
}

function Sentence({ rule, eventTypes }: { rule: Rule; eventTypes: readonly EventTypeView[] }) {
  const { locale } = useI18n();
  const timeZone = useProgramme()?.timeZone;
  return useMemo(() => {
    const types = eventTypes.map(({ code, name }) => ({ type: code, label: name }));
    const options = { eventTypes: types, currency: currencyOf(rule.conditions), ...(timeZone ? { timeZone } : {}) };
    const parts = saidOf(rule, locale, options);
    return <>{ruleParagraph(parts, locale)}</>;
  }, [rule, eventTypes, locale, timeZone]);
}

function Facts({ rule, budget, eventTypes }: RuleRowProps) {
  const { t, tCode, locale } = useI18n();
  const format = useFormat();
  const { effectiveFrom: from, effectiveTo: to, stackingGroup: group } = rule;
  const trigger = eventTypes.find((type) => type.code === rule.trigger)?.name[locale] ?? rule.trigger;
  return (
    <div className="rule-row__facts">
      <span className="chip">{t('common.labelled', { label: t('rules.trigger'), value: trigger })}</span>
      {(from || to) && (
        <span className="chip">
          {[from && t('rules.from', { at: format.instant(from) }), to && t('rules.until', { at: format.instant(to) })]
            .filter(Boolean)
            .join(' ')}
        </span>
      )}
      {group && (
        <span className="chip">
          {t('common.labelled', {
            label: t('rules.stacking'),
            value: `${group.code} (${tCode('rules.stacking_', group.mode)})`,
          })}
        </span>
      )}
      {rule.budget && <BudgetBar budget={rule.budget.points} used={budget?.used ?? 0} />}
    </div>
  );
}

/** How much of a rule's budget is gone. */
function BudgetBar({ budget, used }: { budget: number; used: number }) {
  const { t } = useI18n();
  const format = useFormat();
  const percent = Math.min(100, Math.floor((used / budget) * 100));
  const text = t('rules.budgetUsed', { used: format.integer(used), budget: format.integer(budget) });
  return (
    <span className="rule-row__budget">
      <Progress
        percent={percent}
        size="small"
        showInfo={false}
        status={percent >= 100 ? 'exception' : 'normal'}
        aria-label={text}
      />
      <small>{text}</small>
    </span>
  );
}
