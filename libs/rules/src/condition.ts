import type { ConditionTrace, Got, GroupTrace, LeafTrace } from './evaluation.js';
import { type Context, type FieldReader, readerOf } from './field-reader.js';
import { findField } from './fields.js';
import { parseInstant } from './instant.js';
import type { Condition, ConditionOp, FieldCondition, Scalar } from './rule.js';

/**
 * Conditions, compiled. NOT is pushed down to the leaves (De Morgan), so a compiled tree knows only ALL and ANY and
 * each leaf's `held` says whether it did its part. Every leaf is evaluated: the trace is complete, also on failure.
 */

interface LeafNode {
  readonly field: string;
  readonly op: ConditionOp;
  readonly not: boolean;
  readonly read: FieldReader;
  readonly instant: boolean;
  readonly money: boolean;
  /** As the rule has it, cut to a length that can be stored. */
  readonly shown: Scalar | readonly Scalar[];
  readonly value: Scalar | undefined;
  readonly low: Scalar | undefined;
  readonly high: Scalar | undefined;
  readonly set: ReadonlySet<unknown>;
}

interface GroupNode {
  readonly mode: 'all' | 'any';
  readonly of: readonly ConditionNode[];
}

export type ConditionNode = LeafNode | GroupNode;

const MAX_SHOWN = 20;
const MAX_TEXT = 100;

/** Compiles a rule's conditions into a list of which all must hold. Throws RangeError on an unknown field. */
export function compileConditions(condition: Condition | undefined): readonly ConditionNode[] {
  if (!condition) {
    return [];
  }
  const node = compileNode(condition, false);
  return 'mode' in node && node.mode === 'all' ? node.of : [node];
}

function compileNode(condition: Condition, negate: boolean): ConditionNode {
  switch (condition.kind) {
    case 'not':
      return compileNode(condition.of, !negate);
    case 'all':
    case 'any': {
      const mode = (condition.kind === 'all') === negate ? 'any' : 'all';
      const nodes = condition.of.map((child) => compileNode(child, negate));
      return { mode, of: nodes.flatMap((node) => ('mode' in node && node.mode === mode ? node.of : [node])) };
    }
    case 'field':
      return compileLeaf(condition, negate);
  }
}

function compileLeaf({ field, op, value }: FieldCondition, not: boolean): LeafNode {
  const type = findField(field)?.type;
  const instant = type === 'time' && op !== 'exists';
  const given = Array.isArray(value) ? value : [value];
  const wanted = instant ? given.map((v) => parseInstant(String(v)) ?? Number.NaN) : given;
  return {
    field,
    op,
    not,
    read: readerOf(field),
    instant,
    money: type === 'money' && op !== 'exists',
    shown: Array.isArray(value) ? shorten(value) : value,
    value: wanted[0],
    low: wanted[0],
    high: wanted[1],
    set: new Set(wanted),
  };
}

/** Evaluates conditions into `trace` and says whether all of them held. */
export function testAll(nodes: readonly ConditionNode[], context: Context, trace: ConditionTrace[]): boolean {
  let held = true;
  for (let i = 0; i < nodes.length; i++) {
    const entry = testNode(nodes[i] as ConditionNode, context);
    held = entry.held && held;
    trace.push(entry);
  }
  return held;
}

function testNode(node: ConditionNode, context: Context): ConditionTrace {
  return 'mode' in node ? testGroup(node, context) : testLeaf(node, context);
}

function testGroup(node: GroupNode, context: Context): GroupTrace {
  const of: ConditionTrace[] = [];
  const all = testAll(node.of, context, of);
  return { mode: node.mode, of, held: node.mode === 'all' ? all : of.some((entry) => entry.held) };
}

function testLeaf(node: LeafNode, context: Context): LeafTrace {
  const got = node.read(context);
  const held = compare(node, got ?? undefined) !== node.not;
  const { field, op, shown: wanted } = node;
  const shown =
    node.instant && typeof got === 'number' && Number.isSafeInteger(got) ? instantText(got) : show(got, context);
  const currency = node.money ? context.event.data['currency'] : undefined;
  const trace: LeafTrace =
    typeof currency === 'string'
      ? { field, op, wanted, got: shown, held, currency: cutText(currency) }
      : { field, op, wanted, got: shown, held };
  if (node.not) {
    trace.not = true;
  }
  return trace;
}

/**
 * The comparison of one field condition alone: whether it holds for a value as `readerOf` reads it. Throws RangeError on
 * an unknown field.
 */
export function testerOf(condition: FieldCondition): (got: unknown) => boolean {
  const node = compileLeaf(condition, false);
  return (got) => compare(node, got);
}

function instantText(ms: number): string | null {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : null;
}

function compare(node: LeafNode, got: unknown): boolean {
  switch (node.op) {
    case 'exists':
      return (got !== undefined) === node.value;
    case 'eq':
      return got === node.value;
    case 'ne':
      return got !== node.value;
    case 'in':
      return inSet(node.set, got);
    case 'nin':
      return !inSet(node.set, got);
    case 'lt':
      return order(got, node.value) < 0;
    case 'lte':
      return order(got, node.value) <= 0;
    case 'gt':
      return order(got, node.value) > 0;
    case 'gte':
      return order(got, node.value) >= 0;
    case 'between':
      return order(got, node.low) >= 0 && order(got, node.high) <= 0;
    case 'contains':
      return Array.isArray(got)
        ? got.includes(node.value)
        : typeof got === 'string' && typeof node.value === 'string' && got.includes(node.value);
  }
}

/** A list is in a set when one of its members is. */
function inSet(set: ReadonlySet<unknown>, got: unknown): boolean {
  return Array.isArray(got) ? got.some((member) => set.has(member)) : set.has(got);
}

/** The sign of got − wanted; NaN, which no comparison holds, unless both are numbers or both are texts. */
function order(got: unknown, wanted: Scalar | undefined): number {
  if (typeof got === 'number' && typeof wanted === 'number') {
    return got - wanted;
  }
  if (typeof got === 'string' && typeof wanted === 'string') {
    return got < wanted ? -1 : got > wanted ? 1 : 0;
  }
  return Number.NaN;
}

function show(got: unknown, context: Context): Got {
  switch (typeof got) {
    case 'number':
      return Number.isFinite(got) ? got : null;
    case 'boolean':
      return got;
    case 'string':
      return cutText(got);
    default:
      return Array.isArray(got) ? showList(got, context) : null;
  }
}

function showList(list: readonly unknown[], context: Context): readonly Scalar[] {
  context.shownLists ??= new Map();
  let shown = context.shownLists.get(list);
  if (!shown) {
    shown = shorten(list.filter(isScalar));
    context.shownLists.set(list, shown);
  }
  return shown;
}

function shorten(list: readonly Scalar[]): readonly Scalar[] {
  const cut = list.length > MAX_SHOWN ? [...list.slice(0, MAX_SHOWN), `… ${list.length}`] : list;
  return cut.map((v) => (typeof v === 'string' ? cutText(v) : v));
}

/** A surrogate pair that the cut would halve becomes U+FFFD: JSON columns refuse lone surrogates. */
function cutText(value: string): string {
  return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT).toWellFormed()}…` : value;
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
