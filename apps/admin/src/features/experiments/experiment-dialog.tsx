import { ChangeExperimentRequest, CreateExperimentRequest, type ExperimentView } from '@jifen/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, type FormInstance, Input, Modal } from 'antd';
import { useEffect, useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../shared/api/client.js';
import { asProblem } from '../../shared/api/problem.js';
import { path } from '../../shared/api/query-string.js';
import { fieldErrorText } from '../../shared/forms/error-texts.js';
import { rulesOf } from '../../shared/forms/schema-rules.js';
import { pathOfPointer } from '../../shared/forms/server-errors.js';
import { type Submit, useSubmit } from '../../shared/forms/use-submit.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { MAIN_RULE_SET } from '../../shared/rules/rule-set-queries.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { useUnsavedGuard } from '../../shared/ui/use-unsaved-guard.js';
import { type GroupValues, groupsBody } from './experiment.js';
import { GroupFields } from './group-fields.js';

interface ExperimentDialogProps {
  /** The draft to change; left out: a new experiment. */
  experiment?: ExperimentView;
  onClose: () => void;
}

export interface ExperimentValues {
  code: string;
  name: string;
  groups: GroupValues[];
}

const TWO_GROUPS: GroupValues[] = [
  { code: 'A', name: '', weight: 50, ruleSet: MAIN_RULE_SET },
  { code: 'B', name: '', weight: 50, ruleSet: '' },
];

/** Writes an experiment down or changes one that has not started. */
export function ExperimentDialog({ experiment, onClose }: ExperimentDialogProps) {
  const { t } = useI18n();
  const queryClient = useQueryClient();
  const formId = useId();
  const [form] = Form.useForm<ExperimentValues>();
  const [dirty, setDirty] = useState(false);
  const { submit, saved } = useSave(form, experiment);
  const guard = useUnsavedGuard(dirty && saved === undefined);
  useLeaveWhenSaved(saved, experiment === undefined, onClose);
  const stale = experiment !== undefined && submit.problem?.code === 'STALE_VERSION';
  return (
    <Modal
      open
      width={860}
      title={experiment ? t('experiments.editTitle', { name: experiment.name }) : t('experiments.createTitle')}
      onCancel={() => guard(onClose)}
      footer={[
        <Button key="cancel" onClick={() => guard(onClose)}>
          {t('common.cancel')}
        </Button>,
        <Button key="ok" type="primary" htmlType="submit" form={formId} loading={submit.busy}>
          {experiment ? t('common.save') : t('common.create')}
        </Button>,
      ]}
    >
      <Form<ExperimentValues>
        id={formId}
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={experiment ?? { groups: TWO_GROUPS }}
        onValuesChange={() => setDirty(true)}
        onFinish={(values) => void submit.run(values)}
      >
        {!experiment && (
          <Form.Item
            name="code"
            label={t('experiments.code')}
            extra={t('experiments.codeHint')}
            rules={rulesOf(CreateExperimentRequest, 'code', t)}
          >
            <Input autoFocus maxLength={32} autoComplete="off" />
          </Form.Item>
        )}
        <Form.Item name="name" label={t('experiments.name')} rules={rulesOf(ChangeExperimentRequest, 'name', t)}>
          <Input maxLength={100} />
        </Form.Item>
        <GroupFields />
      </Form>
      {submit.problem && <ErrorPanel error={submit.problem} />}
      {stale && (
        <Button onClick={() => void queryClient.invalidateQueries({ queryKey: ['experiments'] }).then(onClose)}>
          {t('experiments.reload')}
        </Button>
      )}
    </Modal>
  );
}

/** Saves what was entered. An error in a group stands on that group's field, not on the list. */
function useSave(
  form: FormInstance<ExperimentValues>,
  experiment: ExperimentView | undefined,
): { submit: Submit<ExperimentValues>; saved: ExperimentView | undefined } {
  const { t, locale } = useI18n();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const [saved, setSaved] = useState<ExperimentView>();
  const submit = useSubmit<ExperimentValues>(undefined, async (values) => {
    try {
      setSaved(await save(experiment, values));
      void queryClient.invalidateQueries({ queryKey: ['experiments'] });
      void message.success(t('experiments.savedDone'));
    } catch (error) {
      const placed = asProblem(error).errors.flatMap((each) => {
        const name = pathOfPointer(each.pointer);
        return name ? [{ name: name as never, errors: [fieldErrorText(each, t, locale)] }] : [];
      });
      form.setFields(placed);
      throw error;
    }
  });
  return { submit, saved };
}

/** Leaves once, in an effect: the guard against losing what was entered has let go by then. */
function useLeaveWhenSaved(saved: ExperimentView | undefined, isNew: boolean, onClose: () => void): void {
  const navigate = useNavigate();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is saved
  useEffect(() => {
    if (!saved) return;
    onClose();
    if (isNew) void navigate(path('/experiments/:code', { code: saved.code }));
  }, [saved]);
}

function save(experiment: ExperimentView | undefined, values: ExperimentValues): Promise<ExperimentView> {
  const [name, groups] = [values.name.trim(), groupsBody(values.groups)];
  if (!experiment) {
    return api.post<ExperimentView>('/experiments', { code: values.code.trim(), name, groups });
  }
  const url = path('/experiments/:code', { code: experiment.code });
  return api.put<ExperimentView>(url, { name, groups, revision: experiment.revision });
}
