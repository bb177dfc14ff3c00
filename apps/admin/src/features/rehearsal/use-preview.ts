import type { PreviewResult } from '@jifen/contracts';
import { type CompiledRuleSet, type Evaluation, parseInstant, type RuleSet, type UserFacts } from '@jifen/rules';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { api } from '../../shared/api/client.js';
import type { ApiProblem } from '../../shared/api/problem.js';
import { path } from '../../shared/api/query-string.js';
import { useProgramme } from '../../shared/programme.js';
import { type Candidate, candidateBody, useRules } from '../../shared/rules/rule-set-queries.js';
import type { EventBody } from './event-values.js';
import type { FactsBody } from './facts-values.js';
import { evaluateHere, type KnownFacts, readyRules, ruleEventOf, sameJson } from './local-preview.js';

const PAUSE_MS = 350;

export interface PreviewInput {
  ruleSet: string;
  candidate: Candidate | undefined;
  /** undefined: the event is not complete. */
  body: EventBody | undefined;
  /** undefined: the user's real facts. */
  facts: FactsBody | undefined;
  liveVersion: number | null;
  /** The group of the running experiment whose rules count as live; undefined: the user's own. */
  group: string | undefined;
}

export interface Side {
  ruleSet: string;
  version: number | null;
  evaluation: Evaluation;
  rules: RuleSet | undefined;
}

/**
 * How far the result can be trusted. `local`: worked out here, the server is asked; `confirmed`: the server says the
 * same; `differs`: it says something else; `refused`: it does not take the event.
 */
export type Trust = 'local' | 'confirmed' | 'differs' | 'refused';

export interface Preview {
  live: Side | undefined;
  candidate: Side | undefined;
  trust: Trust;
  /** What the server answered last, for this event or for the one before. */
  answer: PreviewResult | undefined;
  problem: ApiProblem | Error | undefined;
  /** The rules of the candidate have errors. */
  invalid: boolean;
  retry: () => void;
}

interface Asked {
  key: string;
  userId: string;
  result: PreviewResult;
}

/** Evaluates both sides in the browser as the event changes, and has the server confirm it when the typing pauses. */
export function usePreview(input: PreviewInput): Preview {
  const request = useMemo(() => requestOf(input), [input]);
  const server = useServer(input.ruleSet, request?.key);
  const asked = server.data;
  const current = asked !== undefined && asked.key === request?.key && !server.isPlaceholderData;
  const candidateRules = useReady(input.ruleSet, input.candidate);
  const liveVersion = asked?.result.live.version ?? input.liveVersion;
  // While an experiment runs it is the set of the user's group.
  const liveSet = asked?.result.live.ruleSet ?? input.ruleSet;
  const liveRules = useReady(liveSet, liveVersion ?? undefined);
  const known = knownFacts(input, asked);
  const timeZone = useProgramme()?.timeZone;
  const recordedAtMs = current && asked ? parseInstant(asked.result.recordedAt) : undefined;
  const evaluated = useMemo(() => {
    const event = input.body && ruleEventOf(input.body);
    if (!event || !known || timeZone === undefined) return undefined;
    const clock = { recordedAtMs: recordedAtMs ?? Math.max(Date.now(), event.occurredAtMs), timeZone };
    const run = (rules: CompiledRuleSet | undefined) => rules && evaluateHere(rules, event, known, clock);
    return { live: run(liveRules.ready), candidate: run(candidateRules.ready) };
  }, [input.body, known, timeZone, recordedAtMs, liveRules.ready, candidateRules.ready]);
  const told = current ? asked?.result : undefined;
  const side = (which: 'live' | 'candidate', rules: ReadyRules, version: number | null): Side | undefined => {
    const evaluation = evaluated?.[which] ?? (told?.[which].evaluation as unknown as Evaluation | undefined);
    const ruleSet = which === 'live' ? liveSet : input.ruleSet;
    return evaluation && { ruleSet, version, evaluation, rules: rules.ready?.ruleSet };
  };
  const trust = trustOf(told, evaluated, server.isError && !server.isFetching);
  useDraftAgain(trust === 'differs' && input.candidate === 'draft', candidateRules.refetch, request?.key);
  const version = typeof input.candidate === 'number' ? input.candidate : null;
  return {
    live: liveVersion === null ? undefined : side('live', liveRules, liveVersion),
    candidate: side('candidate', candidateRules, version),
    trust: trust === 'differs' && candidateRules.fetching ? 'local' : trust,
    answer: asked?.result,
    problem: server.error ?? candidateRules.error ?? undefined,
    invalid: candidateRules.loaded && !candidateRules.ready,
    retry: () => {
      void server.refetch();
      candidateRules.refetch();
    },
  };
}

