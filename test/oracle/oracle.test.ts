/** The naive implementation pinned to figures worked out by hand, so that it may judge the engine. */
import { describe, expect, it } from 'vitest';
import { judge } from './brute-force.ts';
import { book, flat, hour, hours, longBtc, pair } from './small-books.ts';

const near = (text: string, expected: number): void => expect(Number(text)).toBeCloseTo(expected, 9);

describe('one isolated position', () => {
  it('dies where margin + p − entry = 0.5 % of p', () => {
    const result = judge(book(longBtc(10_000, [10_000, 10_000, 8000, 8500])));
    expect(result).toMatchObject({
      verdict: 'liquidated',
      at: 2 * hour,
      positionsKept: false,
      accountAlive: true,
    });
    const [trade, ...more] = result.liquidations;
    expect(more).toEqual([]);
    expect(trade).toMatchObject({
      time: 2 * hour,
      bucket: 'BTCUSDT',
      quantities: { BTCUSDT: '-1' },
      deficit: '0',
    });
    near(trade!.prices['BTCUSDT']!, 9000 / 0.995);
    near(trade!.fee, 22.5 / 0.995);
    // 2000 − 1000 margin − 5 fee, and what the fee left of the 45/0.995 in the bucket.
    near(result.equityEnd, 995 + 22.5 / 0.995);
    expect(result.minHealth).toBeCloseTo(1, 12);
    expect(result.minHealthAt).toBe(2 * hour);
  });

  it('mirrors for a short', () => {
    const input = longBtc(10_000, [10_000, 12_000, 10_000, 11_000]);
    input.positions[0]!.quantity = -1;
    const [trade] = judge(book(input)).liquidations;
    near(trade!.prices['BTCUSDT']!, 11_000 / 1.005);
    expect(trade!.quantities).toEqual({ BTCUSDT: '1' });
  });

  it('is liquidated at equality and not a cent before', () => {
    // Entry 9950: 995 + p − 9950 = 0.005 p exactly at 9000.
    const touched = judge(book(longBtc(9950, [9950, 9950, 9000, 9500])));
    expect(touched).toMatchObject({ verdict: 'liquidated', at: 2 * hour });
    expect(touched.liquidations[0]!.prices).toEqual({ BTCUSDT: '9000' });
    const spared = judge(book(longBtc(9950, [9950, 9950, 9000.01, 9500])));
    expect(spared).toMatchObject({
      verdict: 'margin-called',
      at: 2 * hour,
      liquidations: [],
      positionsKept: true,
    });
    expect(spared.minHealth).toBeCloseTo(45.01 / 45.00005, 12);
  });

  it('is closed at the open when the open is beyond, and the rest of the loss is a deficit', () => {
    const result = judge(book(longBtc(10_000, flat(8000))));
    expect(result).toMatchObject({ verdict: 'bankrupt', at: 2 * hour, equityEnd: '995', accountAlive: true });
    expect(result.liquidations[0]).toMatchObject({ prices: { BTCUSDT: '8000' }, fee: '0', deficit: '1000' });
    expect(result.minHealth).toBe(-1000 / 40);
  });

  it('takes no more fee than is left', () => {
    // At 9010: E = 10, MM = 45.05, the fee would be 22.525.
    const result = judge(book(longBtc(10_000, flat(9010))));
    expect(result).toMatchObject({ verdict: 'liquidated', equityEnd: '995' });
    expect(result.liquidations[0]).toMatchObject({ fee: '10', deficit: '0' });
  });

  it('fills and liquidates worse by the slippage', () => {
    const result = judge(book({ ...longBtc(10_000, [10_000, 10_000, 9000, 9500]), slippageBps: 10 }));
    const price = 9009 / 0.995;
    near(result.liquidations[0]!.prices['BTCUSDT']!, price);
    near(result.liquidations[0]!.fee, 0.0025 * 0.999 * price);
    near(result.equityEnd, 2000 - 1001 - 5.005 + (0.005 - 0.001 - 0.0025 * 0.999) * price);
  });

  it('lives by mark, not by last', () => {
    const wick = longBtc(10_000, [10_000, 10_000, 5000, 9900]);
    const mark = hours(flat(10_000), flat(10_000), [10_000, 10_000, 9800, 9900]);
    expect(judge(book(wick)).verdict).toBe('liquidated');
    const { positions, candles } = wick;
    const marked = book({ positions, candles: { BTCUSDT: { ...candles.BTCUSDT, mark } } });
    expect(judge(marked)).toMatchObject({
      verdict: 'untouched',
      at: null,
      equityEnd: '1895',
      minHealth: 800 / 49,
    });
    // A mark that lacks the candle: last stands in for it.
    marked.candles['BTCUSDT']!.mark = mark.slice(0, 2);
    expect(judge(marked).verdict).toBe('liquidated');
  });

  it('shows a forced trade of the lead without making it the move’s', () => {
    const result = judge(book({ ...longBtc(10_000, flat(8000), flat(8000)), windowStart: 3 * hour }));
    expect(result).toMatchObject({ verdict: 'untouched', positionsKept: false, minHealth: null });
    expect(result.liquidations).toMatchObject([{ time: 2 * hour, beforeMove: true }]);
  });
});

