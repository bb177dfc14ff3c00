import { PublishDraftRequest, type PublishOutcome, type RuleDraftView, type RuleSetDetail } from '@jifen/contracts';
import { Alert, Form, Input, Modal, Radio, Result, Skeleton } from 'antd';
import { useId, useState } from 'react';
import { api } from '../../shared/api/client.js';
import { AskedFor, ToConfirm } from '../../shared/forms/confirmation.js';
import { rulesOf as checksOf } from '../../shared/forms/schema-rules.js';
import { needsConfirmation, type Submit, useSubmit } from '../../shared/forms/use-submit.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useProgramme } from '../../shared/programme.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { Changes } from './changes.js';
import { PercentField } from './percent-field.js';
import { type PublishValues, publishBody } from './publish-values.js';
import { ruleSetUrl, useDiff, useRefreshSet } from './rule-set-api.js';

interface PublishDialogProps {
  set: string;
  summary: RuleSetDetail;
  draft: RuleDraftView;
  onClose: () => void;
}

/** The last look before rules come into force: what changes, what looks odd, for whom and when. */
export function PublishDialog({ set, summary, draft, onClose }: PublishDialogProps) {
  const { t } = useI18n();
  const zone = useProgramme()?.timeZone ?? 'UTC';
  const refresh = useRefreshSet(set);
  const formId = useId();
  const [form] = Form.useForm<PublishValues>();
  const [outcome, setOutcome] = useState<PublishOutcome>();
  const submit = useSubmit(form, async (values) => {
    setOutcome(await api.post<PublishOutcome>(ruleSetUrl(set, '/publish'), publishBody(values, draft.revision, zone)));
    refresh();
  });
  if (outcome) return <Published outcome={outcome} onClose={onClose} />;
  return (
    <Modal
      open
      width={720}
      title={t('rules.publishTitle')}
      okText={t('rules.publish')}
      cancelText={t('common.cancel')}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      confirmLoading={submit.busy}
      onCancel={onClose}
    >
      <div className="stack">
        <section aria-label={t('rules.changes')}>
          <h2>{t('rules.changes')}</h2>
          <PublishedChanges set={set} fresh={summary.liveVersion === null} />
        </section>
        <Form<PublishValues>
          id={formId}
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ how: 'now', percent: 10, confirmed: false }}
          onFinish={(values) => void submit.run(values)}
        >
          <Warnings draft={draft} summary={summary} submit={submit} />
          <HowFields zone={zone} />
          <Form.Item
            name="reason"
            label={t('common.reason')}
            extra={t('common.reasonHint')}
            rules={checksOf(PublishDraftRequest, 'reason', t)}
          >
            <Input.TextArea rows={2} maxLength={200} showCount />
          </Form.Item>
        </Form>
        {submit.problem && !needsConfirmation(submit.problem) && <ErrorPanel error={submit.problem} />}
      </div>
    </Modal>
  );
}

function PublishedChanges({ set, fresh }: { set: string; fresh: boolean }) {
  const { t } = useI18n();
  const diff = useDiff(set, 'live', 'draft', !fresh);
  if (fresh) return <p className="muted">{t('rules.neverPublished')}</p>;
  if (diff.isError) return <ErrorPanel error={diff.error} onRetry={() => void diff.refetch()} />;
  return diff.data ? <Changes changes={diff.data} /> : <Skeleton active paragraph={{ rows: 3 }} />;
}

interface WarningsProps {
  draft: RuleDraftView;
  summary: RuleSetDetail;
  submit: Submit<PublishValues>;
}

/** What looks like a slip; some of it has to be confirmed, as has whatever the server has found besides. */
function Warnings({ draft, summary, submit }: WarningsProps) {
  const { t, locale } = useI18n();
  const { rolloutVersion, rolloutPercent } = summary;
  const notices = draft.warnings.filter((warning) => warning.severity !== 'confirm');
  const serious = draft.warnings.filter((warning) => warning.severity === 'confirm');
  const ending = rolloutVersion !== null && t('rules.rolloutEnds', { n: rolloutVersion, percent: rolloutPercent ?? 0 });
  const texts = [...(ending ? [ending] : []), ...serious.map((warning) => warning.detail[locale])];
  const list = (
    <ul className="warning-list">
      {notices.map((warning) => (
        <li key={`${warning.pointer} ${warning.code}`}>{warning.detail[locale]}</li>
      ))}
    </ul>
  );
  return (
    <>
      {notices.length > 0 && (
        <Alert type="info" showIcon title={t('rules.notices')} description={list} className="form-alert" />
      )}
      {needsConfirmation(submit.problem) ? <AskedFor submit={submit} /> : <ToConfirm texts={texts} />}
    </>
  );
}

function HowFields({ zone }: { zone: string }) {
  const { t } = useI18n();
  const form = Form.useFormInstance<PublishValues>();
  const how = Form.useWatch('how', form) ?? 'now';
  return (
    <>
      <Form.Item name="how" label={t('rules.publishWhen')}>
        <Radio.Group
          options={[
            { value: 'now', label: t('rules.publishNow') },
            { value: 'percent', label: t('rules.publishPercent') },
            { value: 'at', label: t('rules.publishAt') },
          ]}
        />
      </Form.Item>
      {how === 'percent' && <PercentField />}
      {how === 'at' && (
        <Form.Item
          name="at"
          label={t('rules.publishTime')}
          extra={t('rules.publishTimeHint', { zone })}
          rules={[{ required: true, message: t('common.fieldRequired') }]}
        >
          <Input type="datetime-local" className="date-input" />
        </Form.Item>
      )}
    </>
  );
}

const RESULT = {
  PUBLISHED: 'success',
  SCHEDULED: 'success',
  ROLLING_OUT: 'success',
  PENDING_REVIEW: 'info',
} as const;

function Published({ outcome, onClose }: { outcome: PublishOutcome; onClose: () => void }) {
  const { t } = useI18n();
  const { status, version } = outcome;
  return (
    <Modal
      open
      title={t('rules.publishTitle')}
      okText={t('common.done')}
      onOk={onClose}
      onCancel={onClose}
      footer={(_, { OkBtn }) => <OkBtn />}
    >
      <Result
        status={RESULT[status]}
        title={t(`rules.done_${status}`, { n: version })}
        subTitle={t(`rules.doneText_${status}`)}
      />
    </Modal>
  );
}
