/** The vocabulary of a cell, each word once, on cases worked out by hand (semantics §7). */
import { describe, expect, it } from 'vitest';
import { type Bar, HOUR, hour, madeMarket } from '../engine/made-market.ts';
import { play, type Script, type Setup } from '../engine/play.ts';

/** Cross, 995 at 9950: warned below health 1.5 (9023.…), dead at 9000, bankrupt below 8955. */
const entry: Script = { 0: ({ order }) => order.market('BTCUSDT', { quantity: 1, leverage: 10 }) };
const fate = (last: Bar[], more: Partial<Setup> = {}) =>
  play({ market: madeMarket({ BTCUSDT: { last } }), does: entry, capital: { USDT: '995' }, ...more });
const down = (low: number): Bar => [9950, 9950, low, 9950];

describe('a verdict', () => {
  it('is untouched while health never fell below the warning', async () => {
    const { verdict, at, minHealth, minHealthAt, certainty } = (
      await fate([9950, 9950, down(9100), 9950])
    ).cell();
    expect({ verdict, at, minHealthAt, certainty }).toEqual({
      verdict: 'untouched',
      at: null,
      minHealthAt: hour(2),
      certainty: null,
    });
    expect(minHealth).toBeCloseTo((995 - 850) / 45.5, 12);
  });

  it('is margin-called below it, without a forced trade', async () => {
    const played = await fate([9950, 9950, down(9020), down(9010), 9950]);
    expect(played.cell()).toMatchObject({
      verdict: 'margin-called',
      at: hour(2),
      minHealthAt: hour(3),
      positionsKept: true,
      accountAlive: true,
    });
  });

  it('turns at the warning itself: health of exactly 1.5 is no warning', async () => {
    const exact = (low: number) => fate([1000, 1000, [1000, 1000, low, 1000]], { capital: { USDT: '206' } });
    // 206 + 800 − 1000 = 6 = 1.5 × 0.5 % of 800
    expect((await exact(800)).cell()).toMatchObject({ verdict: 'untouched', minHealth: 1.5 });
    expect((await exact(799.99)).cell().verdict).toBe('margin-called');
  });

  it('is reduced where a part was closed by force and the bucket lives', async () => {
    const played = await fate([13_000, 13_000, [13_000, 13_000, 12_000, 12_000], 13_000], {
      does: { 0: ({ order }) => order.market('BTCUSDT', { quantity: 100, leverage: 20 }) },
      capital: { USDT: '113700' },
      venue: { isolated: 'binance-usdm', cross: 'binance-usdm', portfolio: 'binance-usdm' },
      asOf: Date.UTC(2022, 2, 1),
    });
    expect(played.cell()).toMatchObject({
      verdict: 'reduced',
      at: hour(2),
      positionsKept: false,
      accountAlive: true,
    });
  });

  it('is liquidated where a bucket was closed by force', async () => {
    const played = await fate([9950, 9950, down(9020), down(8960), 9950]);
    expect(played.cell()).toMatchObject({
      verdict: 'liquidated',
      at: hour(3),
      positionsKept: false,
      accountAlive: false,
    });
  });

  it('is bankrupt where the insurance fund had to pay', async () => {
    expect((await fate([9950, 9950, 8900, 9950])).cell()).toMatchObject({
      verdict: 'bankrupt',
      at: hour(2),
      accountAlive: false,
    });
  });

  it('is not-held where every order was refused, and says since when', async () => {
    const does: Script = { 1: ({ order }) => order.market('BTCUSDT', { quantity: 5, leverage: 10 }) };
    const played = await fate([9950, 9950, 9950], { does });
    expect(played.cell()).toMatchObject({
      verdict: 'not-held',
      at: hour(2),
      minHealth: null,
      rejections: 1,
      positionsKept: true,
    });
    const some = await fate([9950, 9950, 9950], { does: { ...entry, ...does } });
    expect(some.cell()).toMatchObject({ verdict: 'untouched', rejections: 1 });
  });

  it('is the worst of all that happened, with the first candle of it', async () => {
    const again: Script = {
      ...entry,
      3: ({ order }) => order.market('BTCUSDT', { quantity: 0.01, leverage: 10 }),
    };
    const played = await fate([9950, 9950, down(9000), 9950, 9950, 6000], { does: again });
    // 22.5 left back 0.01 at 9950, which loses 39.5 at 6000.
    expect(played.cell()).toMatchObject({ verdict: 'bankrupt', at: hour(5) });
    expect(played.cell().liquidations.map(({ time, deficit }) => [time, deficit])).toEqual([
      [hour(2), '0'],
      [hour(5), '17'],
    ]);
  });
});

