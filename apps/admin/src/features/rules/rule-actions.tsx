import { EditOutlined, EyeOutlined, MoreOutlined } from '@ant-design/icons';
import type { Rule } from '@jifen/rules';
import { App, Button, Dropdown, Flex } from 'antd';
import { path } from '../../shared/api/query-string.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { LinkButton } from '../../shared/ui/link-button.js';
import { copyOf, withRule } from './rule-list.js';
import type { DraftChanges } from './use-draft-changes.js';

interface RuleActionsProps {
  set: string;
  rule: Rule;
  changes: DraftChanges;
  writable: boolean;
}

/** What can be done with one rule of the list. */
export function RuleActions({ set, rule, changes, writable }: RuleActionsProps) {
  const { t, locale } = useI18n();
  const { message, modal } = App.useApp();
  const name = rule.name[locale];
  const to = path('/rules/:set/edit/:code', { set, code: rule.code });
  if (!writable) {
    return <LinkButton to={to} icon={<EyeOutlined />} size="small" aria-label={t('rules.viewRule', { name })} />;
  }
  const copy = async (): Promise<void> => {
    let code = '';
    const done = await changes.run((rules) => {
      const made = copyOf(rule, rules);
      code = made.code;
      const at = rules.findIndex((one) => one.code === rule.code);
      return [...rules.slice(0, at + 1), made, ...rules.slice(at + 1)];
    });
    if (done) void message.success(t('rules.copied', { code }));
  };
  const paused = rule.status === 'PAUSED';
  const setStatus = (): Promise<boolean> =>
    changes.run((rules) => {
      const current = rules.find((one) => one.code === rule.code);
      return current ? withRule(rules, rule.code, { ...current, status: paused ? 'ACTIVE' : 'PAUSED' }) : rules;
    });
  const remove = (): void => {
    modal.confirm({
      title: t('rules.removeTitle', { name }),
      content: t('rules.removeText'),
      okText: t('rules.remove'),
      cancelText: t('common.cancel'),
      okButtonProps: { danger: true },
      onOk: async () => {
        await changes.run((rules) => rules.filter((one) => one.code !== rule.code));
      },
    });
  };
  return (
    <Flex gap={4} className="rule-row__actions">
      <LinkButton to={to} icon={<EditOutlined />} size="small" aria-label={t('rules.editRule', { name })} />
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'copy', label: t('rules.copyRule'), onClick: () => void copy() },
            { key: 'pause', label: t(paused ? 'rules.resume' : 'rules.pause'), onClick: () => void setStatus() },
            { type: 'divider' },
            { key: 'remove', label: t('rules.remove'), danger: true, onClick: remove },
          ],
        }}
      >
        <Button size="small" icon={<MoreOutlined />} aria-label={t('rules.ruleActions', { name })} />
      </Dropdown>
    </Flex>
  );
}
