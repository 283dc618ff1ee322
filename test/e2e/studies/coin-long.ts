/** A long of bitcoin through the crashes: backed by coins, by coins in a pool, by dollars. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results } from '../../../src/results/results.ts';
import {
  cellOf,
  cellText,
  covered,
  market,
  moveName,
  movesAndRebounds,
  percent,
  perpetual,
  replayed,
  strategyFile,
  table,
} from './study.ts';

export const LONG_MULTIPLES = [2, 3, 5] as const;
export const BACKINGS = ['coin', 'pool', 'dollars'] as const;
export type Backing = (typeof BACKINGS)[number];

const SAID: Record<Backing, string> = {
  coin: 'coin-margined',
  pool: 'linear, BTC in one pool',
  dollars: 'linear, USDT',
};

const linear = () => ({ contract: 'BTCUSDT', markets: [perpetual('BTCUSDT')] });
/** Candles of the dollar contract stand in for the coin-margined one. */
const inverse = () => ({
  contract: 'BTCUSD_PERP',
  markets: [{ ...perpetual('BTCUSDT'), symbol: 'BTCUSD_PERP', kind: 'inverse-perpetual', contractSize: 100 }],
});

const isCrash = ({ id }: { id: string }): boolean => !/_rebound|_squeeze$/.test(id);

function config(
  { contract, markets }: { contract: string; markets: object[] },
  multiple: number,
  capital: object,
  venue: object | string,
) {
  return {
    markets,
    capital,
    venue,
    moves: movesAndRebounds().filter(isCrash),
    strategy: strategyFile('coin-margined-long'),
    // Isolated posts four fifths of the collateral; the pooled modes do not care.
    params: { contract, multiple, leverage: 1.25 * multiple },
  };
}

export interface LongRuns {
  byMultiple: Map<number, Record<Backing, Results>>;
  /** Coin-margined at three times, under Bybit's rules, `pm-stress` beside them. */
  bybit: Results;
}

export async function runLong(): Promise<LongRuns> {
  const byMultiple = new Map<number, Record<Backing, Results>>();
  const coinVenues = { isolated: 'binance-coinm', cross: 'binance-coinm', portfolio: 'binance-pm' };
  for (const n of LONG_MULTIPLES)
    byMultiple.set(n, {
      coin: await replayed(`long-${n}-coin`, config(inverse(), n, { BTC: '1' }, coinVenues)),
      pool: await replayed(`long-${n}-pool`, config(linear(), n, { BTC: '1' }, 'binance-usdm')),
      dollars: await replayed(`long-${n}-dollars`, config(linear(), n, { USDT: '10000' }, 'binance-usdm')),
    });
  const venues = { isolated: 'bybit', cross: 'bybit', portfolio: 'pm-stress' };
  const bybit = await replayed('long-3-bybit', config(inverse(), 3, { BTC: '1' }, venues));
  return { byMultiple, bybit };
}

/** Moves in which bitcoin fell by 15 % and more. */
export const crashes = ({ byMultiple }: LongRuns) =>
  covered(byMultiple.get(2)!.coin).filter(({ move }) => Object.values(move.returns)[0]! <= -0.15);

export function longTable(runs: LongRuns, multiple: number): string {
  const own = runs.byMultiple.get(multiple)!;
  return table(
    ['crash', 'BTC', ...BACKINGS.map(backing => SAID[backing])],
    crashes(runs).map(row => [
      moveName(row),
      percent(Object.values(row.move.returns)[0]!),
      ...BACKINGS.map(backing => cellText(cellOf(own[backing], 'cross', row.move.id))),
    ]),
  );
}

export function longModes(runs: LongRuns): string {
  const { coin } = runs.byMultiple.get(3)!;
  return table(
    [
      'crash',
      '`binance-coinm` isolated',
      '`binance-coinm` cross',
      '`binance-pm`',
      '`bybit` isolated',
      '`bybit` cross',
      '`pm-stress`',
    ],
    crashes(runs).map(row => [
      moveName(row),
      ...[coin, runs.bybit].flatMap(results =>
        (['isolated', 'cross', 'portfolio'] as const).map(mode =>
          cellText(cellOf(results, mode, row.move.id)),
        ),
      ),
    ]),
  );
}

const COVID = '2020-03-12_covid_black_thursday';

/** What the book was opened at in March 2020: the open of the second candle, after the first one's close. */
function entryPrice(): number {
  const file = join(market, 'events', COVID, 'perp_1h', 'BTCUSDT.csv');
  return Number(readFileSync(file, 'utf8').split('\n')[2]!.split(',')[1]);
}

/** Fall from the entry at which each book of March 2020 was liquidated. */
export function fallToLiquidation({ byMultiple }: LongRuns, multiple: number, backing: Backing): number {
  const [first] = cellOf(byMultiple.get(multiple)![backing], 'cross', COVID).liquidations;
  return 1 - Number(Object.values(first!.prices)[0]) / entryPrice();
}

/** The same by the book's equation: multiple n, haircut h of the pool, maintenance rate m. */
export function fallByEquation(multiple: number, backing: Backing): number {
  const [n, m, h] = [multiple, 0.004, 0.05];
  if (backing === 'coin') return 1 - (n * (1 + m)) / (n + 1);
  if (backing === 'pool') return 1 - n / (1 - h + n - n * m);
  return 1 - (n - 1) / (n * (1 - m));
}

export function longFalls(runs: LongRuns): string {
  return table(
    ['multiple', ...BACKINGS.map(backing => SAID[backing]), '1 ÷ (n + 1)', '1 ÷ n'],
    LONG_MULTIPLES.map(n => [
      String(n),
      ...BACKINGS.map(backing => percent(fallToLiquidation(runs, n, backing))),
      percent(1 / (n + 1)),
      percent(1 / n),
    ]),
  );
}
