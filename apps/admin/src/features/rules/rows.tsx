import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type ReactNode, useRef } from 'react';
import { useI18n } from '../../shared/i18n/i18n.js';
import { useEditor } from './editor-context.js';

interface RowsProps<T> {
  items: readonly T[];
  onChange: (items: T[]) => void;
  /** The name of a row, for its group and its remove button. */
  name: (index: number) => string;
  addText: string;
  /** A new row; undefined: no more rows are possible. */
  fresh: () => T | undefined;
  empty?: string;
  rowKey?: (item: T, index: number) => string;
  children: (item: T, index: number, change: (item: T) => void) => ReactNode;
}

/** A list of rows that can be added and removed; the focus stays in the list. */
export function Rows<T>({ items, onChange, name, addText, fresh, empty, rowKey, children }: RowsProps<T>) {
  const { t } = useI18n();
  const { readOnly } = useEditor();
  const add = useRef<HTMLButtonElement>(null);
  const next = fresh();
  return (
    <div className="rule-list-rows">
      {items.length === 0 && empty && <p className="muted small">{empty}</p>}
      {items.map((item, i) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row in every browser
        <div key={rowKey?.(item, i) ?? i} role="group" aria-label={name(i)} className="rule-list-row">
          <div className="rule-list-row__fields">
            {children(item, i, (changed) => onChange(items.map((one, j) => (j === i ? changed : one))))}
          </div>
          {!readOnly && (
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={`${t('ruleForm.remove')}: ${name(i)}`}
              onClick={() => {
                add.current?.focus();
                onChange(items.filter((_, j) => j !== i));
              }}
            />
          )}
        </div>
      ))}
      {!readOnly && (
        <Button
          ref={add}
          icon={<PlusOutlined />}
          size="small"
          disabled={next === undefined}
          onClick={() => {
            if (next !== undefined) onChange([...items, next]);
          }}
        >
          {addText}
        </Button>
      )}
    </div>
  );
}
