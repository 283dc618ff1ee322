/** Plays a strategy over a made market and tells what happened, in lines that a reader can check by hand. */
import { expect } from 'vitest';
import type { RunConfig } from '../../src/config/run-config.ts';
import { runReplays } from '../../src/run/run-replays.ts';
import type { Market } from '../../src/market/market.ts';
import type { MoveWindow } from '../../src/market/move.ts';
import type { Cell, ContinuousResult, Results } from '../../src/results/results.ts';
import type { CandleContext, MarginMode, Params, Strategy } from '../../src/strategy/strategy.ts';
import { HOUR, START } from './made-market.ts';

export type Context = CandleContext<Params, unknown>;
/** By row: what is asked for at its close. */
export type Script = Readonly<Record<number, (context: Context) => void>>;

export interface Setup extends Partial<RunConfig> {
  market: Market;
  /** A strategy, or what it does at which row. */
  does: Strategy | Script;
  /** First row of the move; trading starts `lead` rows before it. Default 0. */
  from?: number;
  allDecimal?: boolean;
}

/** A row of the journal, as written. */
export type Row = Record<string, unknown> & {
  run: string;
  path: string;
  mode: string;
  time: number;
  kind: string;
};

export interface Played {
  results: Results;
  lines: string[];
  rows: (mode?: string, path?: string) => Row[];
  story: (mode?: MarginMode, path?: string) => string[];
  cell: (mode?: MarginMode) => Cell;
  continuous: (mode?: MarginMode) => ContinuousResult;
}

export const scripted = (script: Script): Strategy => ({
  name: 'scripted',
  onCandle: context => script[(context.time - START) / HOUR]?.(context),
});

const isStrategy = (does: Strategy | Script): does is Strategy => 'onCandle' in does;

/** Without fees unless asked for, one cross ledger, the nominal path alone: the least that can be checked by hand. */
export function configOf(overrides: Partial<RunConfig>): RunConfig {
  return {
    name: 'made',
    venue: { isolated: 'generic', cross: 'generic', portfolio: 'generic' },
    asOf: 'move',
    modes: ['cross'],
    multiAssets: true,
    capital: { USDT: '1000' },
    markets: [],
    strategy: 'made',
    params: {},
    orders: 'own',
    moves: { kind: 'listed', moves: [], from: 'made' },
    leadMs: 0,
    warmup: 0,
    path: 'nominal',
    fees: { takerRate: 0, makerRate: 0 },
    slippageBps: 0,
    onRefused: 'reject',
    afterLiquidation: 'continue',
    seed: 1,
    segmentGapMs: 24 * HOUR,
    segment: null,
    reconstruction: false,
    ...overrides,
  };
}

/** The rows from `from` to the end, as a move. */
export function windowOf(market: Market, from = 0): MoveWindow {
  const end = market.times.at(-1)! + HOUR;
  const move = { id: 'move', name: 'move', start: market.times[from]!, end };
  return { move, covered: true, segmentFrom: 0, from, to: market.times.length, returns: {} };
}

export async function play({
  market,
  does,
  from = 0,
  allDecimal = false,
  ...overrides
}: Setup): Promise<Played> {
  const lines: string[] = [];
  const { results } = await runReplays({
    config: configOf(overrides),
    market,
    strategy: isStrategy(does) ? does : scripted(does),
    windows: [windowOf(market, from)],
    journal: line => lines.push(line),
    allDecimal,
  });
  const all = lines.map(line => JSON.parse(line) as Row);
  const first = results.run.path === 'bracket' ? 'nominal' : results.run.path;
  const only = Object.keys(results.run.venue)[0] as MarginMode;
  const rows = (mode: string = only, path: string = first) =>
    all.filter(row => row.run === 'move' && row.mode === mode && row.path === path);
  const matrix = results.matrix[0]!;
  return {
    results,
    lines,
    rows,
    story: (mode, path) => rows(mode, path).flatMap(told),
    cell: (mode = only) => (matrix.cells as Record<MarginMode, Cell>)[mode],
    continuous: (mode = only) => results.continuous[mode]!,
  };
}

/** Plays it twice, screened and all in decimals, which must come to the same journal and the same verdicts. */
export async function playTwice(setup: Setup): Promise<Played> {
  const played = await play(setup);
  const exact = await play({ ...setup, allDecimal: true });
  expect(exact.lines).toEqual(played.lines);
  expect(exact.results.matrix).toEqual(played.results.matrix);
  return played;
}

/** `3h fill #2 -1 BTCUSDT @ 95 taker fee 0.05`; orders asked for and the opening deposit are left out. */
function told(row: Row): string[] {
  const at = `${(row.time - START) / HOUR}h`;
  const rest = narrators[row.kind]!(row);
  return rest === null ? [] : [`${at} ${rest}`];
}

const fee = (row: Row): string => (row.fee === '0' ? '' : ` fee ${String(row.fee)}`);
const moved = (row: Row): string => (row.postings as string[][]).map(([, , amount]) => ` ${amount}`).join('');
const narrators: Record<string, (row: Row) => string | null> = {
  order: () => null,
  deposit: row =>
    row.by === 'opening' ? null : `deposit${moved(row)}${row.by === undefined ? '' : ' to refill'}`,
  withdrawal: row => `withdrawal ${String(row.amount)}`,
  transfer: row => `${String(row.asked)} ${String(row.symbol)} ${String(row.amount)}`,
  funding: row => `funding ${String(row.symbol)} ${String(row.paid)}`,
  interest: row => `interest ${String(row.asset)} ${String(row.paid)}`,
  conversion: row =>
    `conversion ${String(row.amount)} ${String(row.sold)} for ${String(row.repaid)} ${String(row.for)}`,
  cancel: row => `cancel #${String(row.order)} by ${String(row.by)}`,
  expiry: row => `expiry #${String(row.order)}`,
  refusal: row =>
    `refused ${row.order === undefined ? String(row.asked) : `#${String(row.order)}`}: ${String(row.reason)}`,
  fill: row =>
    `fill #${String(row.order)} ${String(row.quantity)} ${String(row.symbol)} @ ${String(row.price)} ${String(row.liquidity)}${fee(row)}`,
  liquidation: row =>
    row.step === 'close'
      ? `liquidation of ${String(row.bucket)}: ${String(row.quantity)} ${String(row.symbol)} @ ${String(row.price)}`
      : `liquidation of ${String(row.bucket)}: ${String(row.step)}${moved(row)}`,
  settlement: row => `settlement ${String(row.quantity)} ${String(row.symbol)} @ ${String(row.price)}`,
};
