import { type ReactNode, useId } from 'react';

interface ControlProps {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
  status: '' | 'error';
}

interface FieldProps {
  label: string;
  error?: string | undefined;
  hint?: string | undefined;
  /** Reads the label to those who cannot see what the place says. */
  hiddenLabel?: boolean;
  /** What can be done about the error. */
  action?: ReactNode;
  children: (control: ControlProps) => ReactNode;
}

/** A labelled control whose value lives outside of a form; its error is tied to it for screen readers. */
export function Field({ label, error, hint, hiddenLabel = false, action, children }: FieldProps) {
  const id = useId();
  const described = error === undefined && hint === undefined ? undefined : `${id}-note`;
  return (
    <div className="field">
      <label htmlFor={id} className={hiddenLabel ? 'sr-only' : 'field__label'}>
        {label}
      </label>
      {children({
        id,
        'aria-invalid': error !== undefined,
        'aria-describedby': described,
        status: error === undefined ? '' : 'error',
      })}
      {described && (
        <div id={described} className={error === undefined ? 'field__note' : 'field__note field__note--error'}>
          {error ?? hint} {action}
        </div>
      )}
    </div>
  );
}
