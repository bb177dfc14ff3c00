import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useFormat } from '../../shared/programme.js';
import { Changes } from './changes.js';
import type { Conflict } from './use-draft-changes.js';

interface ConflictDialogProps {
  conflict: Conflict;
  /** Called when mine was saved on top of theirs. */
  onReapplied?: () => void;
  /** Called when theirs is there instead. */
  onTaken?: () => void;
}

/** Somebody else saved the draft first: who, when and what; then theirs, or mine on top of it. */
export function ConflictDialog({ conflict, onReapplied, onTaken }: ConflictDialogProps) {
  const { t } = useI18n();
  const format = useFormat();
  const [busy, setBusy] = useState(false);
  const run = async (step: () => Promise<void>): Promise<void> => {
    setBusy(true);
    await step().finally(() => setBusy(false));
  };
  const theirs = (): Promise<void> =>
    run(async () => {
      await conflict.takeTheirs();
      onTaken?.();
    });
  const mine = (): Promise<void> =>
    run(async () => {
      if (await conflict.reapplyMine()) onReapplied?.();
    });
  return (
    <Modal
      open
      title={t('rules.conflictTitle')}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={[
        <Button key="theirs" disabled={busy} onClick={() => void theirs()}>
          {t('rules.conflictTheirs')}
        </Button>,
        <Button key="mine" type="primary" loading={busy} onClick={() => void mine()}>
          {t('rules.conflictMine')}
        </Button>,
      ]}
    >
      <p>
        {t('rules.conflictText', {
          name: conflict.byName ?? t('rules.somebody'),
          at: format.instant(conflict.at),
        })}
      </p>
      <Changes changes={conflict.changes} />
    </Modal>
  );
}
