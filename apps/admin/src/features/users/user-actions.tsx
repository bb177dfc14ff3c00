import { MinusCircleOutlined, MoreOutlined, PlusCircleOutlined } from '@ant-design/icons';
import type { UserDetail, UserView } from '@jifen/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../shared/api/client.js';
import { path } from '../../shared/api/query-string.js';
import { type TextKey, useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { useMay } from '../../shared/session.js';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.js';
import { PostingDialog } from './posting-dialog.js';

type Action = 'grant' | 'deduct' | 'freeze' | 'unfreeze' | 'close' | 'merge';
type StateAction = Extract<Action, 'freeze' | 'unfreeze' | 'close'>;

const DONE: Record<StateAction, TextKey> = {
  freeze: 'users.frozenDone',
  unfreeze: 'users.unfrozenDone',
  close: 'users.closedDone',
};

/** What can be done to the user, as far as the operator may and the user's state allows. */
export function UserActions({ detail }: { detail: UserDetail }) {
  const { t } = useI18n();
  const may = useMay();
  const navigate = useNavigate();
  const [action, setAction] = useState<Action>();
  const { status } = detail.user;
  if (status === 'CLOSED' || status === 'MERGED') return null;
  const toggle: StateAction = status === 'FROZEN' ? 'unfreeze' : 'freeze';
  const close = (): void => setAction(undefined);
  const more = [
    ...(may('users:freeze') ? [{ key: toggle, label: t(`users.${toggle}`) }] : []),
    ...(may('users:close')
      ? [
          { key: 'merge', label: t('users.mergeUser') },
          { key: 'close', label: t('users.closeUser'), danger: true },
        ]
      : []),
  ];
  const choose = (key: Action): void => {
    if (key === 'merge') void navigate(path('/users/:id/merge', { id: detail.user.userId }));
    else setAction(key);
  };
  return (
    <>
      {may('points:grant') && (
        <Button type="primary" icon={<PlusCircleOutlined />} onClick={() => setAction('grant')}>
          {t('users.grant')}
        </Button>
      )}
      {may('points:deduct') && status === 'ACTIVE' && (
        <Button icon={<MinusCircleOutlined />} onClick={() => setAction('deduct')}>
          {t('users.deduct')}
        </Button>
      )}
      {more.length > 0 && (
        <Dropdown trigger={['click']} menu={{ items: more, onClick: ({ key }) => choose(key as Action) }}>
          <Button icon={<MoreOutlined />} aria-label={t('common.actions')} />
        </Dropdown>
      )}
      {(action === 'grant' || action === 'deduct') && <PostingDialog kind={action} detail={detail} onClose={close} />}
      <StateDialog detail={detail} action={action} onClose={close} />
    </>
  );
}

interface StateDialogProps {
  detail: UserDetail;
  action: Action | undefined;
  onClose: () => void;
}

function StateDialog({ detail, action, onClose }: StateDialogProps) {
  const { t } = useI18n();
  const format = useFormat();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const { userId } = detail.user;
  const kind = action === 'freeze' || action === 'unfreeze' || action === 'close' ? action : undefined;
  const shown = kind ?? 'freeze';
  const left = detail.accounts.reduce((sum, { available, pending }) => sum + available + pending, 0);
  const send = async (reason: string): Promise<void> => {
    await api.post<UserView>(`${path('/users/:id', { id: userId })}/${shown}`, { reason });
    await queryClient.invalidateQueries({ queryKey: ['user', userId] });
    void queryClient.invalidateQueries({ queryKey: ['users'] });
    void message.success(t(DONE[shown]));
  };
  return (
    <ConfirmDialog
      open={kind !== undefined}
      title={t(`users.${shown}Title`, { id: userId })}
      text={t(`users.${shown}Text`, { points: format.integer(left) })}
      okText={shown === 'close' ? t('users.closeUser') : t(`users.${shown}`)}
      danger={shown !== 'unfreeze'}
      withReason
      {...(kind === 'close' ? { phrase: userId } : {})}
      onConfirm={send}
      onClose={onClose}
    />
  );
}
