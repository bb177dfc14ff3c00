/** Reading rule sets. Everything of one set is under one key, so that whatever changes it refreshes all of it. */
import type {
  EventTypeList,
  EventTypeView,
  RuleChange,
  RuleDiff,
  RuleDraftView,
  RuleSetDocument,
} from '@jifen/contracts';
import { EVENT_TYPES, type Rule } from '@jifen/rules';
import { type QueryClient, type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../shared/api/client.js';
import { path, queryString } from '../../shared/api/query-string.js';

/** The address of a set, or of something below it: `ruleSetUrl('main', '/draft')`. */
export function ruleSetUrl(set: string, rest = ''): string {
  return `${path('/rule-sets/:set', { set })}${rest}`;
}

export function draftKey(set: string): readonly string[] {
  return ['rule-set', set, 'draft'];
}

/** The draft; while there is none, the live rules with revision 0. */
export function useDraft(set: string): UseQueryResult<RuleDraftView> {
  return useQuery({
    queryKey: draftKey(set),
    queryFn: ({ signal }) => api.get<RuleDraftView>(ruleSetUrl(set, '/draft'), signal),
  });
}

/** The rules that are live; none while nothing has been published. */
export function useLiveRules(set: string, liveVersion: number | null | undefined): readonly Rule[] | undefined {
  const query = useQuery({
    queryKey: ['rule-set', set, 'live', liveVersion],
    queryFn: ({ signal }) => api.get<RuleSetDocument>(ruleSetUrl(set), signal),
    enabled: typeof liveVersion === 'number',
  });
  return useMemo(() => {
    if (liveVersion === null) return [];
    return query.data && rulesOf(query.data);
  }, [liveVersion, query.data]);
}

/** The differences between two sides, each a version number, `live` or `draft`. */
export function useDiff(set: string, from: string, to: string, enabled = true): UseQueryResult<RuleChange[]> {
  return useQuery({
    queryKey: ['rule-set', set, 'diff', from, to],
    queryFn: async ({ signal }) => {
      const diff = await api.get<RuleDiff>(ruleSetUrl(set, `/diff${queryString({ from, to })}`), signal);
      return diff.changes;
    },
    enabled,
  });
}

export { MAIN_RULE_SET as MAIN, useRuleSet as useSummary, useRuleSets } from '../../shared/rules/rule-set-queries.js';

/** Everything that is shown of a set is read again. */
export function refreshSet(client: QueryClient, set: string): void {
  void client.invalidateQueries({ queryKey: ['rule-set', set] });
  void client.invalidateQueries({ queryKey: ['rule-sets'] });
  void client.invalidateQueries({ queryKey: ['publish-requests'] });
}

export function useRefreshSet(set: string): () => void {
  const client = useQueryClient();
  return () => refreshSet(client, set);
}

/** The rules of a document that the server has checked. */
export function rulesOf(document: RuleSetDocument): readonly Rule[] {
  return document.rules as unknown as readonly Rule[];
}

const BUILT_IN: readonly EventTypeView[] = EVENT_TYPES.map(({ type, label }) => ({
  code: type,
  name: label,
  builtIn: true,
}));

/** The types of events there are; the built-in ones until the programme's own are known. */
export function useEventTypes(): readonly EventTypeView[] {
  const query = useQuery({
    queryKey: ['event-types'],
    queryFn: ({ signal }) => api.get<EventTypeList>('/event-types', signal),
    staleTime: 60_000,
  });
  return query.data?.items ?? BUILT_IN;
}
