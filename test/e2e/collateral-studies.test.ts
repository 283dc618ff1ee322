/** Where pooled collateral saves and where it kills, on real candles: every sentence and table of docs/studies.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decimal } from '../../src/basics/money.ts';
import type { Cell } from '../../src/results/results.ts';
import { marketDir } from '../market-dir.ts';
import { COINS, edgeTable, pairTable, type PairRuns, runPairs } from './studies/broken-dollars.ts';
import {
  carryMoves,
  carryMultiples,
  type CarryRuns,
  carryVenues,
  CARRY_MULTIPLES,
  runCarry,
  SQUEEZES,
} from './studies/carry.ts';
import {
  BACKINGS,
  crashes,
  fallByEquation,
  fallToLiquidation,
  longFalls,
  longModes,
  type LongRuns,
  LONG_MULTIPLES,
  longTable,
  runLong,
} from './studies/coin-long.ts';
import { pageWith, tablesOf } from './studies/page.ts';
import { cellOf, covered, isForced, left, removeStudies } from './studies/study.ts';

const PAGE = new URL('../../docs/studies.md', import.meta.url);
const LONG_RUNNING_MS = 240_000;

describe.skipIf(marketDir === null)(
  'studies of collateral (skipped where the market folder is absent)',
  () => {
    let carry: CarryRuns;
    let long: LongRuns;
    let pairs: PairRuns;
    beforeAll(async () => {
      carry = await runCarry();
      long = await runLong();
      pairs = await runPairs();
    }, LONG_RUNNING_MS);
    afterAll(removeStudies);

    it('docs/studies.md has these tables', () => {
      const tables = {
        'carry-moves': carryMoves(carry),
        'carry-multiples': carryMultiples(carry),
        'carry-venues': carryVenues(carry),
        ...Object.fromEntries(LONG_MULTIPLES.map(n => [`long-${n}`, longTable(long, n)])),
        'long-falls': longFalls(long),
        'long-modes': longModes(long),
        pairs: pairTable(pairs),
        edge: edgeTable(pairs),
      };
      if (process.env['UPDATE_DOCS']) writeFileSync(PAGE, pageWith(readFileSync(PAGE, 'utf8'), tables));
      const written = tablesOf(readFileSync(PAGE, 'utf8'));
      expect(Object.keys(written).sort()).toEqual(Object.keys(tables).sort());
      for (const [name, table] of Object.entries(tables))
        expect(written[name], name).toEqual(tablesOf(pageWith(`<!-- ${name} -->`, { [name]: table }))[name]);
    });

    describe('cash and carry', () => {
      const apart = (multiple: number, mode: 'isolated' | 'cross' | 'portfolio') =>
        covered(carry.apart.get(multiple)!).map(({ move, cells }) => ({ id: move.id, cell: cells[mode]! }));
      const lost = (multiple: number, mode: 'isolated' | 'cross' | 'portfolio') =>
        apart(multiple, mode)
          .filter(({ cell }) => isForced(cell))
          .map(({ id }) => id);

      it('is kept through every move where the coin backs the short', () => {
        expect(covered(carry.pooled).filter(({ cells }) => isForced(cells.cross!))).toEqual([]);
        for (const multiple of CARRY_MULTIPLES) expect(lost(multiple, 'portfolio')).toEqual([]);
      });

      it('is never worse off for the coin in its pool', () => {
        for (const { id, cell } of apart(9, 'cross'))
          expect(cellOf(carry.pooled, 'cross', id).minHealth).toBeGreaterThan(cell.minHealth!);
      });

      it('is lost in squeezes alone where dollars back dollars, in fewer with more of them', () => {
        expect(lost(9, 'isolated')).toEqual(SQUEEZES);
        expect(lost(9, 'cross')).toEqual(SQUEEZES.slice(0, 4));
        expect(lost(5, 'cross')).toEqual(SQUEEZES.slice(0, 3));
        expect(lost(2, 'cross')).toEqual([]);
      });

      it('isolated at twenty times gives way whatever dollars lie beside it', () => {
        for (const multiple of CARRY_MULTIPLES) expect(lost(multiple, 'isolated')).toEqual(SQUEEZES);
      });

      it('is liquidated by the price of the short alone, funding aside', () => {
        for (const id of SQUEEZES.slice(0, 4)) {
          const { cause } = cellOf(carry.apart.get(9)!, 'cross', id).liquidations[0]!;
          const price = Number(cause.price['BTCUSDT']) + Number(cause.requirementByPrice);
          const change = Number(cause.distanceEnd) - Number(cause.distanceStart);
          expect(price / change).toBeGreaterThan(0.95);
          expect(cause.collateral).toBe('0');
        }
      });

      it('may end richer without its short, and poorer: what is left is a bet', () => {
        const ends = SQUEEZES.slice(0, 4).map(id => left(cellOf(carry.apart.get(9)!, 'cross', id)));
        expect(Math.max(...ends)).toBeGreaterThan(1.02);
        const fewer = SQUEEZES.slice(0, 3).map(id => left(cellOf(carry.apart.get(5)!, 'cross', id)));
        expect(Math.max(...fewer)).toBeLessThan(0.975);
      });

      it('cannot be held at all without a dollar, but by a pool; every venue keeps it', () => {
        const [isolated, alone, ...pooled] = carry.coin;
        for (const { mode, results } of [isolated!, alone!])
          for (const { cells } of covered(results)) expect(cells[mode]!.verdict).toBe('not-held');
        expect(pooled).toHaveLength(8);
        for (const { mode, results, rules } of pooled)
          for (const { cells, move } of covered(results))
            expect(cells[mode]!.verdict, `${rules} ${move.id}`).toBe('untouched');
      });
    });

    describe('a long of bitcoin', () => {
      const forced = (multiple: number, backing: (typeof BACKINGS)[number]) =>
        crashes(long)
          .filter(({ move }) => isForced(cellOf(long.byMultiple.get(multiple)![backing], 'cross', move.id)))
          .map(({ move }) => move.id.slice(0, 10));

      it.each(LONG_MULTIPLES)('at %i times dies in more crashes on coins than on dollars', multiple => {
        const [coin, pool, dollars] = BACKINGS.map(backing => forced(multiple, backing));
        expect(coin).toEqual(expect.arrayContaining(dollars!));
        expect(pool).toEqual(expect.arrayContaining(coin!));
        expect(coin!.length).toBeGreaterThan(dollars!.length);
      });

      it('dies in 3, 5 and 9 of ten crashes on coins, 3, 7 and 10 in the pool, 1, 3 and 7 on dollars', () => {
        const counts = LONG_MULTIPLES.map(n => BACKINGS.map(backing => forced(n, backing).length));
        expect(counts).toEqual([
          [3, 3, 1],
          [5, 7, 3],
          [9, 10, 7],
        ]);
      });

      it('at three times lives on coins and dies in the pool where the fall stopped in between', () => {
        const { coin, pool } = long.byMultiple.get(3)!;
        for (const id of ['2022-05-09_luna_ust', '2024-08-05_yen_carry']) {
          expect(cellOf(coin, 'cross', id).verdict).toBe('untouched');
          expect(cellOf(pool, 'cross', id).verdict).toBe('liquidated');
        }
      });

      it.each(LONG_MULTIPLES)('at %i times is liquidated where its equation says', multiple => {
        for (const backing of BACKINGS) {
          const [fall, expected] = [
            fallToLiquidation(long, multiple, backing),
            fallByEquation(multiple, backing),
          ];
          // Fees and funding come on top, a larger tier takes more: a little earlier, never later.
          expect(fall, backing).toBeLessThan(expected);
          expect(expected - fall, backing).toBeLessThan(0.0015);
        }
        expect(fallToLiquidation(long, multiple, 'coin')).toBeLessThan(1 / (multiple + 1));
        expect(fallToLiquidation(long, multiple, 'dollars')).toBeLessThan(1 / multiple);
      });

      it('loses by the price, and by the coin beside it', () => {
        const { liquidations } = cellOf(long.byMultiple.get(3)!.coin, 'cross', '2022-11-08_ftx');
        const { price, collateral } = liquidations[0]!.cause;
        const ratio = Number(Object.values(price)[0]) / Number(collateral);
        // Three contracts' worth for each coin of collateral.
        expect(ratio).toBeCloseTo(3, 1);
      });

      it('in a pool leaves the haircut behind where it is closed in time', () => {
        const kept = crashes(long)
          .map(({ move }) => cellOf(long.byMultiple.get(2)!.pool, 'cross', move.id))
          .filter(isForced)
          .map(left);
        expect(kept).toHaveLength(3);
        for (const share of kept) {
          expect(share).toBeGreaterThan(0.03);
          expect(share).toBeLessThan(0.04);
        }
      });

      it('isolated keeps the coins it did not post; a scenario model closes earliest and leaves most', () => {
        const { coin } = long.byMultiple.get(3)!;
        for (const { move } of crashes(long)) {
          const isolated = cellOf(coin, 'isolated', move.id);
          if (isForced(isolated)) expect(left(isolated)).toBeGreaterThan(0.13);
          const scenario = cellOf(long.bybit, 'portfolio', move.id);
          expect(isForced(scenario)).toBe(true);
          expect(left(scenario)).toBeGreaterThan(0.28);
        }
      });
    });

    describe('a pair on what was taken for dollars', () => {
      const pair = (coin: (typeof COINS)[number], multiple: number) =>
        pairs.pairs.find(own => own.coin === coin && own.multiple === multiple)!;

      it('isolated on dollars loses a leg and lives; cross and portfolio on dollars keep all', () => {
        for (const { onDollars } of pairs.pairs) {
          const isolated = cellOf(onDollars, 'isolated');
          expect([isForced(isolated), isolated.accountAlive]).toEqual([true, true]);
          expect(cellOf(onDollars, 'cross').verdict).toBe('untouched');
          expect(cellOf(onDollars, 'portfolio').verdict).toBe('untouched');
        }
      });

      it('isolated refuses the coin', () => {
        for (const { onCoin } of pairs.pairs) expect(cellOf(onCoin, 'isolated').verdict).toBe('not-held');
      });

      const closed: [coin: (typeof COINS)[number], multiple: number][] = [
        ['UST', 5],
        ['FTT', 2],
        ['FTT', 3],
        ['FTT', 5],
      ];
      it.each(closed)('portfolio on %s at %i times is closed on every path', (coin, multiple) => {
        const cell = cellOf(pair(coin, multiple).onCoin, 'portfolio');
        expect([isForced(cell), cell.certainty]).toEqual([true, 'certain']);
        expectKilledByCollateral(cell);
      });

      it('cross on FTT at five times is closed, or not, by the order of prices inside a candle', () => {
        const cell = cellOf(pair('FTT', 5).onCoin, 'cross');
        expect([isForced(cell), cell.certainty]).toEqual([true, 'path-dependent']);
        expectKilledByCollateral(cell);
      });

      it('USDC kills nobody up to twenty times, and nearly all of it is back at the end', () => {
        for (const multiple of [2, 3, 5]) {
          const { onCoin, onDollars } = pair('USDC', multiple);
          for (const mode of ['cross', 'portfolio'] as const) {
            expect(cellOf(onCoin, mode).verdict).toBe('untouched');
            const lostToPeg = left(cellOf(onDollars, mode)) - left(cellOf(onCoin, mode));
            expect(lostToPeg).toBeLessThan(0.006);
          }
        }
      });

      it('at twenty-five times USDC kills a book that would have been whole a day later', () => {
        const { onCoin, onDollars } = pairs.edge.find(({ multiple }) => multiple === 25)!;
        expect([onCoin.verdict, onCoin.certainty]).toEqual(['liquidated', 'certain']);
        expect(isForced(onDollars)).toBe(false);
        expect(new Date(onCoin.at!).toISOString()).toBe('2023-03-12T17:00:00.000Z');
        expect(Number(onCoin.equityEndWithoutMargin) / Number(onCoin.equityStart)).toBeGreaterThan(1.9);
        expect(left(onCoin)).toBeLessThan(0.15);
      });

      it('Binance takes no UST at all', () => {
        expect(cellOf(pairs.binance, 'cross').refusals).toEqual({ 'insufficient-margin': 2 });
      });
    });
  },
);

/** The legs nearly cancel out; what is missing is the worth of the collateral. */
function expectKilledByCollateral({ liquidations }: Cell): void {
  const { cause } = liquidations[0]!;
  const legs = Decimal.sum(...Object.values(cause.price));
  expect(new Decimal(cause.collateral).lt(-6000)).toBe(true);
  expect(legs.abs().lt(new Decimal(cause.collateral).abs().div(4))).toBe(true);
}