function requestOf({ candidate, body, facts, group }: PreviewInput): { key: string } | undefined {
  if (candidate === undefined || body === undefined) return undefined;
  // What has not happened yet is recorded when it happens.
  const ahead = (parseInstant(body.occurredAt) ?? 0) > Date.now();
  const now = ahead ? { now: body.occurredAt } : {};
  const request = {
    ...{ event: body, ...now, candidate: candidateBody(candidate) },
    ...(facts ? { facts } : {}),
    ...(group === undefined ? {} : { experimentGroup: group }),
  };
  return { key: JSON.stringify(request) };
}

function useServer(ruleSet: string, key: string | undefined) {
  const paused = usePaused(key, PAUSE_MS);
  return useQuery({
    queryKey: ['preview', ruleSet, paused],
    queryFn: async (): Promise<Asked> => {
      const request = JSON.parse(paused ?? '{}') as { event: EventBody };
      const result = await api.post<PreviewResult>(`${path('/rule-sets/:code', { code: ruleSet })}/preview`, request);
      return { key: paused ?? '', userId: request.event.userId, result };
    },
    enabled: paused !== undefined && paused === key,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 60_000,
  });
}

function usePaused(value: string | undefined, pauseMs: number): string | undefined {
  const [paused, setPaused] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setPaused(value), pauseMs);
    return () => window.clearTimeout(timer);
  }, [value, pauseMs]);
  return paused;
}

interface ReadyRules {
  ready: CompiledRuleSet | undefined;
  loaded: boolean;
  fetching: boolean;
  error: Error | null;
  refetch: () => void;
}

function useReady(ruleSet: string, candidate: Candidate | undefined): ReadyRules {
  const query = useRules(ruleSet, candidate);
  const { data, refetch } = query;
  const ready = useMemo(() => (data === undefined ? undefined : readyRules(data)), [data]);
  return {
    ready,
    loaded: data !== undefined,
    fetching: query.isFetching,
    error: data === undefined ? query.error : null,
    refetch: () => void refetch(),
  };
}

/** Made-up facts are known at once; real ones are those that the server told of this user. */
function knownFacts({ body, facts }: PreviewInput, asked: Asked | undefined): KnownFacts | undefined {
  const same = asked !== undefined && asked.userId === body?.userId ? asked.result : undefined;
  const user = facts && body ? madeUp(facts, body.userId) : (same?.facts as UserFacts | undefined);
  return user && { user, usage: same?.usage ?? [], budgets: same?.budgets ?? [] };
}

function madeUp({ registeredAt, ...facts }: FactsBody, userId: string): UserFacts {
  const registeredAtMs = registeredAt === undefined ? undefined : parseInstant(registeredAt);
  return { userId, tags: [], orderCount: 0, ...facts, ...(registeredAtMs === undefined ? {} : { registeredAtMs }) };
}

function trustOf(
  told: PreviewResult | undefined,
  here: { live: Evaluation | undefined; candidate: Evaluation | undefined } | undefined,
  failed: boolean,
): Trust {
  if (failed) return 'refused';
  if (!told || !here) return 'local';
  const same = (which: 'live' | 'candidate') =>
    here[which] === undefined || sameJson(here[which], told[which].evaluation);
  return same('live') && same('candidate') ? 'confirmed' : 'differs';
}

/** Somebody may have saved the draft since it was read: it is read once more before a difference is believed. */
function useDraftAgain(differs: boolean, refetch: () => void, key: string | undefined): void {
  const [asked, setAsked] = useState<string>();
  useEffect(() => {
    if (!differs || asked === key) return;
    setAsked(key);
    refetch();
  }, [differs, asked, key, refetch]);
}
