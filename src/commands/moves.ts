/** `margin-replay moves`: the moves found or named, and whether the data covers them. Writes nothing. */
import { DAY_MS, formatDuration, formatTime, HOUR_MS } from '../basics/time.ts';
import type { MoveWindow } from '../market/move.ts';
import { plainTable } from '../output/matrix.ts';
import type { Terminal } from '../output/terminal.ts';
import { SCHEMA_VERSION } from '../results/results.ts';
import { readMarket, readRun, readWindows } from './prepare.ts';

export interface MovesOptions {
  config?: string | undefined;
  json: boolean;
  quiet: boolean;
}

const NO_FLAGS = { hold: [], candles: [], mark: [], funding: [] };

export async function movesCommand(
  { config: file, json, quiet }: MovesOptions,
  terminal: Terminal,
): Promise<void> {
  const { config } = await readRun(file, NO_FLAGS);
  const windows = await readWindows(config, await readMarket(config));
  if (json) terminal.out(JSON.stringify({ schemaVersion: SCHEMA_VERSION, moves: windows.map(facts) }));
  else if (!quiet) terminal.out(movesText(windows, terminal.colours));
}

/** One move with what `results.json` says of it, and its length. */
function facts(window: MoveWindow): object {
  const { id, name, start, end, symbols } = window.move;
  const common = { id, name, start, end, lengthMs: end - start, covered: window.covered };
  return window.covered
    ? { ...common, symbols: Object.keys(window.returns), returns: window.returns }
    : { ...common, symbols: symbols ?? [], reason: window.reason };
}

function movesText(windows: MoveWindow[], colours: Terminal['colours']): string {
  if (windows.length === 0)
    return 'No move is that large in this data. Lower moves.size in the config to find smaller ones.';
  const table = plainTable(['Move', 'Start', 'Length', 'Size', 'Covered'].map(colours.bold));
  for (const window of windows) {
    const { id, start, end } = window.move;
    const size = window.covered ? sizes(window.returns) : (window.move.symbols ?? []).join(' ');
    const covered = window.covered ? colours.green('yes') : colours.yellow(`no: ${window.reason}`);
    table.push([id, formatTime(start), lengthText(end - start), size, covered]);
  }
  const covered = windows.filter(window => window.covered).length;
  return `${table.toString()}\n\n${covered} of ${windows.length} moves are covered by the data.`;
}

/** Days and hours: 36 h reads better than 1.5 d, 14 days better than 336 h. */
const lengthText = (ms: number): string =>
  ms % DAY_MS === 0 ? `${ms / DAY_MS}d` : ms % HOUR_MS === 0 ? `${ms / HOUR_MS}h` : formatDuration(ms);

const sizes = (returns: Record<string, number>): string =>
  Object.entries(returns)
    .map(([symbol, change]) => `${symbol} ${change < 0 ? '−' : '+'}${Math.abs(change * 100).toFixed(1)} %`)
    .join('  ');
