import { DownOutlined, PlusOutlined } from '@ant-design/icons';
import type { RuleDraftView, RuleSetDetail } from '@jifen/contracts';
import { ruleSetJson } from '@jifen/rules';
import { App, Button, Dropdown, Modal } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api } from '../../shared/api/client.js';
import { asProblem } from '../../shared/api/problem.js';
import { path, queryString } from '../../shared/api/query-string.js';
import { problemTitle } from '../../shared/forms/use-submit.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { LinkButton } from '../../shared/ui/link-button.js';
import { saveText } from './files.js';
import { ImportDialog } from './import-dialog.js';
import { PublishDialog } from './publish-dialog.js';
import { ruleSetUrl, rulesOf, useRefreshSet } from './rule-set-api.js';
import { NewSetDialog, RenameSetDialog } from './set-picker.js';
import { TEMPLATES } from './templates.js';
import type { DraftChanges } from './use-draft-changes.js';

interface SetToolsProps {
  set: string;
  summary: RuleSetDetail;
  draft: RuleDraftView;
  changes: DraftChanges;
  writable: boolean;
}

/** What can be done with the whole set. */
export function SetTools({ set, summary, draft, changes, writable }: SetToolsProps) {
  const { t } = useI18n();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'publish' | 'import' | 'set' | 'rename'>();
  const discard = useDiscard(set, draft.revision);
  const go = (template: string): void => void navigate(path(template, { set }));
  const exported = (): void =>
    saveText(`${set}.json`, `${ruleSetJson({ rules: [...rulesOf(draft.ruleSet)] })}\n`, 'application/json');
  const hasDraft = draft.revision > 0;
  return (
    <>
      {writable && <AddRule set={set} />}
      <LinkButton to={path('/rules/:set/preview', { set })}>{t('rules.preview')}</LinkButton>
      <LinkButton to={`/rules/backtests${queryString({ ruleSet: set })}`}>{t('rules.backtest')}</LinkButton>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'compare', label: t('rules.compare'), onClick: () => go('/rules/:set/compare') },
            { key: 'history', label: t('rules.history'), onClick: () => go('/rules/:set/history') },
            { key: 'export', label: t('rules.exportJson'), onClick: exported },
            ...(writable
              ? [
                  { key: 'import', label: t('rules.importJson'), onClick: () => setOpen('import') },
                  { key: 'rename', label: t('rules.rename'), onClick: () => setOpen('rename') },
                  { key: 'set', label: t('rules.newSet'), onClick: () => setOpen('set') },
                  { type: 'divider' as const },
                  { key: 'discard', label: t('rules.discard'), danger: true, disabled: !hasDraft, onClick: discard },
                ]
              : []),
          ],
        }}
      >
        <Button icon={<DownOutlined />} iconPlacement="end">
          {t('rules.more')}
        </Button>
      </Dropdown>
      {writable && (
        <Button type="primary" disabled={!hasDraft || changes.busy} onClick={() => setOpen('publish')}>
          {t('rules.publish')}
        </Button>
      )}
      {open === 'publish' && (
        <PublishDialog set={set} summary={summary} draft={draft} onClose={() => setOpen(undefined)} />
      )}
      {open === 'rename' && <RenameSetDialog set={set} name={summary.name} onClose={() => setOpen(undefined)} />}
      {open === 'set' && <NewSetDialog onClose={() => setOpen(undefined)} />}
      {open === 'import' && <ImportDialog changes={changes} onClose={() => setOpen(undefined)} />}
    </>
  );
}

/** Asks, then takes the draft away. */
function useDiscard(set: string, revision: number): () => void {
  const { t, locale } = useI18n();
  const { modal, message } = App.useApp();
  const refresh = useRefreshSet(set);
  return () => {
    modal.confirm({
      title: t('rules.discard'),
      content: t('rules.discardText'),
      okText: t('rules.discard'),
      cancelText: t('common.cancel'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await api.delete(ruleSetUrl(set, `/draft${queryString({ revision })}`));
          void message.success(t('rules.discarded'));
        } catch (error) {
          // Most likely somebody has saved it anew: what they saved is shown next.
          void message.error(problemTitle(asProblem(error), locale, t));
        }
        refresh();
      },
    });
  };
}

/** A new rule from one of the templates. */
export function AddRule({ set }: { set: string }) {
  const { t, locale } = useI18n();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<PlusOutlined />} onClick={() => setOpen(true)}>
        {t('rules.add')}
      </Button>
      <Modal open={open} title={t('rules.chooseTemplate')} footer={null} onCancel={() => setOpen(false)} width={640}>
        <ul className="templates">
          {TEMPLATES.map(({ key, title, hint }) => (
            <li key={key}>
              <Link to={`${path('/rules/:set/new', { set })}${queryString({ template: key })}`} className="template">
                <strong>{title[locale]}</strong>
                <span className="muted">{hint[locale]}</span>
              </Link>
            </li>
          ))}
        </ul>
      </Modal>
    </>
  );
}
