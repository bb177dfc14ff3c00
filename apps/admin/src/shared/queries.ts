import { keepPreviousData, QueryClient, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api } from './api/client.js';
import { ApiProblem } from './api/problem.js';
import { type QueryValue, queryString } from './api/query-string.js';
import type { Paging } from './paging.js';

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

const MAX_RETRIES = 2;
const RETRY_DELAY_MS = 300;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retryDelay: (failures) => RETRY_DELAY_MS * 2 ** failures,
        retry: (failures, error) => failures < MAX_RETRIES && error instanceof ApiProblem && error.retryable,
      },
      mutations: { retry: false },
    },
  });
}

/** One page of a list; the rows of the page before stay until the new ones are there. */
export function usePage<T>(
  name: readonly string[],
  url: string,
  filters: Readonly<Record<string, QueryValue>>,
  paging: Paging,
): UseQueryResult<Page<T>> {
  const search = queryString({ ...filters, cursor: paging.cursor, limit: paging.limit });
  return useQuery({
    queryKey: [...name, search],
    queryFn: ({ signal }) => api.get<Page<T>>(`${url}${search}`, signal),
    placeholderData: keepPreviousData,
  });
}
