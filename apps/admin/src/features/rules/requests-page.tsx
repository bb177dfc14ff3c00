import { PUBLISH_REQUEST_STATUSES, type PublishRequestView } from '@jifen/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Flex, Select, Tooltip } from 'antd';
import { parseAsString, useQueryStates } from 'nuqs';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../shared/api/client.js';
import { path, queryString } from '../../shared/api/query-string.js';
import { confirmBody } from '../../shared/forms/confirmation.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { usePaging } from '../../shared/paging.js';
import { useFormat } from '../../shared/programme.js';
import { usePage } from '../../shared/queries.js';
import { useMay, useOperator } from '../../shared/session.js';
import { Actor } from '../../shared/ui/actor.js';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.js';
import type { Column } from '../../shared/ui/data-table.js';
import { ListView } from '../../shared/ui/list-view.js';
import { Page } from '../../shared/ui/page.js';
import { StatusTag } from '../../shared/ui/status-tag.js';
import { toneOf } from '../../shared/ui/tones.js';
import { PolicyButton } from './policy-dialog.js';
import { percentText } from './policy-values.js';
import { refreshSet } from './rule-set-api.js';
import './rules.css';

type Decision = { verb: 'approve' | 'reject'; request: PublishRequestView };

/** Publications that wait for a second operator, and those that were decided. */
export function RequestsPage() {
  const { t, tCode } = useI18n();
  const paging = usePaging();
  const [{ status }, setQuery] = useQueryStates({ status: parseAsString, cursor: parseAsString }, { history: 'push' });
  const query = usePage<PublishRequestView>(['publish-requests'], '/publish-requests', { status }, paging);
  const [decision, setDecision] = useState<Decision>();
  return (
    <Page title={t('publishing.requestsTitle')} subtitle={t('publishing.requestsSubtitle')} actions={<PolicyButton />}>
      <ListView
        label={t('publishing.requestsTitle')}
        query={query}
        paging={paging}
        columns={useColumns(setDecision)}
        rowKey={(row) => row.requestNo}
        filtered={status !== null}
        onClearFilters={() => void setQuery(null)}
        empty={{ title: t('publishing.requestsEmpty'), hint: t('publishing.requestsEmptyHint') }}
        filters={
          <Select
            aria-label={t('common.status')}
            allowClear
            placeholder={t('common.status')}
            value={status}
            onChange={(next: string | undefined) => void setQuery({ status: next ?? null, cursor: null })}
            options={PUBLISH_REQUEST_STATUSES.map((value) => ({ value, label: tCode('publishing.status_', value) }))}
            className="filter"
          />
        }
      />
      {decision && <DecisionDialog {...decision} onClose={() => setDecision(undefined)} />}
    </Page>
  );
}

function useColumns(onDecide: (decision: Decision) => void): Column<PublishRequestView>[] {
  const { t, tCode } = useI18n();
  const format = useFormat();
  return [
    {
      key: 'version',
      title: t('rules.version'),
      headline: true,
      render: ({ ruleSet, version }) => (
        <Link to={`${path('/rules/:set/compare', { set: ruleSet })}${queryString({ from: 'live', to: version })}`}>
          {ruleSet} · {t('rules.versionNo', { n: version })}
        </Link>
      ),
    },
    {
      key: 'status',
      title: t('common.status'),
      render: ({ status }) => <StatusTag tone={toneOf(status)}>{tCode('publishing.status_', status)}</StatusTag>,
    },
    { key: 'why', title: t('publishing.why'), render: (request) => <Why request={request} /> },
    {
      key: 'how',
      title: t('publishing.how'),
      render: ({ percent, at }) =>
        percent !== null
          ? `${t('rules.publishPercent')} ${percent} %`
          : at !== null
            ? `${t('rules.publishAt')} ${format.instant(at)}`
            : t('rules.publishNow'),
    },
    { key: 'reason', title: t('common.reason'), render: ({ reason }) => <span className="remark">{reason}</span> },
    {
      key: 'by',
      title: t('rules.madeBy'),
      render: ({ requestedBy, requestedByName }) => (
        <Actor actor={requestedBy} {...(requestedByName === null ? {} : { name: requestedByName })} />
      ),
    },
    { key: 'at', title: t('rules.madeAt'), render: ({ requestedAt }) => <time>{format.instant(requestedAt)}</time> },
    {
      key: 'decision',
      title: t('publishing.decision'),
      render: (request) =>
        request.status === 'PENDING' ? (
          <DecisionButtons request={request} onDecide={onDecide} />
        ) : (
          <span className="two-lines">
            <span>{request.decidedByName ?? request.decidedBy ?? '—'}</span>
            <small className="muted">{request.decisionReason}</small>
          </span>
        ),
    },
  ];
}

function Why({ request: { why, increaseBps, backtestNo } }: { request: PublishRequestView }) {
  const { t } = useI18n();
  return (
    <span className="two-lines">
      <span>{t(`publishing.why_${why}`, { percent: percentText(increaseBps ?? 0) })}</span>
      {backtestNo !== null && (
        <Link to={path('/rules/backtests/:no', { no: backtestNo })}>{t('publishing.seeBacktest')}</Link>
      )}
    </span>
  );
}

interface DecisionButtonsProps {
  request: PublishRequestView;
  onDecide: (decision: Decision) => void;
}

/** Who asked for it may not decide; the reason stands with the buttons. */
function DecisionButtons({ request, onDecide }: DecisionButtonsProps) {
  const { t } = useI18n();
  const may = useMay();
  const self = useOperator();
  if (!may('rules:review')) return <span className="muted">{t('publishing.mayNot')}</span>;
  const own = self !== undefined && request.requestedBy === `operator:${self.operatorId}`;
  const buttons = (
    <Flex gap={4} wrap>
      {(['approve', 'reject'] as const).map((verb) => (
        <Button
          key={verb}
          size="small"
          type={verb === 'approve' ? 'primary' : 'default'}
          disabled={own}
          onClick={() => onDecide({ verb, request })}
        >
          {t(`publishing.${verb}`)}
        </Button>
      ))}
    </Flex>
  );
  if (!own) return buttons;
  return (
    <Tooltip title={t('publishing.own')}>
      <span className="two-lines">
        {buttons}
        <small className="muted">{t('publishing.own')}</small>
      </span>
    </Tooltip>
  );
}

function DecisionDialog({ verb, request, onClose }: Decision & { onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const client = useQueryClient();
  const names = { set: request.ruleSet, n: request.version };
  return (
    <ConfirmDialog
      open
      title={t(`publishing.${verb}Title`, names)}
      text={t(`publishing.${verb}Text`)}
      okText={t(`publishing.${verb}`)}
      danger={verb === 'reject'}
      withReason
      onConfirm={async (reason, confirmed) => {
        const body = { reason, ...confirmBody({ confirmed }) };
        await api.post(`${path('/publish-requests/:no', { no: request.requestNo })}/${verb}`, body);
        refreshSet(client, request.ruleSet);
        void message.success(t(verb === 'approve' ? 'publishing.approved' : 'publishing.rejected'));
      }}
      onClose={onClose}
    />
  );
}
