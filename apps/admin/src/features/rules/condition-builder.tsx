import { opsOf } from '@jifen/rules';
import { useEffect, useId, useMemo, useRef } from 'react';
import { QueryBuilder } from 'react-querybuilder';
import { useI18n } from '../../shared/i18n/i18n.js';
import { CONTROLS } from './condition-controls.js';
import { typeOf } from './condition-fields.js';
import { asksNothing, type GroupNode, type LooseNode, tidyTree } from './condition-tree.js';
import { type BuilderContext, useEditor } from './editor-context.js';
import { newNodeId } from './node-id.js';

interface ConditionBuilderProps {
  label: string;
  tree: GroupNode;
  onChange: (tree: GroupNode) => void;
}

/** The engine takes eight levels of groups; the root is the first. */
const MAX_LEVELS = 7;
const COMBINATORS = [
  { name: 'and', label: 'and' },
  { name: 'or', label: 'or' },
];

/** Conditions over the field catalogue: typed comparisons in nested groups of all, any and not. */
export function ConditionBuilder({ label, tree, onChange }: ConditionBuilderProps) {
  const { t } = useI18n();
  const editor = useEditor();
  const id = useId();
  const context: BuilderContext = useMemo(() => ({ label, editor, tree }), [label, editor, tree]);
  const area = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The library draws a nameless landmark, of which a page may have but one.
    const builder = area.current?.querySelector('.conditions__builder');
    builder?.setAttribute('role', 'group');
    builder?.setAttribute('aria-label', label);
  }, [label]);
  const first = editor.trigger.startsWith('ORDER_') ? 'order.amount' : 'user.level';
  return (
    <div className="conditions" ref={area}>
      <QueryBuilder
        idGenerator={newNodeId}
        qbId={id}
        query={tree}
        onQueryChange={(query) => {
          // The library reports its first reading, too; that is no change.
          const next = tidyTree(query as LooseNode, newNodeId);
          if (JSON.stringify(next) !== JSON.stringify(tree)) onChange(next);
        }}
        fields={[{ name: first, label: first }]}
        getDefaultField={first}
        getOperators={(field) => opsOf(typeOf(field)).map((name) => ({ name, label: name }))}
        getDefaultValue={() => null}
        combinators={COMBINATORS}
        controlElements={CONTROLS}
        context={context}
        disabled={editor.readOnly}
        maxLevels={MAX_LEVELS}
        resetOnFieldChange={false}
        showNotToggle
        showShiftActions
        accessibleDescriptionGenerator={({ path }) => (path.length === 0 ? label : t('ruleForm.group'))}
        controlClassnames={{ queryBuilder: 'conditions__builder' }}
      />
      {asksNothing(tree) && <p className="muted small">{t('ruleForm.conditionsNone')}</p>}
    </div>
  );
}
