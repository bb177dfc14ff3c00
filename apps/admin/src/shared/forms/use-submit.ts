import { ERRORS } from '@jifen/contracts';
import type { FormInstance } from 'antd';
import { useState } from 'react';
import { type ApiProblem, asProblem } from '../api/problem.js';
import { type Translate, useI18n } from '../i18n/i18n.js';
import { fieldErrorText } from './error-texts.js';
import { placeErrors } from './server-errors.js';

/** `fields`: something stands on a field now. */
export type SubmitOutcome = 'sent' | 'fields' | 'failed';

export interface Submit<T> {
  busy: boolean;
  /** What went wrong and does not stand on a field. */
  problem: ApiProblem | undefined;
  run: (values: T) => Promise<SubmitOutcome>;
  clear: () => void;
}

/** Sends a form once at a time and puts the server's errors on its fields. */
export function useSubmit<T>(form: FormInstance<T> | undefined, send: (values: T) => Promise<void>): Submit<T> {
  const { t, locale } = useI18n();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const run = async (values: T): Promise<SubmitOutcome> => {
    if (busy) return 'failed';
    setBusy(true);
    setProblem(undefined);
    try {
      await send(values);
      return 'sent';
    } catch (error) {
      const failure = asProblem(error);
      const names = form ? Object.keys(form.getFieldsValue() as object) : [];
      // What has to be confirmed is no mistake in a field.
      const placed = placeErrors(failure.errors, needsConfirmation(failure) ? [] : names);
      form?.setFields(
        placed.fields.map((field) => ({
          name: field.name as never,
          errors: field.errors.map((fieldError) => fieldErrorText(fieldError, t, locale)),
        })),
      );
      if (placed.fields.length === 0 || placed.rest.length > 0) setProblem(failure);
      return placed.fields.length > 0 ? 'fields' : 'failed';
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, run, clear: () => setProblem(undefined) };
}

/** Whether the same request goes through once what it names is confirmed. */
export function needsConfirmation(problem: ApiProblem | undefined): boolean {
  return problem?.code === 'RULE_CONFIRMATION_REQUIRED';
}

/** The catalogue's name of a problem. */
export function problemTitle(problem: ApiProblem, locale: 'zh-CN' | 'en-US', t: Translate): string {
  if (problem.code === 'NETWORK') return t('common.errorNetwork');
  if (problem.code === 'BAD_ANSWER') return t('common.errorBadAnswer');
  return ERRORS[problem.code].title[locale];
}
