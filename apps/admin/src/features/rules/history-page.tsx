import type { RuleHistoryEntry, RuleSetSummary, RuleVersionInfo } from '@jifen/contracts';
import { App, Button, Flex, Skeleton, Tabs } from 'antd';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useState } from 'react';
import { useParams } from 'react-router';
import { api } from '../../shared/api/client.js';
import { path, queryString } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { usePaging } from '../../shared/paging.js';
import { useFormat } from '../../shared/programme.js';
import { usePage } from '../../shared/queries.js';
import { useMay } from '../../shared/session.js';
import { Actor } from '../../shared/ui/actor.js';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.js';
import type { Column } from '../../shared/ui/data-table.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { LinkButton } from '../../shared/ui/link-button.js';
import { ListView } from '../../shared/ui/list-view.js';
import { Page } from '../../shared/ui/page.js';
import { StatusTag } from '../../shared/ui/status-tag.js';
import { toneOf } from '../../shared/ui/tones.js';
import { Changes } from './changes.js';
import { MAIN, ruleSetUrl, useDiff, useRefreshSet, useSummary } from './rule-set-api.js';
import './rules.css';

const TABS = ['versions', 'log'] as const;

/** Every version of a set, what was done with them, and the way back. */
export function HistoryPage() {
  const { t } = useI18n();
  const { set = MAIN } = useParams();
  const [{ tab }, setQuery] = useQueryStates(
    { tab: parseAsStringLiteral(TABS).withDefault('versions'), cursor: parseAsString },
    { history: 'push' },
  );
  return (
    <Page
      title={t('rules.historyTitle', { set })}
      actions={
        <>
          <LinkButton to={path('/rules/:set/compare', { set })}>{t('rules.compare')}</LinkButton>
          <LinkButton to={set === MAIN ? '/rules' : path('/rules/:set', { set })}>{t('ruleForm.toList')}</LinkButton>
        </>
      }
    >
      <Tabs
        activeKey={tab}
        destroyOnHidden
        onChange={(key) => void setQuery({ tab: key as (typeof TABS)[number], cursor: null })}
        items={[
          { key: 'versions', label: t('rules.tabVersions'), children: <Versions set={set} /> },
          { key: 'log', label: t('rules.tabLog'), children: <Log set={set} /> },
        ]}
      />
    </Page>
  );
}

function Versions({ set }: { set: string }) {
  const { t } = useI18n();
  const paging = usePaging();
  const query = usePage<RuleVersionInfo>(['rule-set', set, 'versions'], ruleSetUrl(set, '/versions'), {}, paging);
  const [backTo, setBackTo] = useState<number>();
  return (
    <>
      <ListView
        label={t('rules.tabVersions')}
        query={query}
        paging={paging}
        columns={useVersionColumns(set, useMayRollBack(set), setBackTo)}
        rowKey={(row) => String(row.version)}
        empty={{ title: t('rules.versionsEmpty') }}
      />
      {backTo !== undefined && <RollbackDialog set={set} version={backTo} onClose={() => setBackTo(undefined)} />}
    </>
  );
}

/** Past versions; the live one, too, while another is on its way. */
function useMayRollBack(set: string): (version: RuleVersionInfo) => boolean {
  const may = useMay();
  const summary = useSummary(set).data;
  const underWay = summary ? summary.rolloutVersion !== null || summary.scheduledVersion !== null : false;
  return ({ status }) => may('rules:write') && (status === 'SUPERSEDED' || (status === 'LIVE' && underWay));
}

