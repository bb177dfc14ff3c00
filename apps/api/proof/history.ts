import type { Call } from './call.ts';
import type { Intent } from './intent.ts';

/** An intent with every call that was made on it. */
export interface Story {
  intent: Intent;
  calls: Call[];
}

/** Everything that was tried, and what came of it. */
export class History {
  private readonly byId = new Map<string, Story>();

  intend(intent: Intent): void {
    this.byId.set(intent.id, { intent, calls: [] });
  }

  add(call: Call): void {
    const story = this.byId.get(call.intent);
    if (!story) throw new Error(`a call on an intent that nobody had: ${call.intent}`);
    story.calls.push(call);
  }

  get stories(): Story[] {
    return [...this.byId.values()];
  }

  get calls(): Call[] {
    return this.stories.flatMap((story) => story.calls);
  }

  /** How often what came of calls, e.g. `{ok: 812, 'refused IDEMPOTENCY_CONFLICT': 40}`. */
  summary(calls: readonly Call[] = this.calls): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { outcome, code } of calls) {
      const key = code === undefined ? outcome : `${outcome} ${code}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return Object.fromEntries(Object.entries(counts).sort());
  }
}

/** Which body the server has taken; undefined while none was acknowledged. */
export function winnerOf({ calls }: Story): 0 | 1 | undefined {
  return calls.find((call) => call.outcome === 'ok')?.body;
}
