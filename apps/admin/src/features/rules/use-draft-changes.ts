/**
 * Changing the draft. A change is a function of the list of rules: it is shown at once, sent one after the other, and
 * when somebody else was faster it can be done again on top of what they have saved.
 */
import type { RuleChange, RuleDraftView } from '@jifen/contracts';
import type { Rule } from '@jifen/rules';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api } from '../../shared/api/client.js';
import { type ApiProblem, asProblem } from '../../shared/api/problem.js';
import { draftKey, refreshSet, ruleSetUrl, rulesOf } from './rule-set-api.js';

export type ListChange = (rules: readonly Rule[]) => readonly Rule[];

export interface Conflict {
  byName: string | null;
  at: string | null;
  changes: readonly RuleChange[];
  takeTheirs: () => Promise<void>;
  reapplyMine: () => Promise<boolean>;
}

export interface DraftChanges {
  busy: boolean;
  problem: ApiProblem | undefined;
  conflict: Conflict | undefined;
  /**
   * Says whether it was saved. With `from` the change counts from what was read then: whatever somebody else has saved
   * since is a conflict, even when it was read in the meantime.
   */
  run: (change: ListChange, from?: RuleDraftView) => Promise<boolean>;
  clear: () => void;
}

export function useDraftChanges(set: string, liveVersion: number | null): DraftChanges {
  const client = useQueryClient();
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const [busy, setBusy] = useState(0);
  const [problem, setProblem] = useState<ApiProblem>();
  const [conflict, setConflict] = useState<Conflict>();
  const key = draftKey(set);

  const save = async (change: ListChange, from?: RuleDraftView): Promise<boolean> => {
    const before = client.getQueryData<RuleDraftView>(key);
    const base = from ?? before;
    if (!base) return false;
    const ruleSet = { rules: change(rulesOf(base.ruleSet)) as unknown as Record<string, unknown>[] };
    if (!from) client.setQueryData(key, { ...base, ruleSet });
    try {
      const body = { revision: base.revision, ruleSet, ...baseOf(base, liveVersion) };
      client.setQueryData(key, await api.put<RuleDraftView>(ruleSetUrl(set, '/draft'), body));
      refreshSet(client, set);
      return true;
    } catch (error) {
      client.setQueryData(key, before);
      const failure = asProblem(error);
      if (failure.code === 'RULE_SET_CHANGED') setConflict(conflictOf(failure, change));
      else setProblem(failure);
      return false;
    }
  };

  const run = (change: ListChange, from?: RuleDraftView): Promise<boolean> => {
    setProblem(undefined);
    setBusy((count) => count + 1);
    const done = queue.current.then(() => save(change, from)).finally(() => setBusy((count) => count - 1));
    queue.current = done;
    return done;
  };

  const readTheirs = async (): Promise<void> => {
    setConflict(undefined);
    await client.refetchQueries({ queryKey: key });
    refreshSet(client, set);
  };

  const conflictOf = ({ params, extensions }: ApiProblem, change: ListChange): Conflict => ({
    byName: textOf(params['byName']),
    at: textOf(params['at']),
    changes: Array.isArray(extensions['changes']) ? extensions['changes'] : [],
    takeTheirs: readTheirs,
    reapplyMine: async () => {
      await readTheirs();
      return run(change);
    },
  });

  return { busy: busy > 0, problem, conflict, run, clear: () => setProblem(undefined) };
}

/** The first save says which live version it started from. */
function baseOf(draft: RuleDraftView, liveVersion: number | null): { baseVersion?: number } {
  const base = draft.baseVersion ?? liveVersion;
  return draft.revision === 0 && base !== null ? { baseVersion: base } : {};
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
