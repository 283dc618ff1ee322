/** Filtered exactness and the books over real history, with strategies whose orders rest (skipped without the market folder). */
import { beforeAll, describe, expect, it } from 'vitest';
import { perpetual } from '../../src/market/instrument.ts';
import { runReplays } from '../../src/run/run-replays.ts';
import { replay } from '../../src/journal/rebuild.ts';
import { coverMoves } from '../../src/market/cover-moves.ts';
import { loadMarket } from '../../src/market/load-market.ts';
import type { Market } from '../../src/market/market.ts';
import type { MoveWindow } from '../../src/market/move.ts';
import { readMoves } from '../../src/market/move-catalogue.ts';
import type { Strategy } from '../../src/strategy/strategy.ts';
import { marketDir } from '../market-dir.ts';
import { configOf } from './play.ts';
import { sumOfCause } from './sums.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT'];
const DAYS = ['2020-03-12', '2021-05-19', '2022-11', '2025-10-10'];

/** Limits below and above the market, each protected by a stop: a grid that is run over. */
const grid: Strategy = {
  name: 'grid',
  onCandle({ order, symbols, market, account }) {
    order.cancelAll();
    for (const symbol of symbols) {
      const { close } = market(symbol);
      for (const step of [0.01, 0.03]) {
        order.limit(symbol, { notional: 6_000, price: close * (1 - step), leverage: 20 });
        order.limit(symbol, { notional: -6_000, price: close * (1 + step), leverage: 20 });
      }
      const held = account.position(symbol);
      if (held) order.stop(symbol, { price: close * (held.quantity > 0 ? 0.9 : 1.1), reduceOnly: true });
    }
  },
};

/** Long what rises and short what falls, in at a breakout, out at a stop on last or a take-profit on mark. */
const breakout: Strategy = {
  name: 'breakout',
  onCandle({ order, symbols, market, account, random }) {
    for (const symbol of symbols) {
      const view = market(symbol);
      const held = account.position(symbol);
      if (held && random() < 0.8) continue;
      order.cancelAll(symbol);
      if (held) {
        const side = Math.sign(held.quantity);
        order.stop(symbol, { price: view.close * (1 - 0.05 * side), reduceOnly: true, trigger: 'last' });
        order.takeProfit(symbol, {
          quantity: -held.quantity / 2,
          price: view.close * (1 + 0.03 * side),
          reduceOnly: true,
        });
        if (random() < 0.3) order.addMargin(symbol, 100);
        continue;
      }
      const reach = view.closes(24);
      order.stop(symbol, {
        notional: 60_000,
        price: Math.max(...reach) * 1.001,
        leverage: 15,
        onRefused: 'scale-to-fit',
      });
      order.stop(symbol, { notional: -60_000, price: Math.min(...reach) * 0.999, leverage: 15 });
    }
  },
};

describe.skipIf(marketDir === null)('over real moves', () => {
  let market: Market;
  let windows: MoveWindow[];

  beforeAll(async () => {
    const moves = readMoves(`${marketDir}/moves.json`).filter(({ id }) =>
      DAYS.some(day => id.startsWith(day)),
    );
    const files = (kind: string, symbol: string) =>
      moves.map(({ id }) => `${marketDir}/events/${id}/${kind}/${symbol}.csv`);
    market = await loadMarket(
      SYMBOLS.map(symbol => ({
        symbol,
        instrument: perpetual(symbol),
        candles: files('perp_1h', symbol),
        mark: files('mark_1h', symbol),
        funding: [`${marketDir}/funding/${symbol}.csv`],
        finer: null,
        lotStep: symbol === 'BTCUSDT' ? '0.001' : null,
      })),
      { segmentGapMs: 86_400_000 },
    );
    windows = coverMoves(market, moves);
  });

  it.each([
    { strategy: grid, base: 'binance-usdm', portfolio: 'pm-stress' },
    { strategy: breakout, base: 'binance-usdm', portfolio: 'binance-pm' },
    { strategy: breakout, base: 'generic', portfolio: 'generic' },
  ])(
    '$strategy.name on $base and $portfolio decides in doubles what decimals decide, byte for byte, and keeps its books',
    async ({ strategy, base, portfolio }) => {
      expect(windows.filter(({ covered }) => covered)).toHaveLength(DAYS.length);
      const config = configOf({
        venue: { isolated: base, cross: base, portfolio },
        modes: ['isolated', 'cross', 'portfolio'],
        capital: { USDT: '10000' },
        leadMs: 86_400_000,
        warmup: 24,
        path: 'bracket',
        fees: 'venue',
        slippageBps: 2,
      });
      const run = async (allDecimal: boolean) => {
        const lines: string[] = [];
        const outcome = await runReplays({
          config,
          market,
          strategy,
          windows,
          journal: line => lines.push(line),
          allDecimal,
        });
        return { lines, results: outcome.results };
      };
      const fast = await run(false);
      const exact = await run(true);
      expect(fast.lines.length).toBeGreaterThan(1000);
      expect(fast.lines.findIndex((line, k) => line !== exact.lines[k])).toBe(-1);
      expect(exact.lines).toHaveLength(fast.lines.length);
      expect(JSON.stringify(exact.results)).toBe(JSON.stringify(fast.results));
      expect(fast.results.run.conservation.largestImbalance).toBe('0');
      expect(replay(fast.lines).size).toBe(fast.results.run.conservation.ledgers);
      const dead = fast.results.matrix.flatMap(({ cells }) =>
        Object.values(cells).flatMap(cell => cell.liquidations),
      );
      for (const { cause } of dead) expect(sumOfCause(cause)).toBe(cause.distanceEnd);
      expect(dead.length).toBeGreaterThan(0);
    },
    120_000,
  );
});
