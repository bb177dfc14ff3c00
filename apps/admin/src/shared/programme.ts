import type { ProgrammeView } from '@jifen/contracts';
import { useQuery } from '@tanstack/react-query';
import { api } from './api/client.js';
import { formatDay, formatInstant, formatInteger, formatMoney, formatSigned, isNever } from './format.js';
import { useI18n } from './i18n/i18n.js';
import { useSession } from './session.js';

/** Name and time zone of the programme; they do not change while the console is open. */
export function useProgramme(): ProgrammeView | undefined {
  const session = useSession();
  const query = useQuery({
    queryKey: ['programme'],
    queryFn: ({ signal }) => api.get<ProgrammeView>('/programme', signal),
    enabled: session.status === 'open',
    staleTime: Number.POSITIVE_INFINITY,
  });
  return query.data;
}

export interface Format {
  integer: (value: number) => string;
  signed: (value: number) => string;
  instant: (iso: string | null | undefined) => string;
  day: (day: string | null | undefined) => string;
  money: (amountMinor: number, currency: string) => string;
}

/** The formatters, bound to the language and the programme's time zone (UTC until that is known). */
export function useFormat(): Format {
  const { locale, t } = useI18n();
  const timeZone = useProgramme()?.timeZone ?? 'UTC';
  return {
    integer: (value) => formatInteger(value, locale),
    signed: (value) => formatSigned(value, locale),
    instant: (iso) => (iso ? formatInstant(iso, locale, timeZone) : '—'),
    day: (day) => (day ? (isNever(day) ? t('common.never') : formatDay(day, locale)) : '—'),
    money: (amountMinor, currency) => formatMoney(amountMinor, currency, locale),
  };
}
