import { Presets, SingleBar } from 'cli-progress';

/** Shows how far something is. */
export interface Progress {
  update(done: number): void;
  stop(): void;
}

/** A bar on a terminal, else a plain line at every tenth part. */
export function startProgress(
  label: string,
  total: number,
  isTerminal: boolean,
  print: (line: string) => void,
): Progress {
  if (isTerminal && total > 0) {
    const bar = new SingleBar({ format: `${label} {bar} {percentage}% · {eta_formatted}` }, Presets.shades_classic);
    bar.start(total, 0);
    return { update: (done) => bar.update(Math.min(done, total)), stop: () => bar.stop() };
  }
  let tenths = 0;
  return {
    update(done) {
      const reached = total > 0 ? Math.floor((done * 10) / total) : 0;
      if (reached > tenths) print(`${label} ${reached * 10}%`);
      tenths = Math.max(tenths, reached);
    },
    stop() {},
  };
}
