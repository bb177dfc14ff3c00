/** The controls that the query builder is drawn with. What they need to know comes in its `context`. */
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import type { ConditionOp } from '@jifen/rules';
import { Button, Checkbox, Select } from 'antd';
import type { MouseEvent } from 'react';
import { flushSync } from 'react-dom';
import type {
  ActionProps,
  CombinatorSelectorProps,
  ControlElementsProp,
  FieldSelectorProps,
  FullField,
  NotToggleProps,
  OperatorSelectorProps,
  ShiftActionsProps,
  ValueEditorProps,
} from 'react-querybuilder';
import { useI18n } from '../../shared/i18n/i18n.js';
import { opsOf, typeOf } from './condition-fields.js';
import { isGroup, type TreeNode } from './condition-tree.js';
import type { LooseValue } from './condition-values.js';
import type { BuilderContext } from './editor-context.js';
import { FieldErrors } from './field.js';
import { FieldPicker } from './field-picker.js';
import { textsAt } from './field-problems.js';
import { ValueEditor } from './value-editor.js';

/** What is wrong at a part of the node at a path. */
function textsOf(context: BuilderContext, path: readonly number[], part: string, deep = false): string[] {
  let node: TreeNode | undefined = context.tree;
  for (const at of path) node = node && isGroup(node) ? node.rules[at] : undefined;
  const pointer = node && context.editor.pointers.get(node.id);
  return pointer === undefined ? [] : textsAt(context.editor.problems, `${pointer}${part}`, deep);
}

function FieldSelector({ value, handleOnChange, path, disabled, context }: FieldSelectorProps) {
  const { t } = useI18n();
  const texts = textsOf(context, path, '/field');
  return (
    <span className="condition-part">
      <FieldPicker
        aria-label={t('ruleForm.field')}
        status={texts.length > 0 ? 'error' : ''}
        disabled={disabled ?? false}
        value={value ?? ''}
        onChange={handleOnChange}
      />
      <FieldErrors texts={texts} />
    </span>
  );
}

function OperatorSelector({ value, handleOnChange, field, path, disabled, context }: OperatorSelectorProps) {
  const { t, tCode } = useI18n();
  const texts = textsOf(context, path, '/op');
  return (
    <span className="condition-part">
      <Select
        aria-label={t('ruleForm.op')}
        disabled={disabled ?? false}
        value={value}
        onChange={handleOnChange}
        popupMatchSelectWidth={false}
        options={opsOf(typeOf(field)).map((op) => ({ value: op, label: tCode('ruleForm.op_', op) }))}
        className="operator-select"
      />
      <FieldErrors texts={texts} />
    </span>
  );
}

function Value({ field, operator, value, handleOnChange, path, context }: ValueEditorProps) {
  const texts = textsOf(context, path, '/value', true);
  return (
    <span className="condition-part">
      <ValueEditor
        field={field}
        op={operator as ConditionOp}
        value={(value ?? null) as LooseValue}
        onChange={handleOnChange}
        invalid={texts.length > 0}
      />
      <FieldErrors texts={texts} />
    </span>
  );
}

function Combinator({ value, handleOnChange, path, disabled, context }: CombinatorSelectorProps) {
  const { t } = useI18n();
  return (
    <span className="condition-part">
      <Select
        aria-label={t('ruleForm.combinator')}
        disabled={disabled ?? false}
        value={value}
        onChange={handleOnChange}
        options={[
          { value: 'and', label: t('ruleForm.all') },
          { value: 'or', label: t('ruleForm.any') },
        ]}
        className="combinator-select"
      />
      <FieldErrors texts={path.length > 0 ? textsOf(context, path, '/of') : []} />
    </span>
  );
}

function Not({ checked, handleOnChange, disabled }: NotToggleProps) {
  const { t } = useI18n();
  return (
    <Checkbox
      checked={checked ?? false}
      disabled={disabled ?? false}
      onChange={(event) => handleOnChange(event.target.checked)}
    >
      {t('ruleForm.not')}
    </Checkbox>
  );
}

type AddText = 'ruleForm.addCondition' | 'ruleForm.addGroup';

function AddButton({ text, handleOnClick, disabled, className = '' }: ActionProps & { text: AddText }) {
  const { t } = useI18n();
  if (disabled) return null;
  const add = (event: MouseEvent<HTMLElement>): void => {
    const group = event.currentTarget.closest('.ruleGroup');
    // Drawn at once: what is typed next belongs to what was added, not to what stood there before.
    flushSync(() => handleOnClick(event));
    const added = group?.querySelector(':scope > .ruleGroup-body')?.lastElementChild;
    added?.querySelector<HTMLElement>('.field-picker input, .combinator-select input')?.focus();
  };
  return (
    <Button size="small" icon={<PlusOutlined />} className={className} onClick={add}>
      {t(text)}
    </Button>
  );
}

function AddCondition(props: ActionProps) {
  return <AddButton {...props} text="ruleForm.addCondition" />;
}

function AddGroup(props: ActionProps) {
  return <AddButton {...props} text="ruleForm.addGroup" />;
}

interface RemoveProps extends ActionProps {
  text: 'ruleForm.removeCondition' | 'ruleForm.removeGroup';
  /** The class of what is removed. */
  own: '.rule' | '.ruleGroup';
}

function RemoveButton({ text, own, handleOnClick, disabled }: RemoveProps) {
  const { t } = useI18n();
  if (disabled) return null;
  const remove = (event: MouseEvent<HTMLElement>): void => {
    // The button goes with what it removes: the focus would be lost.
    const group = event.currentTarget.closest(own)?.parentElement?.closest('.ruleGroup');
    group?.querySelector<HTMLElement>('.ruleGroup-addRule')?.focus();
    handleOnClick(event);
  };
  return <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t(text)} onClick={remove} />;
}

function RemoveCondition(props: ActionProps) {
  return <RemoveButton {...props} text="ruleForm.removeCondition" own=".rule" />;
}

function RemoveGroup(props: ActionProps) {
  return <RemoveButton {...props} text="ruleForm.removeGroup" own=".ruleGroup" />;
}

function Shift({ shiftUp, shiftDown, shiftUpDisabled, shiftDownDisabled, disabled }: ShiftActionsProps) {
  const { t } = useI18n();
  if (disabled || (shiftUpDisabled && shiftDownDisabled)) return null;
  return (
    <span className="condition-shift">
      <Button
        type="text"
        size="small"
        icon={<ArrowUpOutlined />}
        aria-label={t('ruleForm.moveUp')}
        disabled={shiftUpDisabled ?? false}
        onClick={() => shiftUp?.()}
      />
      <Button
        type="text"
        size="small"
        icon={<ArrowDownOutlined />}
        aria-label={t('ruleForm.moveDown')}
        disabled={shiftDownDisabled ?? false}
        onClick={() => shiftDown?.()}
      />
    </span>
  );
}

export const CONTROLS: ControlElementsProp<FullField, string> = {
  fieldSelector: FieldSelector,
  operatorSelector: OperatorSelector,
  valueEditor: Value,
  combinatorSelector: Combinator,
  notToggle: Not,
  addRuleAction: AddCondition,
  addGroupAction: AddGroup,
  removeRuleAction: RemoveCondition,
  removeGroupAction: RemoveGroup,
  shiftActions: Shift,
};
