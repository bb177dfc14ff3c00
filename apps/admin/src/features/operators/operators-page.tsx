import { EditOutlined, PlusOutlined } from '@ant-design/icons';
import type { OperatorView } from '@jifen/contracts';
import { Button } from 'antd';
import { useState } from 'react';
import { useI18n } from '../../shared/i18n/i18n.js';
import { usePaging } from '../../shared/paging.js';
import { useFormat } from '../../shared/programme.js';
import { usePage } from '../../shared/queries.js';
import { useMay, useOperator } from '../../shared/session.js';
import type { Column } from '../../shared/ui/data-table.js';
import { LinkButton } from '../../shared/ui/link-button.js';
import { ListView } from '../../shared/ui/list-view.js';
import { Page } from '../../shared/ui/page.js';
import { StatusTag } from '../../shared/ui/status-tag.js';
import { toneOf } from '../../shared/ui/tones.js';
import { OperatorDialog } from './operator-dialog.js';

type Editing = { mode: 'create' } | { mode: 'edit'; operator: OperatorView };

export function OperatorsPage() {
  const { t } = useI18n();
  const may = useMay();
  const paging = usePaging();
  const query = usePage<OperatorView>(['operators'], '/operators', {}, paging);
  const [editing, setEditing] = useState<Editing>();
  const create = may('operators:write') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing({ mode: 'create' })}>
      {t('operators.create')}
    </Button>
  );
  return (
    <Page
      title={t('operators.title')}
      subtitle={t('operators.subtitle')}
      actions={
        <>
          <LinkButton to="/roles">{t('operators.rolesTitle')}</LinkButton>
          {create}
        </>
      }
    >
      <ListView
        label={t('operators.title')}
        query={query}
        paging={paging}
        columns={useColumns((operator) => setEditing({ mode: 'edit', operator }))}
        rowKey={(row) => row.operatorId}
        empty={{ title: t('operators.empty'), hint: t('operators.emptyHint'), action: create }}
      />
      {editing && (
        <OperatorDialog
          key={editing.mode === 'edit' ? editing.operator.operatorId : 'new'}
          operator={editing.mode === 'edit' ? editing.operator : undefined}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Page>
  );
}

function useColumns(onEdit: (operator: OperatorView) => void): Column<OperatorView>[] {
  const { t, tCode } = useI18n();
  const format = useFormat();
  const may = useMay();
  const self = useOperator();
  const edit: Column<OperatorView> = {
    key: 'actions',
    title: t('common.actions'),
    render: (operator) => (
      <Button
        size="small"
        icon={<EditOutlined />}
        aria-label={t('operators.editTitle', { name: operator.name })}
        onClick={() => onEdit(operator)}
      >
        {t('common.edit')}
      </Button>
    ),
  };
  return [
    {
      key: 'name',
      title: t('operators.name'),
      headline: true,
      render: (operator) => (
        <span className="two-lines">
          <span>
            {operator.name}{' '}
            {operator.operatorId === self?.operatorId && <span className="chip">{t('operators.you')}</span>}
          </span>
          <small className="muted breakable">{operator.email}</small>
        </span>
      ),
    },
    {
      key: 'roles',
      title: t('operators.roles'),
      render: (operator) => (
        <span className="chips">
          {operator.roles.map((role) => (
            <span key={role} className="chip">
              {tCode('operators.role_', role)}
            </span>
          ))}
        </span>
      ),
    },
    {
      key: 'status',
      title: t('common.status'),
      render: ({ status }) => <StatusTag tone={toneOf(status)}>{tCode('operators.status_', status)}</StatusTag>,
    },
    {
      key: 'lastLogin',
      title: t('operators.lastLogin'),
      render: ({ lastLoginAt }) => (lastLoginAt ? format.instant(lastLoginAt) : t('operators.neverLoggedIn')),
    },
    {
      key: 'created',
      title: t('operators.created'),
      wideOnly: true,
      render: ({ createdAt }) => format.instant(createdAt),
    },
    ...(may('operators:write') ? [edit] : []),
  ];
}