function useVersionColumns(
  set: string,
  mayRollBack: (version: RuleVersionInfo) => boolean,
  onRollback: (version: number) => void,
): Column<RuleVersionInfo>[] {
  const { t, tCode } = useI18n();
  const format = useFormat();
  return [
    {
      key: 'version',
      title: t('rules.version'),
      headline: true,
      render: ({ version }) => <strong>{t('rules.versionNo', { n: version })}</strong>,
    },
    {
      key: 'status',
      title: t('common.status'),
      render: ({ status }) => <StatusTag tone={toneOf(status)}>{tCode('rules.versionStatus_', status)}</StatusTag>,
    },
    { key: 'rules', title: t('rules.ruleCount'), align: 'right', render: ({ ruleCount }) => format.integer(ruleCount) },
    {
      key: 'reason',
      title: t('common.reason'),
      render: ({ reason }) => <span className="remark">{reason ?? '—'}</span>,
    },
    {
      key: 'by',
      title: t('rules.madeBy'),
      render: ({ createdBy, createdByName }) => (
        <Actor actor={createdBy} {...(createdByName === null ? {} : { name: createdByName })} />
      ),
    },
    { key: 'at', title: t('rules.madeAt'), render: ({ createdAt }) => <time>{format.instant(createdAt)}</time> },
    {
      key: 'actions',
      title: t('common.actions'),
      render: (row) => (
        <Flex gap={4} wrap>
          {row.status !== 'LIVE' && (
            <LinkButton
              size="small"
              to={`${path('/rules/:set/compare', { set })}${queryString({ from: row.version, to: 'live' })}`}
              aria-label={`${t('rules.compare')}: ${t('rules.versionNo', { n: row.version })}`}
            >
              {t('rules.compare')}
            </LinkButton>
          )}
          {mayRollBack(row) && row.wasLive === false && <small className="muted">{t('rules.rollbackNever')}</small>}
          {mayRollBack(row) && row.wasLive !== false && (
            <Button
              size="small"
              onClick={() => onRollback(row.version)}
              aria-label={`${t('rules.rollback')}: ${t('rules.versionNo', { n: row.version })}`}
            >
              {t('rules.rollback')}
            </Button>
          )}
        </Flex>
      ),
    },
  ];
}

/** What going back would change, and why it is done. */
function RollbackDialog({ set, version, onClose }: { set: string; version: number; onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const refresh = useRefreshSet(set);
  const diff = useDiff(set, 'live', String(version));
  return (
    <ConfirmDialog
      open
      title={t('rules.rollbackTitle', { n: version })}
      text={
        <>
          <span>{t('rules.rollbackText', { n: version })}</span>
          {diff.isPending && <Skeleton active paragraph={{ rows: 2 }} title={false} />}
          {diff.isError && <ErrorPanel error={diff.error} onRetry={() => void diff.refetch()} />}
          {diff.data && <Changes changes={diff.data} />}
        </>
      }
      okText={t('rules.rollback')}
      danger
      withReason
      onConfirm={async (reason) => {
        await api.post<RuleSetSummary>(ruleSetUrl(set, '/rollback'), { version, reason });
        refresh();
        void message.success(t('rules.rolledBack', { n: version }));
      }}
      onClose={onClose}
    />
  );
}

function Log({ set }: { set: string }) {
  const { t, tCode } = useI18n();
  const format = useFormat();
  const paging = usePaging();
  const query = usePage<RuleHistoryEntry>(['rule-set', set, 'history'], ruleSetUrl(set, '/history'), {}, paging);
  const version = (n: number | null): string => (n === null ? '—' : t('rules.versionNo', { n }));
  const columns: Column<RuleHistoryEntry>[] = [
    { key: 'at', title: t('rules.madeAt'), render: ({ doneAt }) => <time>{format.instant(doneAt)}</time> },
    {
      key: 'action',
      title: t('common.actions'),
      headline: true,
      render: ({ action, percent, at }) => (
        <span>
          {tCode('rules.action_', action)}
          {percent !== null && ` ${percent} %`}
          {at !== null && ` ${format.instant(at)}`}
        </span>
      ),
    },
    {
      key: 'versions',
      title: t('rules.version'),
      render: ({ fromVersion, toVersion }) => t('rules.fromTo', { from: version(fromVersion), to: version(toVersion) }),
    },
    {
      key: 'reason',
      title: t('common.reason'),
      render: ({ reason }) => <span className="remark">{reason ?? '—'}</span>,
    },
    {
      key: 'by',
      title: t('rules.madeBy'),
      render: ({ by, byName }) => <Actor actor={by} {...(byName === null ? {} : { name: byName })} />,
    },
  ];
  return (
    <ListView
      label={t('rules.tabLog')}
      query={query}
      paging={paging}
      columns={columns}
      rowKey={(row) => row.historyNo}
      empty={{ title: t('rules.historyEmpty') }}
    />
  );
}
