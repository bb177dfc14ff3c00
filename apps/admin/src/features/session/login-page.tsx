import { LoginRequest } from '@jifen/contracts';
import { Alert, Button, Card, Flex, Form, Input } from 'antd';
import { useEffect } from 'react';
import { Navigate, useLocation } from 'react-router';
import { api } from '../../shared/api/client.js';
import type { ApiProblem } from '../../shared/api/problem.js';
import { rulesOf } from '../../shared/forms/schema-rules.js';
import { problemTitle, useSubmit } from '../../shared/forms/use-submit.js';
import { LocaleSwitch, ThemeSwitch } from '../../shared/frame/header.js';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useSession } from '../../shared/session.js';
import { ErrorPanel } from '../../shared/ui/error-panel.js';
import { destination, minutesLeft } from './login.js';

export function LoginPage() {
  const { t } = useI18n();
  const session = useSession();
  const location = useLocation();
  const [form] = Form.useForm<LoginRequest>();
  const submit = useSubmit(form, async (values) => {
    await api.login(values.email.trim(), values.password);
  });
  useEffect(() => {
    document.title = `${t('session.title')} · ${t('common.appName')}`;
  }, [t]);
  const came = destination(location.state);
  if (session.status === 'open') return <Navigate to={came.to} replace />;
  return (
    <main className="login">
      <Flex justify="end" className="login__tools">
        <LocaleSwitch />
        <ThemeSwitch />
      </Flex>
      <Card className="login__card">
        <Flex align="center" gap={12} className="login__brand">
          <img src="/favicon.svg" alt="" width={40} height={40} />
          <div>
            <h1>{t('common.appName')}</h1>
            <div className="muted">{t('common.appSubtitle')}</div>
          </div>
        </Flex>
        {came.ended && !submit.problem && <Alert type="info" showIcon title={t('common.sessionEnded')} />}
        {submit.problem && <LoginProblem problem={submit.problem} />}
        <Form<LoginRequest>
          form={form}
          layout="vertical"
          requiredMark={false}
          validateTrigger="onBlur"
          onFinish={(values) => void submit.run(values)}
        >
          <Form.Item
            name="email"
            label={t('session.email')}
            validateFirst
            rules={rulesOf(LoginRequest, 'email', t).map((rule) =>
              rule.pattern ? { ...rule, message: t('common.fieldEmail') } : rule,
            )}
          >
            <Input type="email" autoComplete="username" autoFocus size="large" />
          </Form.Item>
          <Form.Item name="password" label={t('session.password')} rules={rulesOf(LoginRequest, 'password', t)}>
            <Input.Password autoComplete="current-password" size="large" />
          </Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={submit.busy}>
            {t('session.submit')}
          </Button>
        </Form>
      </Card>
    </main>
  );
}

function LoginProblem({ problem }: { problem: ApiProblem }) {
  const { t, locale } = useI18n();
  if (problem.code === 'LOGIN_FAILED') {
    return <Alert type="error" showIcon role="alert" title={problemTitle(problem, locale, t)} />;
  }
  if (problem.code === 'LOGIN_LOCKED') {
    const minutes = minutesLeft(problem.params, Date.now());
    return (
      <Alert
        type="warning"
        showIcon
        role="alert"
        title={t('session.locked')}
        description={minutes === undefined ? t('session.lockedSoon') : t('session.lockedFor', { minutes })}
      />
    );
  }
  return <ErrorPanel error={problem} />;
}
