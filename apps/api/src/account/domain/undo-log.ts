/**
 * What was changed in memory since the last mark, so that a request that is refused half-way harms nobody else in
 * its set. Every change of ledger state goes through it.
 */
export class UndoLog {
  private readonly steps: (() => void)[] = [];

  /** Sets a field and remembers what it was. */
  set<T extends object, K extends keyof T>(target: T, field: K, value: T[K]): void {
    const before = target[field];
    if (before === value) return;
    this.steps.push(() => {
      target[field] = before;
    });
    target[field] = value;
  }

  /** Sets an entry of a map and remembers what it was. */
  put<K, V>(map: Map<K, V>, key: K, value: V): void {
    const existed = map.has(key);
    const before = map.get(key);
    this.steps.push(() => {
      if (existed) map.set(key, before as V);
      else map.delete(key);
    });
    map.set(key, value);
  }

  /** Takes an entry out of a map and remembers what it was. */
  remove<K, V>(map: Map<K, V>, key: K): void {
    if (!map.has(key)) return;
    const before = map.get(key) as V;
    this.steps.push(() => {
      map.set(key, before);
    });
    map.delete(key);
  }

  /** Appends to a list. */
  push<T>(list: T[], item: T): void {
    list.push(item);
    this.steps.push(() => {
      list.pop();
    });
  }

  /** Everything until here stays. */
  commit(): void {
    this.steps.length = 0;
  }

  /** Takes back everything since the last commit, newest first. */
  rollback(): void {
    for (let step = this.steps.pop(); step; step = this.steps.pop()) step();
  }
}
