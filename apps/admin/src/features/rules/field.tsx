import { type ReactNode, useId } from 'react';
import { useTexts } from './editor-context.js';

/** What a control gets so that its label, hint and errors belong to it. */
export interface ControlProps {
  id: string;
  status: 'error' | '';
  'aria-invalid': boolean;
  'aria-describedby'?: string;
}

interface FieldProps {
  /** JSON pointer from the rule: what is wrong there is shown here. */
  at: string;
  label: ReactNode;
  hint?: ReactNode;
  /** Also shows what is wrong below the pointer. */
  deep?: boolean;
  className?: string;
  children: (control: ControlProps) => ReactNode;
}

/** A labelled control with its hint, and with what is wrong at its place of the rule. */
export function Field({ at, label, hint, deep, className = '', children }: FieldProps) {
  const id = useId();
  const texts = useTexts(at, deep);
  const described = [hint ? `${id}-hint` : '', texts.length > 0 ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className={`rule-field ${className}`}>
      <label htmlFor={id} className="rule-field__label">
        {label}
      </label>
      {children({
        id,
        status: texts.length > 0 ? 'error' : '',
        'aria-invalid': texts.length > 0,
        ...(described === '' ? {} : { 'aria-describedby': described }),
      })}
      {hint && (
        <div id={`${id}-hint`} className="rule-field__hint">
          {hint}
        </div>
      )}
      <FieldErrors id={`${id}-error`} texts={texts} />
    </div>
  );
}

export function FieldErrors({ id, texts }: { id?: string; texts: readonly string[] }) {
  if (texts.length === 0) return null;
  return (
    <div {...(id === undefined ? {} : { id })} className="rule-field__error" role="alert">
      {texts.join(' · ')}
    </div>
  );
}

/** A part of the form with its heading. */
export function Section({ title, hint, children }: { title: string; hint?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className="rule-section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {hint && <p className="muted small">{hint}</p>}
      {children}
    </section>
  );
}
