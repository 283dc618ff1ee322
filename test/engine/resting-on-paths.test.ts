/** What the bounds assume about orders at rest (semantics §4): pessimistic delays relief, optimistic lets it come first. */
import { describe, expect, it } from 'vitest';
import type { PathKind } from '../../src/results/results.ts';
import { type Bar, madeMarket } from './made-market.ts';
import { type Context, play } from './play.ts';

const PATHS: PathKind[] = ['nominal', 'pessimistic', 'optimistic'];

/** A cross long of one at 9950 with 995 behind it: dead at 9000. Tells each path's fate in the third candle. */
async function fates(candle: Bar, asks: (context: Context) => void) {
  const market = madeMarket({ BTCUSDT: { last: [9950, 9950, candle] } });
  const told: string[][] = [];
  for (const path of PATHS) {
    const played = await play({
      market,
      path,
      capital: { USDT: '995' },
      does: { 0: ({ order }) => order.market('BTCUSDT', { quantity: 1, leverage: 10 }), 1: asks },
    });
    told.push(
      played
        .story()
        .slice(1)
        .map(line => line.replace(/^2h /, '').replace(/ (taker|maker)/, '')),
    );
  }
  const [nominal, pessimistic, optimistic] = told;
  return { nominal, pessimistic, optimistic };
}
const fell: Bar = [9950, 10_200, 8000, 9900];
const rose: Bar = [9950, 10_200, 8000, 10_000];
const dead = ['liquidation of account: -1 BTCUSDT @ 9000', 'liquidation of account: fee 22.5'];

describe('an order that would relieve the account', () => {
  it('on the far side of the open comes too late for the pessimistic path, and first on the optimistic one', async () => {
    const profit = ({ order }: Context) => order.takeProfit('BTCUSDT', { price: 10_100, reduceOnly: true });
    const saved = ['fill #2 -1 BTCUSDT @ 10100'];
    const killed = ['cancel #2 by liquidation', ...dead];
    expect(await fates(fell, profit)).toEqual({ nominal: saved, pessimistic: killed, optimistic: saved });
    expect(await fates(rose, profit)).toEqual({ nominal: killed, pessimistic: killed, optimistic: saved });
  });

  it('between the open and the adverse extreme is met on the way there, on every path', async () => {
    const stop = ({ order }: Context) => order.stop('BTCUSDT', { price: 9500, reduceOnly: true });
    const saved = ['fill #2 -1 BTCUSDT @ 9500'];
    expect(await fates(fell, stop)).toEqual({ nominal: saved, pessimistic: saved, optimistic: saved });
  });

  it('beyond the liquidation price relieves nobody, save on the optimistic path', async () => {
    const stop = ({ order }: Context) => order.stop('BTCUSDT', { price: 8990, reduceOnly: true });
    const { nominal, pessimistic } = await fates(fell, stop);
    expect(nominal).toEqual(['cancel #2 by liquidation', ...dead]);
    expect(pessimistic).toEqual(nominal);
  });
});

describe('an order that would burden the account', () => {
  it('comes after the tests of the optimistic path, so that what is certain is certain', async () => {
    const more = ({ order }: Context) =>
      order.limit('BTCUSDT', { quantity: 0.05, price: 9800, leverage: 100 });
    const shallow: Bar = [9950, 9960, 9020, 9900];
    const { nominal, pessimistic, optimistic } = await fates(shallow, more);
    // 0.05 more from 9800 lose 39 at 9020, where 65 back 45.1: it dies of them.
    expect(nominal![0]).toBe('fill #2 0.05 BTCUSDT @ 9800');
    expect(nominal![1]).toMatch(/^liquidation of account: -1.05 BTCUSDT/);
    expect(pessimistic).toEqual(nominal);
    expect(optimistic).toEqual(['fill #2 0.05 BTCUSDT @ 9800']);
  });
});

describe('the pessimistic corner', () => {
  it('is looked for anew after a fill: who was turned short fears the high', async () => {
    const turn = ({ order }: Context) => order.stop('BTCUSDT', { quantity: -2, price: 9500, leverage: 20 });
    const candle: Bar = [9950, 10_600, 9400, 9600];
    const { nominal, pessimistic, optimistic } = await fates(candle, turn);
    const turned = ['fill #2 -1 BTCUSDT @ 9500', 'fill #2 -1 BTCUSDT @ 9500'];
    expect(nominal).toEqual(turned);
    expect(optimistic).toEqual(turned);
    // 545 − (p − 9500) = 0.5 % of p at 9995.02…
    expect(pessimistic!.slice(0, 2)).toEqual(turned);
    expect(pessimistic![2]).toMatch(/^liquidation of account: 1 BTCUSDT @ 9995\.02/);
  });
});
