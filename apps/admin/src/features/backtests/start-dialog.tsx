import { BacktestRequest, type BacktestView, MAX_BACKTEST_DAYS } from '@jifen/contracts';
import { isDate } from '@jifen/rules';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Select, Skeleton } from 'antd';
import { useEffect, useId } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../shared/api/client.js';
import { path } from '../../shared/api/query-string.js';
import { rulesOf } from '../../shared/forms/schema-rules.js';
import { useSubmit } from '../../shared/forms/use-submit.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { CandidateSelect } from '../../shared/rules/candidate-select.js';
import { type Candidate, candidateBody, useRuleSet, useRuleSets } from '../../shared/rules/rule-set-queries.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { type Days, PRESETS, presetDays } from './backtest.js';
import { useStoredDays } from './stored-days.js';

interface StartDialogProps {
  ruleSet: string;
  candidate: Candidate | undefined;
  days: Days | undefined;
  onClose: () => void;
}

interface StartValues extends Days {
  ruleSet: string;
  candidate: Candidate;
  title?: string;
}

/** Asks which rules and which days, and starts a backtest of them. */
export function StartDialog({ ruleSet, candidate, days, onClose }: StartDialogProps) {
  const { t } = useI18n();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const formId = useId();
  const [form] = Form.useForm<StartValues>();
  const stored = useStoredDays();
  const submit = useSubmit(form, async (values) => {
    const started = await api.post<BacktestView>('/backtests', startBody(values));
    void queryClient.invalidateQueries({ queryKey: ['backtests'] });
    void navigate(path('/rules/backtests/:no', { no: started.backtestNo }));
  });
  const known = stored.data?.days;
  const empty = stored.data !== undefined && known === undefined;
  const first = days ?? (known ? presetDays('all', known, MAX_BACKTEST_DAYS) : undefined);
  return (
    <Modal
      open
      title={t('backtests.startTitle')}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t('common.cancel')}
        </Button>,
        <Button key="ok" type="primary" htmlType="submit" form={formId} loading={submit.busy} disabled={empty}>
          {t('backtests.run')}
        </Button>,
      ]}
    >
      {stored.isPending && <Skeleton active />}
      {stored.isError && <ErrorPanel error={stored.error} onRetry={() => void stored.refetch()} />}
      {empty && <p>{t('backtests.noEvents')}</p>}
      {stored.data && !empty && (
        <Form<StartValues>
          id={formId}
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ ruleSet, candidate, ...first }}
          onFinish={(values) => void submit.run(values)}
        >
          <StartFields known={known} />
        </Form>
      )}
      {submit.problem && <ErrorPanel error={submit.problem} />}
    </Modal>
  );
}

function startBody({ ruleSet, candidate, fromDay, toDay, title }: StartValues): BacktestRequest {
  const named = title?.trim() ?? '';
  return { ruleSet, candidate: candidateBody(candidate), fromDay, toDay, ...(named === '' ? {} : { title: named }) };
}

function StartFields({ known }: { known: Days | undefined }) {
  const { t } = useI18n();
  const form = Form.useFormInstance<StartValues>();
  const ruleSet: string = Form.useWatch('ruleSet', form) ?? form.getFieldValue('ruleSet');
  const sets = useRuleSets();
  useFirstCandidate(ruleSet);
  const required = { required: true, message: t('common.fieldRequired') };
  const day = { validator: async (_: unknown, value: string) => refuseUnless(isDate(value), t('common.fieldPattern')) };
  const ordered = {
    validator: async (_: unknown, toDay: string) =>
      refuseUnless(form.getFieldValue('fromDay') <= toDay, t('backtests.daysWrong')),
  };
  return (
    <>
      <Form.Item name="ruleSet" label={t('backtests.ruleSet')} rules={[required]}>
        <Select
          onChange={() => form.setFieldValue('candidate', undefined)}
          options={(sets.data ?? []).map(({ code, name }) => ({ value: code, label: name }))}
        />
      </Form.Item>
      <Form.Item name="candidate" label={t('backtests.candidate')} rules={[required]}>
        <CandidateSelect ruleSet={ruleSet} />
      </Form.Item>
      <div className="presets">
        {known &&
          PRESETS.map((preset) => (
            <Button
              key={preset}
              size="small"
              onClick={() => form.setFieldsValue(presetDays(preset, known, MAX_BACKTEST_DAYS))}
            >
              {t(PRESET_NAMES[preset])}
            </Button>
          ))}
      </div>
      <div className="form-row">
        <Form.Item name="fromDay" label={t('backtests.fromDay')} validateFirst rules={[required, day]}>
          <Input type="date" />
        </Form.Item>
        <Form.Item
          name="toDay"
          label={t('backtests.toDay')}
          dependencies={['fromDay']}
          validateFirst
          rules={[required, day, ordered]}
        >
          <Input type="date" />
        </Form.Item>
      </div>
      <p className="muted">{t('backtests.daysHint')}</p>
      <Form.Item
        name="title"
        label={t('backtests.name')}
        extra={t('backtests.nameHint')}
        rules={rulesOf(BacktestRequest, 'title', t)}
      >
        <Input maxLength={100} />
      </Form.Item>
    </>
  );
}

const PRESET_NAMES = {
  all: 'backtests.presetAll',
  week: 'backtests.presetWeek',
  month: 'backtests.presetMonth',
  quarter: 'backtests.presetQuarter',
} as const;

async function refuseUnless(good: boolean, message: string): Promise<void> {
  if (!good) throw new Error(message);
}

/** Until one is chosen: the draft where there is one, else what is live. */
function useFirstCandidate(ruleSet: string): void {
  const form = Form.useFormInstance<StartValues>();
  const { data } = useRuleSet(ruleSet);
  useEffect(() => {
    if (!data || data.code !== ruleSet) return;
    const chosen: Candidate | undefined = form.getFieldValue('candidate');
    // A link may ask for a draft that is published or gone by now.
    if (chosen !== undefined && (chosen !== 'draft' || data.draft)) return;
    form.setFieldValue('candidate', data.draft ? 'draft' : (data.liveVersion ?? undefined));
  }, [data, ruleSet, form]);
}
