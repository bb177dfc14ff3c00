import { Alert, Button, Space, Typography } from 'antd';
import { asProblem } from '../api/problem.js';
import { placedErrorText } from '../forms/error-texts.js';
import { problemTitle } from '../forms/use-submit.js';
import { useI18n } from '../i18n/i18n.js';
import { CopyButton } from './copy-button.js';

interface ErrorPanelProps {
  error: unknown;
  onRetry?: (() => void) | undefined;
}

/** What went wrong, in the reader's language, with the trace id, another try and a copy for the engineers. */
export function ErrorPanel({ error, onRetry }: ErrorPanelProps) {
  const { t, locale } = useI18n();
  const problem = asProblem(error);
  // The server's sentence is English; what it says about fields is said below by their codes.
  const told = locale === 'zh-CN' && problem.errors.length > 0 ? undefined : problem.detail;
  const text = problem.code === 'NETWORK' ? t('common.errorNetworkText') : told;
  const details = JSON.stringify({
    code: problem.code,
    status: problem.status,
    detail: problem.detail,
    params: problem.params,
    errors: problem.errors,
    traceId: problem.traceId,
    page: window.location.pathname,
  });
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="error-panel"
      title={problemTitle(problem, locale, t)}
      description={
        <Space orientation="vertical" size={8}>
          {text && <span>{text}</span>}
          {problem.errors.map((field) => (
            <span key={`${field.pointer} ${field.code}`}>{placedErrorText(field, t, locale)}</span>
          ))}
          {problem.traceId && (
            <Typography.Text className="muted">
              {t('common.traceId')}: <code>{problem.traceId}</code>
            </Typography.Text>
          )}
          <Space wrap>
            {onRetry && (
              <Button size="small" type="primary" onClick={onRetry}>
                {t('common.retry')}
              </Button>
            )}
            <CopyButton size="small" text={details} label={t('common.copyDetails')} />
          </Space>
        </Space>
      }
    />
  );
}
