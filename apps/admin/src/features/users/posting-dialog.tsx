import { DEFAULT_WALLET, type PostingResult, type UserDetail } from '@jifen/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Modal } from 'antd';
import { useId, useState } from 'react';
import { api } from '../../shared/api/client.js';
import { path } from '../../shared/api/query-string.js';
import { useSubmit } from '../../shared/forms/use-submit.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { businessNo, randomBytes } from '../../shared/ids.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { useUnsavedGuard } from '../../shared/ui/use-unsaved-guard.js';
import { PostingFields } from './posting-fields.js';
import { Posted, Review } from './posting-review.js';
import { type PostingValues, postingBody } from './posting-values.js';

interface PostingDialogProps {
  kind: 'grant' | 'deduct';
  detail: UserDetail;
  onClose: () => void;
}

type Step = 'form' | 'review' | 'done';

/** Grants or deducts by hand: enter, check against the balance, post. One business number for the life of the dialog. */
export function PostingDialog({ kind, detail, onClose }: PostingDialogProps) {
  const { t } = useI18n();
  const queryClient = useQueryClient();
  const formId = useId();
  const [form] = Form.useForm<PostingValues>();
  const [bizNo] = useState(() => businessNo(kind, Date.now(), randomBytes(12)));
  const [step, setStep] = useState<Step>('form');
  const [dirty, setDirty] = useState(false);
  const [result, setResult] = useState<PostingResult>();
  const guard = useUnsavedGuard(dirty && step !== 'done');
  const { userId } = detail.user;
  const submit = useSubmit(form, async (values) => {
    const url = `${path('/users/:id', { id: userId })}/${kind === 'grant' ? 'grants' : 'deductions'}`;
    setResult(await api.post<PostingResult>(url, postingBody(values, bizNo)));
    setStep('done');
    void queryClient.invalidateQueries({ queryKey: ['user', userId] });
    void queryClient.invalidateQueries({ queryKey: ['users'] });
  });
  const title = t(`users.${kind}Title`, { id: userId });
  if (step === 'done' && result) {
    return (
      <Modal open title={title} footer={null} onCancel={onClose}>
        <Posted kind={kind} result={result} onClose={onClose} />
      </Modal>
    );
  }
  const reviewing = step === 'review';
  const proceed = async (values: PostingValues): Promise<void> => {
    if (!reviewing) setStep('review');
    else if ((await submit.run(values)) === 'fields') setStep('form');
  };
  return (
    <Modal
      open
      title={title}
      onCancel={() => guard(onClose)}
      footer={[
        <Button key="back" onClick={() => (reviewing ? setStep('form') : guard(onClose))} disabled={submit.busy}>
          {reviewing ? t('common.back') : t('common.cancel')}
        </Button>,
        <Button key="ok" type="primary" htmlType="submit" form={formId} loading={submit.busy}>
          {reviewing ? t(kind === 'grant' ? 'users.confirmGrant' : 'users.confirmDeduct') : t('common.next')}
        </Button>,
      ]}
    >
      <Form<PostingValues>
        id={formId}
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ wallet: detail.accounts[0]?.wallet ?? DEFAULT_WALLET }}
        onValuesChange={() => setDirty(true)}
        onFinish={(values) => void proceed(values)}
      >
        <div hidden={reviewing}>
          <PostingFields kind={kind} accounts={detail.accounts} />
        </div>
      </Form>
      {reviewing && <Review kind={kind} values={form.getFieldsValue()} accounts={detail.accounts} bizNo={bizNo} />}
      {submit.problem && <ErrorPanel error={submit.problem} />}
    </Modal>
  );
}
