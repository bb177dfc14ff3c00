/**
 * The engine's conditions as the tree that the query builder edits, and back. A document that goes there and back is
 * the same document: whether a lone condition stood in a list of one is kept in `bare`.
 */
import { type Condition, type ConditionOp, findField, opsOf } from '@jifen/rules';
import { fitValue, isOpen, type LooseValue } from './condition-values.js';

export interface LeafNode {
  id: string;
  field: string;
  operator: ConditionOp;
  value: LooseValue;
}

export interface GroupNode {
  id: string;
  combinator: 'and' | 'or';
  not: boolean;
  /** A lone child stands for itself instead of in a list of one. */
  bare: boolean;
  rules: TreeNode[];
}

export type TreeNode = LeafNode | GroupNode;
export type NewId = () => string;

/** What the query builder hands back: our nodes, and nodes it has made itself, which lack some of their parts. */
export interface LooseNode {
  id?: string;
  field?: unknown;
  operator?: unknown;
  value?: unknown;
  combinator?: unknown;
  not?: unknown;
  bare?: unknown;
  rules?: readonly unknown[];
}

/** The tree of a rule's conditions; of none: an empty group that takes the first one. */
export function treeOf(condition: Condition | undefined, newId: NewId): GroupNode {
  if (!condition) return { id: newId(), combinator: 'and', not: false, bare: true, rules: [] };
  if (condition.kind === 'field') {
    return { id: newId(), combinator: 'and', not: false, bare: true, rules: [nodeOf(condition, newId)] };
  }
  return groupOf(condition, newId);
}

function groupOf(condition: Exclude<Condition, { kind: 'field' }>, newId: NewId): GroupNode {
  if (condition.kind === 'not') {
    const { of } = condition;
    if (of.kind === 'all' || of.kind === 'any') return { ...groupOf(of, newId), not: true };
    return { id: newId(), combinator: 'and', not: true, bare: true, rules: [nodeOf(of, newId)] };
  }
  return {
    id: newId(),
    combinator: condition.kind === 'any' ? 'or' : 'and',
    not: false,
    bare: false,
    rules: condition.of.map((child) => nodeOf(child, newId)),
  };
}

function nodeOf(condition: Condition, newId: NewId): TreeNode {
  if (condition.kind !== 'field') return groupOf(condition, newId);
  return { id: newId(), field: condition.field, operator: condition.op, value: condition.value };
}

/** Whether anything is asked at all. */
export function asksNothing(tree: GroupNode): boolean {
  return tree.rules.length === 0;
}

/**
 * The conditions of a tree as JSON, undefined when it asks nothing, with the JSON pointer of each of its nodes by id.
 * What has not been filled in is left out, so that checking the JSON names it as missing.
 */
export function conditionsOf(tree: GroupNode): { json: unknown; pointers: Map<string, string> } {
  const pointers = new Map<string, string>();
  return { json: asksNothing(tree) ? undefined : jsonOf(tree, '', pointers), pointers };
}

function jsonOf(node: TreeNode, at: string, pointers: Map<string, string>): unknown {
  pointers.set(node.id, at);
  if (!isGroup(node)) {
    const { field, operator: op, value } = node;
    return { kind: 'field', field, op, ...(isOpen(value) ? {} : { value }) };
  }
  const below = node.not ? `${at}/of` : at;
  const [only] = node.rules;
  const inner =
    node.bare && only && node.rules.length === 1
      ? jsonOf(only, below, pointers)
      : {
          kind: node.combinator === 'or' ? 'any' : 'all',
          of: node.rules.map((child, i) => jsonOf(child, `${below}/of/${i}`, pointers)),
        };
  return node.not ? { kind: 'not', of: inner } : inner;
}

export function isGroup(node: TreeNode): node is GroupNode {
  return 'rules' in node;
}

/**
 * The tree as the query builder hands it back, put in order: comparisons that the field does not know become its
 * first one, and values take the shape that the comparison wants.
 */
export function tidyTree(group: LooseNode, newId: NewId): GroupNode {
  return {
    id: group.id ?? newId(),
    combinator: group.combinator === 'or' ? 'or' : 'and',
    not: group.not === true,
    bare: group.bare === true,
    // The query builder may put combinators between the nodes; ours are of the group.
    rules: (group.rules ?? []).flatMap((node) => (isNode(node) ? [tidyNode(node, newId)] : [])),
  };
}

function isNode(node: unknown): node is LooseNode {
  return typeof node === 'object' && node !== null;
}

function tidyNode(node: LooseNode, newId: NewId): TreeNode {
  if (node.rules) return tidyTree(node, newId);
  const field = typeof node.field === 'string' ? node.field : '';
  const type = findField(field)?.type ?? 'any';
  const ops = opsOf(type);
  const operator = ops.find((op) => op === node.operator) ?? (ops[0] as ConditionOp);
  return { id: node.id ?? newId(), field, operator, value: fitValue(type, operator, node.value) };
}
