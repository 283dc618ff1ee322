/** Four books under every portfolio model, through the 18 moves. */
import { join } from 'node:path';
import type { Results } from '../../../src/results/results.ts';
import { PORTFOLIO_MODEL_IDS } from '../../../src/venue/registry.ts';
import {
  cellOf,
  cellText,
  covered,
  events,
  isForced,
  market,
  moveName,
  perpetual,
  replayed,
  spotCandles,
  strategyFile,
  table,
} from './study.ts';

const hold = (...positions: [symbol: string, notional: number][]) => ({
  markets: positions.map(([symbol]) => perpetual(symbol)),
  strategy: 'hold',
  params: { positions: positions.map(([symbol, notional]) => ({ symbol, notional, leverage: 10 })) },
});

/** On a capital of 10,000. */
export const BOOKS = {
  'long BTC, 4×': hold(['BTCUSDT', 40_000]),
  'short BTC, 4×': hold(['BTCUSDT', -40_000]),
  'long BTC against ETH, 2.5× each': hold(['BTCUSDT', 25_000], ['ETHUSDT', -25_000]),
  'cash and carry': {
    markets: [
      perpetual('BTCUSDT'),
      {
        symbol: 'BTC-USDT',
        kind: 'spot',
        candles: events.map(event => spotCandles(event, 'BTCUSDT')),
      },
    ],
    strategy: strategyFile('cash-and-carry'),
  },
} as const;
export type Book = keyof typeof BOOKS;

/** Cross margin of the generic venue beside the models. */
export const JUDGES: readonly string[] = ['cross', ...PORTFOLIO_MODEL_IDS];

export function judged(book: Book, judge: string, more: object = {}): Promise<Results> {
  const mode = judge === 'cross' ? 'cross' : 'portfolio';
  return replayed(`model-${judge}-${Object.keys(BOOKS).indexOf(book)}`, {
    ...BOOKS[book],
    venue: { [mode]: judge === 'cross' ? 'generic' : judge },
    modes: [mode],
    path: 'nominal',
    moves: movesFile,
    ...more,
  });
}

const movesFile = join(market, 'moves.json');
const modeOf = (judge: string) => (judge === 'cross' ? 'cross' : 'portfolio');

/** A row per move, a column per judge. */
export function modelTable(runs: Record<string, Results>): string {
  const judges = Object.keys(runs);
  const rows = covered(runs[judges[0]!]!).map(row => [
    moveName(row),
    ...judges.map(judge => cellText(cellOf(runs[judge]!, modeOf(judge), row.move.id))),
  ]);
  const forced = (judge: string) =>
    covered(runs[judge]!).filter(({ cells }) => isForced(cells[modeOf(judge)]!)).length;
  return table(
    ['move', ...judges],
    [...rows, ['**forced trades**', ...judges.map(judge => String(forced(judge)))]],
  );
}
