/** Cash and carry: a coin and a short of it, through every move and the two rebounds. */
import type { Cell, Results } from '../../../src/results/results.ts';
import type { MarginMode } from '../../../src/strategy/strategy.ts';
import {
  cellOf,
  cellText,
  covered,
  events,
  moveName,
  movesAndRebounds,
  percent,
  perpetual,
  replayed,
  spotCandles,
  strategyFile,
  table,
  isForced,
  left,
} from './study.ts';

/** Coins in dollars for each dollar left as margin. */
export const CARRY_MULTIPLES = [2, 5, 9] as const;

export const SQUEEZES = [
  '2020-03-13_rebound',
  '2021-07-26_short_squeeze_up',
  '2023-03-11_usdc_depeg',
  '2023-10-23_etf_squeeze_up',
  '2024-03-05_ath_flush',
  '2025-04-09_squeeze',
];

const markets = () => [
  perpetual('BTCUSDT'),
  {
    symbol: 'BTC-USDT',
    kind: 'spot',
    candles: events.map(event => spotCandles(event, 'BTCUSDT')),
  },
];

const book = (multiple: number) => ({
  markets: markets(),
  moves: movesAndRebounds(),
  strategy: strategyFile('cash-and-carry'),
  params: { share: multiple / (multiple + 1) },
});

/** The coin is brought along, not bought: one bitcoin and a short of one, and no dollar. */
const broughtAlong = {
  strategy: 'hold',
  capital: { BTC: '1' },
  params: { positions: [{ symbol: 'BTCUSDT', quantity: '-1', leverage: 5 }] },
};

export interface CarryRuns {
  /** By multiple: dollars back dollars; the portfolio ledger pools. */
  apart: Map<number, Results>;
  /** At nine to one: cross over one pool. */
  pooled: Results;
  /** One bitcoin and no dollar, by venue. */
  coin: { rules: string; mode: MarginMode; results: Results }[];
}

export async function runCarry(): Promise<CarryRuns> {
  const apart = new Map<number, Results>();
  for (const multiple of CARRY_MULTIPLES)
    apart.set(multiple, await replayed(`carry-${multiple}-apart`, { ...book(multiple), multiAssets: false }));
  const pooled = await replayed('carry-9-pooled', { ...book(9), modes: ['cross'] });
  const run = (name: string, changes: object) =>
    replayed(`carry-coin-${name}`, {
      markets: markets(),
      moves: movesAndRebounds(),
      ...broughtAlong,
      ...changes,
    });
  const alone = await run('apart', { modes: ['isolated', 'cross'], multiAssets: false });
  const modes = ['cross', 'portfolio'];
  const generic = await run('generic', { modes });
  const binance = await run('binance', { modes, venue: 'binance-usdm' });
  const bybit = await run('bybit', { modes, venue: { cross: 'bybit', portfolio: 'pm-stress' } });
  const okx = await run('okx', { modes, venue: 'okx' });
  return {
    apart,
    pooled,
    coin: [
      { rules: '`generic` isolated', mode: 'isolated', results: alone },
      { rules: '`generic` cross, dollars alone', mode: 'cross', results: alone },
      { rules: '`generic` cross, one pool', mode: 'cross', results: generic },
      { rules: '`generic` portfolio (`pm-correlated`)', mode: 'portfolio', results: generic },
      { rules: '`pm-stress`', mode: 'portfolio', results: bybit },
      { rules: '`binance-usdm` cross, multi-assets mode', mode: 'cross', results: binance },
      { rules: '`binance-pm`', mode: 'portfolio', results: binance },
      { rules: '`bybit` cross', mode: 'cross', results: bybit },
      { rules: '`okx` cross, multi-currency', mode: 'cross', results: okx },
      { rules: '`okx` portfolio', mode: 'portfolio', results: okx },
    ],
  };
}

export function carryMoves({ apart, pooled }: CarryRuns): string {
  const own = apart.get(9)!;
  return table(
    ['move', 'BTC', 'isolated', 'cross, dollars alone', 'cross, one pool', 'portfolio'],
    covered(own).map(row => [
      moveName(row),
      percent(row.move.returns['BTCUSDT']!),
      cellText(row.cells.isolated!),
      cellText(row.cells.cross!),
      cellText(cellOf(pooled, 'cross', row.move.id)),
      cellText(row.cells.portfolio!),
    ]),
  );
}

export function carryMultiples({ apart }: CarryRuns): string {
  return table(
    ['squeeze', ...CARRY_MULTIPLES.map(multiple => `${multiple} : 1`)],
    SQUEEZES.map(id => [
      moveName(covered(apart.get(2)!).find(({ move }) => move.id === id)!),
      ...CARRY_MULTIPLES.map(multiple => cellText(cellOf(apart.get(multiple)!, 'cross', id))),
    ]),
  );
}

export function carryVenues({ coin }: CarryRuns): string {
  return table(
    ['rules', 'held', 'kept', 'lowest health', 'least left'],
    coin.map(({ rules, mode, results }) => {
      const cells = covered(results).map(row => row.cells[mode]!);
      const held = cells.filter(({ verdict }) => verdict !== 'not-held');
      const least = (of: (cell: Cell) => number): number => Math.min(...held.map(of));
      return [
        rules,
        `${held.length} of ${cells.length}`,
        held.length === 0 ? '–' : `${held.filter(cell => !isForced(cell)).length} of ${held.length}`,
        held.length === 0 ? '–' : `${least(({ minHealth }) => minHealth!).toFixed(1)}×`,
        held.length === 0 ? '–' : percent(least(left)),
      ];
    }),
  );
}
