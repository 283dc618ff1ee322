/** `margin-replay run`: replay, judge every move in every mode, write the report. */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { configError, EXIT } from '../basics/errors.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import type { HashedFile } from '../strategy/load-module.ts';
import type { HoldPosition } from '../strategy/hold.ts';
import type { RunConfig } from '../config/run-config.ts';
import { startProgress } from '../output/progress.ts';
import { openReportFolder } from '../output/report-folder.ts';
import type { ReportFolder } from '../output/report-folder.ts';
import { matrixText } from '../output/matrix.ts';
import type { Terminal } from '../output/terminal.ts';
import { writeResults } from '../output/write-results.ts';
import type { Results } from '../results/results.ts';
import { holdStrategy } from '../strategy/hold.ts';
import { loadStrategy } from '../strategy/load-strategy.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { gateFailure, parseGate } from './gate.ts';
import type { HoldFlags } from './hold-flags.ts';
import { readMarket, readRun, readWindows, withRelativePaths } from './prepare.ts';

export interface RunOptions {
  config?: string | undefined;
  flags: HoldFlags;
  reports: string;
  json: boolean;
  quiet: boolean;
  failOn: string[];
}

/** Runs and reports. @returns the exit code: done, or gate not met. */
export async function runCommand(
  options: RunOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const loaded = await readRun(options.config, options.flags);
  const gates = options.failOn.map(text => parseGate(text, loaded.config.modes));
  const folder = openReportFolder(options.reports, loaded.config.name);
  let results: Results;
  try {
    results = await replayInto(folder, loaded, options, terminal, signal);
    signal.throwIfAborted();
    await folder.commit();
  } catch (error) {
    await folder.abort();
    throw signal.aborted ? new Error(interruption(folder.target)) : error;
  }
  if (options.json) terminal.out(JSON.stringify(results));
  else if (!options.quiet) {
    terminal.out(`${matrixText(results, terminal.colours)}\n`);
    terminal.out(relative(process.cwd(), join(folder.target, 'report.html')));
  }
  const failures = gates.flatMap(gate => gateFailure(gate, results) ?? []);
  for (const failure of failures) terminal.err(failure);
  return failures.length > 0 ? EXIT.gate : EXIT.done;
}

function interruption(target: string): string {
  const shown = relative(process.cwd(), target);
  const kept = existsSync(target)
    ? `${shown} is kept as the last complete run left it`
    : `${shown} was never written`;
  return `Interrupted. Nothing of this unfinished run was written; ${kept}.`;
}

async function replayInto(
  folder: ReportFolder,
  { config, inputs, folder: base }: LoadedConfig,
  { json, quiet }: RunOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Results> {
  const { strategy, inputs: strategyInputs } = await readStrategy(config);
  const loadedMarket = await readMarket(config);
  const market = withRelativePaths(loadedMarket, base);
  const windows = await readWindows(config, market);
  signal.throwIfAborted();
  const { runReplays } = await import('../run/run-replays.ts');
  const progress = await startProgress(terminal, quiet || json);
  const journal = folder.writer('journal.jsonl');
  try {
    const outcome = await runReplays({
      config,
      market,
      strategy,
      windows,
      journal: journal.write,
      onProgress: progress.update,
      signal,
    });
    await journal.close();
    const record = { config, inputs: [...loadedMarket.inputs, ...strategyInputs, ...inputs], folder: base };
    await writeResults(folder, outcome, record);
    return outcome.results;
  } finally {
    progress.stop();
  }
}

async function readStrategy(config: RunConfig): Promise<{ strategy: Strategy; inputs: HashedFile[] }> {
  if (config.strategy === 'hold') {
    return { strategy: holdStrategy(config.params['positions'] as HoldPosition[]), inputs: [] };
  }
  const loaded = await loadStrategy(config.strategy);
  refuseLeverage(loaded.strategy, config);
  return loaded;
}

/** A leverage of 0 or less would only show as refused orders, candle after candle. */
function refuseLeverage({ leverageParam = 'leverage', params, name }: Strategy, config: RunConfig): void {
  const leverage = { ...params, ...config.params }[leverageParam];
  if (typeof leverage !== 'number' || leverage > 0) return;
  throw configError(
    `params.${leverageParam} of strategy "${name}" is ${leverage}; a leverage must be above 0.`,
  );
}
