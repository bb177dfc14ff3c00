import type { ReconciliationCheck, ReconciliationRunView } from '@jifen/contracts';
import { Collapse } from 'antd';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { StatusTag } from '../../shared/ui/status-tag.js';

/** The invariants of a run; what breaks one is shown with its first rows. */
export function Checks({ run }: { run: ReconciliationRunView }) {
  const { t } = useI18n();
  if (run.checks.length === 0) return <p className="muted expanded">{t('common.none')}</p>;
  return (
    <ul className="checks" aria-label={t('reconciliation.checks')}>
      {run.checks.map((check) => (
        <Check key={check.name} check={check} />
      ))}
    </ul>
  );
}

function Check({ check }: { check: ReconciliationCheck }) {
  const { t, tCode } = useI18n();
  const format = useFormat();
  return (
    <li className="check">
      <div className="check__head">
        <StatusTag tone={check.ok ? 'good' : 'bad'}>
          {t(check.ok ? 'reconciliation.holds' : 'reconciliation.broken')}
        </StatusTag>
        <span>{tCode('reconciliation.check_', check.name)}</span>
        <code className="breakable muted">{check.name}</code>
        {check.violations > 0 && (
          <span>
            {t('common.labelled', { label: t('reconciliation.violations'), value: format.integer(check.violations) })}
          </span>
        )}
      </div>
      {check.samples.length > 0 && (
        <Collapse
          ghost
          size="small"
          items={[
            {
              key: 'samples',
              label: t('reconciliation.samples'),
              children: <pre className="json">{JSON.stringify(check.samples, null, 2)}</pre>,
            },
          ]}
        />
      )}
    </li>
  );
}