describe('opening', () => {
  it('needs margin and fee in isolated, initial margin after the fee in cross', () => {
    const held = longBtc(10_000, flat(10_000));
    for (const mode of ['isolated', 'cross'] as const) {
      expect(judge(book({ ...held, mode, capital: 1005 }))).toMatchObject({
        rejections: 0,
        equityEnd: '1000',
      });
      expect(judge(book({ ...held, mode, capital: '1004.99' }))).toMatchObject({
        verdict: 'not-held',
        at: hour,
        rejections: 1,
        equityEnd: '1004.99',
        minHealth: null,
        positionsKept: true,
        accountAlive: true,
      });
    }
  });

  it('counts an adverse gap between fill and mark as open loss', () => {
    const held = longBtc(10_000, flat(10_000));
    const mark = hours(flat(9990), flat(9990), flat(9990));
    const candles = { BTCUSDT: { ...held.candles.BTCUSDT, mark } };
    expect(judge(book({ ...held, candles, capital: 1014 })).verdict).toBe('not-held');
    expect(judge(book({ ...held, candles, capital: 1015 })).verdict).toBe('untouched');
  });

  it('is all or nothing, and knows the leverage cap', () => {
    const calm = pair(flat(10_000), flat(1000));
    expect(judge({ ...calm, capital: 409 })).toMatchObject({
      verdict: 'not-held',
      rejections: 2,
      equityEnd: '409',
    });
    expect(judge({ ...calm, capital: 410 })).toMatchObject({
      verdict: 'untouched',
      rejections: 0,
      equityEnd: '400',
    });
    const eager = longBtc(10_000, flat(10_000));
    eager.positions[0]!.leverage = 101;
    expect(judge(book(eager)).verdict).toBe('not-held');
  });

  it('tests each order with those before it filled, so a hedge does not help the leg it follows', () => {
    // The pair asks 1.3 × 759 of 990, its first leg alone 1.3 × 1200 of 995.
    const hedged = pair(flat(10_000), flat(1000), { mode: 'portfolio' });
    expect(judge(hedged)).toMatchObject({ verdict: 'not-held', rejections: 2 });
    expect(judge({ ...hedged, capital: 1565 }).rejections).toBe(0);
    expect(judge({ ...hedged, capital: 1564 }).rejections).toBe(2);
  });

  it('turns a notional into a quantity at the next open after the first candle', () => {
    const result = judge(
      book({
        positions: [{ symbol: 'BTCUSDT', notional: -8000, leverage: 10 }],
        candles: { BTCUSDT: { last: hours(flat(5000), flat(8000), flat(7000)) } },
      }),
    );
    expect(result.equityEnd).toBe('2996');
  });

  it('pays funding at the moment a stamp belongs to, on what was held then, at the mark’s open', () => {
    const calm = longBtc(10_000, flat(10_000), flat(9000));
    const end = (...times: number[]): string =>
      judge(
        book({ ...calm, mode: 'cross', funding: { BTCUSDT: times.map(time => ({ time, rate: '0.001' })) } }),
      ).equityEnd;
    expect(end()).toBe('995');
    expect(end(hour, hour + 60_000)).toBe('995'); // the fill's own moment: nothing held yet
    expect(end(hour + 60_001)).toBe('985'); // paid at hour 2, at 10,000
    expect(end(2 * hour + 59_000)).toBe('985');
    expect(end(2 * hour + 61_000)).toBe('986'); // paid at hour 3, at 9,000
    expect(end(3 * hour + 61_000)).toBe('995'); // no moment left
  });

  it('lets funding eat an isolated margin', () => {
    const funding = { BTCUSDT: [{ time: 2 * hour, rate: '0.11' }] };
    const result = judge(book({ ...longBtc(10_000, flat(10_000)), funding }));
    expect(result).toMatchObject({ verdict: 'bankrupt', equityEnd: '995' });
    expect(result.liquidations[0]!.deficit).toBe('100');
  });
});

