/** Reading rule sets, their versions and their rules, for whatever screen needs to choose among them. */
import type { RuleDraftView, RuleSetDetail, RuleSetPage, RuleSetSummary, RuleVersionPage } from '@jifen/contracts';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { path } from '../api/query-string.js';

/** The draft, or a version by its number. */
export type Candidate = 'draft' | number;

/** `draft` or a version number out of an address; undefined when it is neither. */
export function candidateOf(text: string | null): Candidate | undefined {
  if (text === 'draft') return 'draft';
  const version = text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(version) ? version : undefined;
}

/** The candidate as requests name it. */
export function candidateBody(candidate: Candidate): { draft: true } | { version: number } {
  return candidate === 'draft' ? { draft: true } : { version: candidate };
}

/** The programme's own rule set. */
export const MAIN_RULE_SET = 'main';

const MOST = 100;

/** Up to 100 rule sets; a programme has a handful. */
export function useRuleSets(): UseQueryResult<RuleSetSummary[]> {
  return useQuery({
    queryKey: ['rule-sets', 'choice'],
    queryFn: async ({ signal }) => (await api.get<RuleSetPage>(`/rule-sets?limit=${MOST}`, signal)).items,
  });
}

export function useRuleSet(code: string): UseQueryResult<RuleSetDetail> {
  return useQuery({
    queryKey: ['rule-sets', code, 'summary'],
    queryFn: ({ signal }) => api.get<RuleSetDetail>(`${path('/rule-sets/:code', { code })}/summary`, signal),
    enabled: code !== '',
  });
}

/** The newest 100 versions of a set. */
export function useRuleVersions(code: string): UseQueryResult<RuleVersionPage> {
  return useQuery({
    queryKey: ['rule-sets', code, 'versions', 'choice'],
    queryFn: ({ signal }) =>
      api.get<RuleVersionPage>(`${path('/rule-sets/:code', { code })}/versions?limit=${MOST}`, signal),
    enabled: code !== '',
  });
}

/** The rules of the draft or of a version; a version never changes, so it is read once. */
export function useRules(code: string, candidate: Candidate | undefined): UseQueryResult<unknown> {
  const base = path('/rule-sets/:code', { code });
  return useQuery({
    queryKey: ['rule-sets', code, 'rules', candidate],
    queryFn: async ({ signal }): Promise<unknown> =>
      candidate === 'draft'
        ? (await api.get<RuleDraftView>(`${base}/draft`, signal)).ruleSet
        : api.get<unknown>(`${base}?version=${candidate}`, signal),
    enabled: candidate !== undefined && code !== '',
    staleTime: candidate === 'draft' ? 0 : Number.POSITIVE_INFINITY,
  });
}
