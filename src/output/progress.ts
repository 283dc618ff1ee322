/** Progress of a run on a watched terminal; silent in logs, pipes and under --quiet. */
import type { Terminal } from './terminal.ts';

export interface Progress {
  update(done: number, total: number, label: string): void;
  stop(): void;
}

const SILENT: Progress = { update() {}, stop() {} };

export async function startProgress(terminal: Terminal, quiet: boolean): Promise<Progress> {
  if (quiet || !terminal.watched) return SILENT;
  const { SingleBar } = (await import('cli-progress')).default;
  const bar = new SingleBar({
    format: 'replay {bar} {percentage} %  {label}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    // Ctrl-C is ours: an interrupted run says what was kept.
    gracefulExit: false,
  });
  let started = false;
  return {
    update(done, total, label) {
      if (!started) bar.start(total, done, { label });
      started = true;
      bar.update(done, { label });
    },
    stop: () => bar.stop(),
  };
}
