import { MergeRequest, type UserView } from '@jifen/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Card, Form, Input } from 'antd';
import { api } from '../../shared/api/client.js';
import { path } from '../../shared/api/query-string.js';
import { rulesOf } from '../../shared/forms/schema-rules.js';
import { useSubmit } from '../../shared/forms/use-submit.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';

interface MergeValues {
  reason: string;
  typedFrom?: string;
  typedInto?: string;
}

/** Asks why, and for both ids: nothing brings two users apart again. */
export function MergeForm({ from, into }: { from: string; into: string }) {
  const { t } = useI18n();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<MergeValues>();
  const submit = useSubmit(form, async ({ reason }) => {
    await api.post<UserView>(`${path('/users/:id', { id: from })}/merge`, { reason: reason.trim(), intoUserId: into });
    await queryClient.invalidateQueries({ queryKey: ['user', into] });
    await queryClient.invalidateQueries({ queryKey: ['user', from] });
    void queryClient.invalidateQueries({ queryKey: ['users'] });
  });
  const [typedFrom, typedInto] = [Form.useWatch('typedFrom', form), Form.useWatch('typedInto', form)];
  return (
    <Card>
      <Form<MergeValues>
        form={form}
        layout="vertical"
        requiredMark={false}
        className="merge-form"
        onFinish={(values) => void submit.run(values)}
      >
        <Form.Item
          name="reason"
          label={t('common.reason')}
          extra={t('common.reasonHint')}
          rules={rulesOf(MergeRequest, 'reason', t)}
        >
          <Input.TextArea rows={2} maxLength={200} showCount />
        </Form.Item>
        <p>{t('users.mergeFinal')}</p>
        <Form.Item name="typedFrom" label={t('users.mergeTypeFrom', { id: from })}>
          <Input autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name="typedInto" label={t('users.mergeTypeInto', { id: into })}>
          <Input autoComplete="off" spellCheck={false} />
        </Form.Item>
        {submit.problem && <ErrorPanel error={submit.problem} />}
        <Button
          danger
          type="primary"
          htmlType="submit"
          loading={submit.busy}
          disabled={typedFrom !== from || typedInto !== into}
        >
          {t('users.mergeConfirm')}
        </Button>
      </Form>
    </Card>
  );
}