describe('a pair in one pool, on three paths', () => {
  it('crosses where the losses of both meet the requirement of both', () => {
    // 990 − 1000 t − 1000 t = 100 at t = 0.445 of the leg on which BTC falls and ETH rises.
    const result = judge(pair([10_000, 10_000, 9000, 9000], [1000, 1100, 1000, 1100]));
    expect(result).toMatchObject({ verdict: 'liquidated', accountAlive: false });
    const [trade] = result.liquidations;
    expect(trade!.bucket).toBe('account');
    near(trade!.prices['BTCUSDT']!, 9555);
    near(trade!.prices['ETHUSDT']!, 1044.5);
    near(trade!.fee, 50);
    near(result.equityEnd, 50);
  });

  it('survives together, dies in the corner where each is at its worst', () => {
    const together = pair([10_000, 11_000, 9000, 9900], [1000, 1100, 900, 990]);
    expect(judge(together)).toMatchObject({ verdict: 'untouched', minHealth: 990 / 110 });
    const pessimistic = judge({ ...together, path: 'pessimistic' });
    expect(pessimistic.verdict).toBe('liquidated');
    near(pessimistic.liquidations[0]!.prices['BTCUSDT']!, 9555);
    const optimistic = judge({ ...together, path: 'optimistic' });
    // BTC at 9000 with ETH at 900: 990 over 0.5 % of 18,000 is more than at 11,000 and 1,100 … which is never visited;
    // ETH at 1100 with BTC at 11,000 is.
    expect(optimistic).toMatchObject({ verdict: 'untouched', minHealth: 990 / 110 });
  });

  it('walks O→L→H→C when a candle rises and O→H→L→C when it falls', () => {
    // One rises and one falls, so the low of BTC meets the high of ETH at the same point of the clock.
    const apart = pair([10_000, 10_500, 9000, 10_000], [1000, 1100, 950, 999]);
    expect(judge(apart).verdict).toBe('liquidated');
    expect(judge(pair([10_000, 10_500, 9000, 9999], [1000, 1100, 950, 999])).verdict).toBe('untouched');
  });

  it('is certain of a death when one symbol’s extreme suffices, the first on its leg giving the prices', () => {
    const input = pair([10_000, 10_000, 9000, 10_000], [1000, 1200, 1000, 1000], { path: 'optimistic' });
    const [trade] = judge(input).liquidations;
    // ETH alone: 990 − 2000 t = 100 + 10 t; BTC alone comes later, 990 − 1000 t = 100 − 5 t.
    near(trade!.prices['ETHUSDT']!, 1000 + (200 * 890) / 2010);
    expect(trade!.prices['BTCUSDT']).toBe('10000');
  });

  it('uses only open and close on the optimistic path of a correlation model', () => {
    const wick = pair([10_000, 10_000, 5000, 10_000], flat(1000), {
      mode: 'portfolio',
      path: 'optimistic',
      capital: 2000,
    });
    expect(judge(wick).verdict).toBe('untouched');
    expect(judge({ ...wick, path: 'pessimistic' }).verdict).toBe('liquidated');
  });

  it('closes isolated buckets in the order of their crossings', () => {
    const input = pair([10_000, 10_000, 9000, 9000], [1000, 1200, 1000, 1200], { mode: 'isolated' });
    const result = judge(input);
    expect(result.liquidations.map(trade => trade.bucket)).toEqual(['ETHUSDT', 'BTCUSDT']);
    near(result.liquidations[0]!.prices['ETHUSDT']!, 1020 / 1.005);
    near(result.liquidations[1]!.prices['BTCUSDT']!, 9800 / 0.995);
    expect(result.minHealthAt).toBe(2 * hour);
  });
});
