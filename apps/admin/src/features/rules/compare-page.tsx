import type { RuleVersionPage } from '@jifen/contracts';
import { useQuery } from '@tanstack/react-query';
import { Card, Flex, Select, Skeleton } from 'antd';
import { parseAsString, useQueryStates } from 'nuqs';
import { useId } from 'react';
import { useParams } from 'react-router';
import { api } from '../../shared/api/client.js';
import { path, queryString } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { LinkButton } from '../../shared/ui/link-button.js';
import { Page } from '../../shared/ui/page.js';
import { Changes } from './changes.js';
import { MAIN, ruleSetUrl, useDiff, useSummary } from './rule-set-api.js';
import './rules.css';

const OFFERED = 100;

/** Any two of a set's versions, the live one and the draft, side by side in sentences. */
export function ComparePage() {
  const { t } = useI18n();
  const { set = MAIN } = useParams();
  const [{ from, to }, setQuery] = useQueryStates(
    { from: parseAsString.withDefault('live'), to: parseAsString.withDefault('draft') },
    { history: 'replace' },
  );
  const diff = useDiff(set, from, to);
  return (
    <Page
      title={t('rules.compareTitle')}
      actions={
        <>
          <LinkButton to={path('/rules/:set/history', { set })}>{t('rules.history')}</LinkButton>
          <LinkButton to={set === MAIN ? '/rules' : path('/rules/:set', { set })}>{t('ruleForm.toList')}</LinkButton>
        </>
      }
    >
      <Card>
        <div className="stack">
          <Flex gap={16} wrap>
            <Side
              set={set}
              label={t('rules.compareFrom')}
              value={from}
              onChange={(next) => void setQuery({ from: next })}
            />
            <Side set={set} label={t('rules.compareTo')} value={to} onChange={(next) => void setQuery({ to: next })} />
          </Flex>
          {diff.isPending && <Skeleton active paragraph={{ rows: 4 }} />}
          {diff.isError && <ErrorPanel error={diff.error} onRetry={() => void diff.refetch()} />}
          {diff.data && <Changes changes={diff.data} />}
        </div>
      </Card>
    </Page>
  );
}

interface SideProps {
  set: string;
  label: string;
  value: string;
  onChange: (side: string) => void;
}

function Side({ set, label, value, onChange }: SideProps) {
  const { t, tCode } = useI18n();
  const id = useId();
  const live = useSummary(set).data?.liveVersion;
  const versions = useQuery({
    queryKey: ['rule-set', set, 'versions', 'offered'],
    queryFn: ({ signal }) =>
      api.get<RuleVersionPage>(ruleSetUrl(set, `/versions${queryString({ limit: OFFERED })}`), signal),
  });
  const known = (versions.data?.items ?? []).map(({ version, status }) => ({
    value: String(version),
    label: `${t('rules.versionNo', { n: version })} · ${tCode('rules.versionStatus_', status)}`,
  }));
  const liveName = live ? `${t('rules.compareLive')} · ${t('rules.versionNo', { n: live })}` : t('rules.compareLive');
  const options = [{ value: 'live', label: liveName }, { value: 'draft', label: t('rules.compareDraft') }, ...known];
  return (
    <span className="compare-side">
      <label htmlFor={id}>{label}</label>
      <Select
        id={id}
        value={value}
        onChange={onChange}
        options={options.some((option) => option.value === value) ? options : [...options, { value, label: value }]}
        popupMatchSelectWidth={false}
        className="compare-side__select"
      />
    </span>
  );
}
