/** Runs of docs/studies.md: the command line on real candles, and how a cell is written down. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { MoveInput } from '../../../src/config/run-input.ts';
import type { Cell, MatrixRow, Results } from '../../../src/results/results.ts';
import type { MarginMode } from '../../../src/strategy/strategy.ts';
import { cli } from '../../cli/command-line.ts';
import { marketDir } from '../../market-dir.ts';

export const market = resolve(marketDir ?? '.');
export const events = marketDir === null ? [] : readdirSync(join(market, 'events')).sort();
export const strategyFile = (name: string): string =>
  resolve(import.meta.dirname, '../../../strategies', `${name}.ts`);

/** A perpetual of the moves, with its mark and funding. */
export const perpetual = (symbol: string, event = '*') => ({
  symbol,
  candles: join(market, 'events', event, 'perp_1h', `${symbol}.csv`),
  mark: join(market, 'events', event, 'mark_1h', `${symbol}.csv`),
  funding: join(market, 'funding', `${symbol}.csv`),
});

/** Spot candles of a move; where it has none, those of the perpetual stand in. */
export function spotCandles(event: string, symbol: string): string {
  const own = join(market, 'events', event, 'spot_1h', `${symbol}.csv`);
  return existsSync(own) ? own : join(market, 'events', event, 'perp_1h', `${symbol}.csv`);
}

const listed = (): MoveInput[] =>
  (JSON.parse(readFileSync(join(market, 'moves.json'), 'utf8')) as MoveInput[]).map(
    ({ id, name, start, end }) => ({ id, name, start, end }),
  );

/** The 18 moves, and the two rebounds that lie inside one of them, each opened at its low. */
export const movesAndRebounds = (): MoveInput[] =>
  [
    ...listed(),
    {
      id: '2020-03-13_rebound',
      name: 'Rebound of 13 March 2020',
      start: '2020-03-13T03:00Z',
      end: '2020-03-16',
    },
    {
      id: '2025-04-09_squeeze',
      name: 'Squeeze of 9 April 2025',
      start: '2025-04-09T12:00Z',
      end: '2025-04-11',
    },
  ].sort((a, b) => (a.id < b.id ? -1 : 1));

const folder = mkdtempSync(join(tmpdir(), 'margin-replay-studies-'));
export const removeStudies = (): void => rmSync(folder, { recursive: true, force: true });

/** A file of the study's own. */
export function ownFile(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** One run by the command line. */
export async function replayed(name: string, config: object): Promise<Results> {
  const path = ownFile(`${name}.config.json`, JSON.stringify({ name, lead: '1h', ...config }));
  const { code, out, err } = await cli('run', path, '--reports', join(folder, 'reports'), '--json');
  if (code !== 0) throw new Error(`${name}: ${err} ${out.slice(0, 500)}`);
  return JSON.parse(out) as Results;
}

export type Covered = Extract<MatrixRow, { covered: true }>;

export function covered({ matrix }: Results): Covered[] {
  const rows = matrix.filter((row): row is Covered => row.covered);
  if (rows.length !== matrix.length) throw new Error('A move of a study is not covered.');
  return rows;
}

/** The cell of a move in a mode; without a move, of the only one. */
export function cellOf(results: Results, mode: MarginMode, id?: string): Cell {
  const row = covered(results).find(({ move }) => id === undefined || move.id === id);
  return row!.cells[mode]!;
}

export const isForced = ({ verdict }: Cell): boolean =>
  verdict === 'reduced' || verdict === 'liquidated' || verdict === 'bankrupt';

/** Share of the worth at the start that is left at the end. */
export const left = ({ equityStart, equityEnd }: Cell): number => Number(equityEnd) / Number(equityStart);

export const percent = (share: number, digits = 1): string =>
  `${(100 * share).toFixed(digits).replace('-', '−')} %`;

/** Verdict and what is left; `~`: it depends on the path inside a candle. */
export function cellText(cell: Cell): string {
  if (cell.verdict === 'not-held') return 'not held';
  const doubt = cell.certainty === 'path-dependent' ? ' ~' : '';
  const word = isForced(cell) ? `**${cell.verdict}**` : cell.verdict;
  return `${word}${doubt} ${percent(left(cell))}`;
}

export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `2020-03-12 COVID crash, Black Thursday`. */
export const moveName = ({ move }: Covered): string => `${move.id.slice(0, 10)} ${move.name}`;
