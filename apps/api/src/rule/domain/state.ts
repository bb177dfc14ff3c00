/** Which version of a rule set is in force, and how that changes. Version 0: none yet. */
export interface RuleSetState {
  liveVersion: number;
  /** Goes to this percentage of the users instead. */
  rollout: { version: number; percent: number } | undefined;
  /** Takes over at this instant. */
  scheduled: { version: number; at: Date } | undefined;
}

export type PublishMode = { kind: 'now' } | { kind: 'at'; at: Date } | { kind: 'percent'; percent: number };

/** Whether the schedule has come. */
export function isDue({ scheduled }: RuleSetState, now: Date): boolean {
  return scheduled !== undefined && scheduled.at <= now;
}

/** The state at an instant: a schedule that has come holds, whether or not somebody has written that down. */
export function settled<State extends RuleSetState>(state: State, now: Date): State {
  const { scheduled } = state;
  if (!scheduled || scheduled.at > now) return state;
  return { ...state, liveVersion: scheduled.version, rollout: undefined, scheduled: undefined };
}

/**
 * The state after a version was published. To everybody it ends a rollout, but leaves a schedule: that was made for
 * later. A new rollout or schedule takes the place of the one before.
 */
export function published<State extends RuleSetState>(state: State, version: number, mode: PublishMode): State {
  if (mode.kind === 'at') return { ...state, scheduled: { version, at: mode.at } };
  if (mode.kind === 'percent') return { ...state, rollout: { version, percent: mode.percent } };
  const isScheduled = state.scheduled?.version === version;
  return {
    ...state,
    liveVersion: version,
    rollout: undefined,
    scheduled: isScheduled ? undefined : state.scheduled,
  };
}

/** The state after a rollout went on to so many users: all of them make it live, none withdraw it. */
export function rolledOutTo<State extends RuleSetState>(state: State, percent: number): State {
  const { rollout } = state;
  if (!rollout || percent === 0) return { ...state, rollout: undefined };
  if (percent === 100) return published(state, rollout.version, { kind: 'now' });
  return { ...state, rollout: { ...rollout, percent } };
}

/** The state after a version was put back in force: for everybody, now, and nothing else is to come. */
export function rolledBackTo<State extends RuleSetState>(state: State, version: number): State {
  return { ...state, liveVersion: version, rollout: undefined, scheduled: undefined };
}
