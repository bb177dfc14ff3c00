import type { OperatorView, Permission, SessionView } from '@jifen/contracts';
import { useSyncExternalStore } from 'react';
import { api } from './api/client.js';
import { ApiProblem } from './api/problem.js';

export type SessionState =
  | { status: 'unknown'; problem?: ApiProblem }
  | { status: 'anonymous'; ended: boolean }
  | { status: 'open'; operator: OperatorView };

let state: SessionState = { status: 'unknown' };
const listeners = new Set<() => void>();

function set(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

/** Says that a refresh cookie may be there: it cannot be seen from here, and asking in vain looks like an error. */
const HINT_KEY = 'jifen.session';

api.observeSession((session: SessionView | undefined) => {
  if (session) localStorage.setItem(HINT_KEY, '1');
  else localStorage.removeItem(HINT_KEY);
  if (session) set({ status: 'open', operator: session.operator });
  else set({ status: 'anonymous', ended: state.status === 'open' });
});

/** Takes up the session of the refresh cookie, if there is one. */
export async function resumeSession(): Promise<void> {
  if (localStorage.getItem(HINT_KEY) === null) {
    set({ status: 'anonymous', ended: false });
    return;
  }
  set({ status: 'unknown' });
  try {
    await api.refresh();
  } catch (error) {
    const offline = error instanceof ApiProblem && error.status !== 401 && error.status !== 403;
    set(offline ? { status: 'unknown', problem: error } : { status: 'anonymous', ended: false });
  }
}

/** Ends the session on purpose: the log-in page then does not say that it has run out. */
export async function endSession(): Promise<void> {
  await api.logout().catch(() => undefined);
  set({ status: 'anonymous', ended: false });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSession(): SessionState {
  return useSyncExternalStore(subscribe, () => state);
}

/** Whether the operator who is logged in may do this. The API decides again. */
export function useMay(): (permission: Permission) => boolean {
  const session = useSession();
  return (permission) => session.status === 'open' && session.operator.permissions.includes(permission);
}

export function useOperator(): OperatorView | undefined {
  const session = useSession();
  return session.status === 'open' ? session.operator : undefined;
}
