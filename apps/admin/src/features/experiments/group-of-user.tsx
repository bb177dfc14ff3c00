import type { ExperimentAssignment, ExperimentView } from '@jifen/contracts';
import { Input } from 'antd';
import { useState } from 'react';
import { api } from '../../shared/api/client.js';
import { path } from '../../shared/api/query-string.js';
import { useSubmit } from '../../shared/forms/use-submit.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';

/** Says into which group a user is drawn. */
export function GroupOfUser({ experiment }: { experiment: ExperimentView }) {
  const { t } = useI18n();
  const [found, setFound] = useState<{ user: string; group: string }>();
  const submit = useSubmit<string>(undefined, async (user) => {
    setFound(undefined);
    const url = path('/experiments/:code/assignments/:user', { code: experiment.code, user });
    const { group } = await api.get<ExperimentAssignment>(url);
    setFound({ user, group });
  });
  return (
    <div className="stack">
      <Input.Search
        className="filter filter--wide"
        aria-label={t('experiments.userId')}
        placeholder={t('experiments.userId')}
        enterButton={t('experiments.lookUp')}
        maxLength={64}
        loading={submit.busy}
        onSearch={(text) => {
          if (text.trim() !== '') void submit.run(text.trim());
        }}
      />
      <div role="status">{found && t('experiments.isIn', found)}</div>
      {submit.problem && <ErrorPanel error={submit.problem} />}
    </div>
  );
}
