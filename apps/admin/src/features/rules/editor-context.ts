/** What every part of the rule editor needs to know. */
import type { EventTypeView } from '@jifen/contracts';
import { createContext, useContext } from 'react';
import type { GroupNode } from './condition-tree.js';
import { type Problems, textsAt } from './field-problems.js';

export interface EditorState {
  problems: Problems;
  /** Where each node of a condition tree stands in the rule. */
  pointers: ReadonlyMap<string, string>;
  /** ISO 4217: amounts are entered in its major units. */
  currency: string;
  trigger: string;
  timeZone: string;
  eventTypes: readonly EventTypeView[];
  readOnly: boolean;
}

const Context = createContext<EditorState | undefined>(undefined);
export const EditorProvider = Context.Provider;

export function useEditor(): EditorState {
  const state = useContext(Context);
  if (!state) throw new Error('A part of the rule editor stands outside of it');
  return state;
}

/** What is wrong at a place of the rule; `deep`: also below it. */
export function useTexts(at: string, deep = false): string[] {
  return textsAt(useEditor().problems, at, deep);
}

/** What the controls of the builder are told; they are drawn by the library and cannot be handed props. */
export interface BuilderContext {
  label: string;
  editor: EditorState;
  tree: GroupNode;
}