describe('an isolated account', () => {
  const pair: Script = {
    0: ({ order }) => {
      order.market('BTCUSDT', { quantity: 1, leverage: 10 });
      order.market('ETHUSDT', { quantity: -10, leverage: 10 });
    },
  };
  const market = (eth: Bar) =>
    madeMarket({ BTCUSDT: { last: [9950, 9950, 8000] }, ETHUSDT: { last: [995, 995, eth] } });
  const isolated = (eth: Bar, capital: string) =>
    play({ market: market(eth), does: pair, modes: ['isolated'], capital: { USDT: capital } });

  it('is alive while wallet or a bucket is left, whatever died', async () => {
    expect((await isolated(995, '1990')).cell()).toMatchObject({
      verdict: 'bankrupt',
      positionsKept: false,
      accountAlive: true,
    });
    expect((await isolated(1200, '2000')).cell()).toMatchObject({ accountAlive: true, equityEnd: '10' });
    expect((await isolated(1200, '1990')).cell()).toMatchObject({ accountAlive: false, equityEnd: '0' });
  });

  it('can end richer than cross: the losing leg is cut, the winning one runs', async () => {
    const played = await play({
      market: market(700),
      does: pair,
      modes: ['isolated', 'cross'],
      capital: { USDT: '1990' },
    });
    expect(played.cell('isolated')).toMatchObject({ verdict: 'bankrupt', equityEnd: '3945' });
    expect(played.cell('cross')).toMatchObject({ verdict: 'untouched', equityEnd: '2990' });
  });
});

describe('what the liquidation cost', () => {
  it('is told by the same orders without any margin rule', async () => {
    const played = await fate([9950, 9950, down(8960), 12_000]);
    expect(played.cell()).toMatchObject({ equityEnd: '22.5', equityEndWithoutMargin: '3045' });
  });
});

describe('what happened before the move', () => {
  it('is not the move’s: shown and flagged, and the positions were not kept', async () => {
    const played = await fate([9950, 9950, down(9000), 9950, 9950, 9950], { from: 4, leadMs: 4 * HOUR });
    expect(played.cell()).toMatchObject({
      verdict: 'untouched',
      at: null,
      minHealth: null,
      positionsKept: false,
      accountAlive: false,
    });
    expect(played.cell().liquidations.map(({ beforeMove }) => beforeMove)).toEqual([true]);
  });

  it('nor is a warning, or the lowest health', async () => {
    const played = await fate([9950, 9950, down(9010), 9950, down(9500), 9950], {
      from: 4,
      leadMs: 4 * HOUR,
    });
    expect(played.cell()).toMatchObject({ verdict: 'untouched', minHealthAt: hour(4), positionsKept: true });
    expect(played.cell().minHealth).toBeCloseTo(545 / 47.5, 12);
  });

  it('causes are told from the start of the move for what was held before it', async () => {
    const played = await fate([9950, 9950, 9950, 9850, 9850, down(9000)], { from: 4, leadMs: 4 * HOUR });
    const [row] = played.cell().liquidations;
    expect(row).toMatchObject({
      beforeMove: false,
      cause: { since: hour(4), distanceStart: '845.75', price: { BTCUSDT: '-850' } },
    });
  });
});

describe('certainty', () => {
  const both = (last: Bar[], more: Partial<Setup> = {}) => fate(last, { path: 'bracket', ...more });

  it('is given when all paths agree', async () => {
    expect((await both([9950, 9950, down(9100)])).cell()).toMatchObject({
      certainty: 'certain',
      bounds: { pessimistic: { verdict: 'untouched' }, optimistic: { verdict: 'untouched' } },
    });
    expect((await both([9950, 9950, down(9000)])).cell()).toMatchObject({
      certainty: 'certain',
      verdict: 'liquidated',
    });
  });

  it('is not when the data does not say whether two symbols met their extremes together', async () => {
    const market = madeMarket({
      BTCUSDT: { last: [100, 100, [100, 101, 90, 100]] },
      ETHUSDT: { last: [100, 100, [100, 110, 99, 100]] },
    });
    const does: Script = {
      0: ({ order }) => {
        order.market('BTCUSDT', { quantity: 10, leverage: 10 });
        order.market('ETHUSDT', { quantity: -10, leverage: 10 });
      },
    };
    const played = await play({ market, does, path: 'bracket', capital: { USDT: '200' } });
    // Together 200 are lost; nominal passes the lows first, then the highs: 90 and 90 at most.
    expect(played.cell()).toMatchObject({
      certainty: 'path-dependent',
      verdict: 'untouched',
      bounds: { pessimistic: { verdict: 'liquidated' }, optimistic: { verdict: 'untouched' } },
    });
  });

  it('is not when the fills part, though nobody is forced', async () => {
    const does: Script = {
      ...entry,
      1: ({ order }) => {
        order.stop('BTCUSDT', { price: 9800, reduceOnly: true });
        order.takeProfit('BTCUSDT', { price: 10_100, reduceOnly: true });
      },
    };
    const played = await both([9950, 9950, [9950, 10_200, 9700, 9900]], { does });
    expect(played.cell()).toMatchObject({
      certainty: 'path-dependent',
      verdict: 'untouched',
      equityEnd: '1145',
    });
    expect(played.cell().bounds.pessimistic!.equityEnd).toBe('845');
  });

  it('is given when the fills part only after the first forced trade', async () => {
    const does: Script = {
      ...entry,
      2: ({ order }) => {
        order.market('BTCUSDT', { quantity: 0.002, leverage: 10 });
      },
      3: ({ order }) => {
        order.stop('BTCUSDT', { price: 9800, reduceOnly: true });
        order.takeProfit('BTCUSDT', { price: 10_100, reduceOnly: true });
      },
    };
    const played = await both([9950, 9950, down(9000), 9950, [9950, 10_200, 9700, 9900]], { does });
    expect(played.cell()).toMatchObject({ certainty: 'certain', verdict: 'liquidated' });
    expect(played.cell().bounds.pessimistic!.equityEnd).not.toBe(played.cell().equityEnd);
  });
});
