import type { BacktestDays } from '@jifen/contracts';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api } from '../../shared/api/client.js';
import type { Days } from './backtest.js';

interface StoredDays {
  /** First and last day on which a stored event happened; undefined while there is none. */
  days: Days | undefined;
}

export function useStoredDays(): UseQueryResult<StoredDays> {
  return useQuery({
    queryKey: ['backtests', 'days'],
    queryFn: async ({ signal }) => {
      const { fromDay, toDay } = await api.get<BacktestDays>('/backtests/days', signal);
      return { days: fromDay !== null && toDay !== null ? { fromDay, toDay } : undefined };
    },
  });
}
