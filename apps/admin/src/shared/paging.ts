/** Cursor pages in the URL. Which cursors led here is kept in the history entry: a shared link starts without it. */
import { parseAsInteger, parseAsString, useQueryStates } from 'nuqs';
import { useLocation, useNavigate } from 'react-router';

export const PAGE_SIZES = [20, 50, 100] as const;
const DEFAULT_SIZE = 20;

export interface Paging {
  cursor: string | null;
  limit: number;
  /** Whether the cursor of the page before is known. */
  hasPrevious: boolean;
  toNext: (nextCursor: string) => void;
  toPrevious: () => void;
  toFirst: () => void;
  setLimit: (limit: number) => void;
}

/** The cursors of earlier pages out of a history state of unknown origin; `''` is the first page. */
export function trailOf(state: unknown): readonly string[] {
  if (typeof state !== 'object' || state === null || !('trail' in state)) return [];
  const { trail } = state;
  return Array.isArray(trail) && trail.every((item) => typeof item === 'string') ? trail : [];
}

/** `search` with the cursor replaced; an empty cursor is taken out. */
export function withCursor(search: string, cursor: string): string {
  const params = new URLSearchParams(search);
  if (cursor === '') params.delete('cursor');
  else params.set('cursor', cursor);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

export function pageSize(limit: number | null): number {
  return PAGE_SIZES.find((size) => size === limit) ?? DEFAULT_SIZE;
}

export function usePaging(): Paging {
  const navigate = useNavigate();
  const location = useLocation();
  const [query, setQuery] = useQueryStates({ cursor: parseAsString, limit: parseAsInteger }, { history: 'push' });
  const trail = trailOf(location.state);
  const go = (cursor: string, nextTrail: readonly string[]): void => {
    // The address itself: the router hears of a filter or a tab that was just chosen only a moment later.
    void navigate({ search: withCursor(window.location.search, cursor) }, { state: { trail: nextTrail } });
  };
  return {
    cursor: query.cursor,
    limit: pageSize(query.limit),
    hasPrevious: query.cursor !== null && trail.length > 0,
    toNext: (nextCursor) => go(nextCursor, [...trail, query.cursor ?? '']),
    toPrevious: () => go(trail.at(-1) ?? '', trail.slice(0, -1)),
    toFirst: () => go('', []),
    setLimit: (limit) => void setQuery({ limit: limit === DEFAULT_SIZE ? null : limit, cursor: null }),
  };
}
