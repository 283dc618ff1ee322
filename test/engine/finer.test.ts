/** Finer candles stand for a coarse one and decide it, from the state before it (semantics §4). */
import { describe, expect, it } from 'vitest';
import { type Bar, type Made, madeMarket } from './made-market.ts';
import { play, type Script } from './play.ts';

// Cross, 995 at 9950: dies at 9000 and below. The candle falls, so nominal goes to the high first.
const capital = { USDT: '995' };
const entry: Script = { 0: ({ order }) => order.market('BTCUSDT', { quantity: 1, leverage: 10 }) };
const stopped: Script = {
  ...entry,
  1: ({ order }) => order.takeProfit('BTCUSDT', { price: 10_500, reduceOnly: true }),
};
const coarse: Bar[] = [9950, 9950, [9950, 11_000, 8000, 9900], 9900];
const highFirst: Bar[] = [
  [9950, 11_000, 9950, 10_000],
  [10_000, 10_000, 8000, 9900],
];
const lowFirst: Bar[] = [
  [9950, 9950, 8000, 9900],
  [9900, 11_000, 9900, 9900],
];
const withFiner = (bars: Bar[], more: Partial<Made> = {}) =>
  madeMarket({ BTCUSDT: { last: coarse, finer: { 2: { last: bars } }, ...more } });

describe('finer candles', () => {
  it('show which extreme came first, against what the coarse path assumes', async () => {
    const assumed = await play({ market: madeMarket({ BTCUSDT: { last: coarse } }), does: stopped, capital });
    expect(assumed.story()[1]).toBe('2h fill #2 -1 BTCUSDT @ 10500 taker');
    const known = await play({ market: withFiner(lowFirst), does: stopped, capital });
    expect(known.story().slice(1, 3)).toEqual([
      '2h cancel #2 by liquidation',
      '2h liquidation of account: -1 BTCUSDT @ 9000',
    ]);
  });

  it('make certain what the coarse candle leaves open', async () => {
    const open = await play({
      market: madeMarket({ BTCUSDT: { last: coarse } }),
      does: stopped,
      capital,
      path: 'bracket',
    });
    expect(open.cell()).toMatchObject({
      certainty: 'path-dependent',
      bounds: { pessimistic: { verdict: 'liquidated' } },
    });
    const saved = await play({ market: withFiner(highFirst), does: stopped, capital, path: 'bracket' });
    expect(saved.cell()).toMatchObject({ certainty: 'certain', verdict: 'untouched', positionsKept: true });
    const dead = await play({ market: withFiner(lowFirst), does: stopped, capital, path: 'bracket' });
    expect(dead.cell()).toMatchObject({ certainty: 'certain', verdict: 'liquidated' });
  });

  it('decide whether two symbols met their extremes together', async () => {
    const book: Script = {
      0: ({ order }) => {
        order.market('BTCUSDT', { quantity: 10, leverage: 10 });
        order.market('ETHUSDT', { quantity: 100, leverage: 10 });
      },
    };
    const wick: Bar[] = [100, 100, [100, 101, 92, 99.5]];
    const eth: Bar[] = [10, 10, [10, 10.1, 9.2, 9.95]];
    const together = madeMarket({ BTCUSDT: { last: wick }, ETHUSDT: { last: eth } });
    const apart = madeMarket({
      BTCUSDT: {
        last: wick,
        finer: {
          2: {
            last: [
              [100, 101, 92, 99],
              [99, 99.5, 99, 99.5],
            ],
          },
        },
      },
      ETHUSDT: {
        last: eth,
        finer: {
          2: {
            last: [
              [10, 10, 10, 10],
              [10, 10.1, 9.2, 9.95],
            ],
          },
        },
      },
    });
    const purse = { USDT: '200' };
    // Together 160 are lost of 200 − 10 and it stands; at 120 it does not.
    expect((await play({ market: together, does: book, capital: purse })).cell().positionsKept).toBe(true);
    const scarce = { USDT: '200' };
    const larger: Script = {
      0: ({ order }) => {
        order.market('BTCUSDT', { quantity: 13, leverage: 20 });
        order.market('ETHUSDT', { quantity: 130, leverage: 20 });
      },
    };
    expect((await play({ market: together, does: larger, capital: scarce })).cell().verdict).toBe(
      'liquidated',
    );
    expect((await play({ market: apart, does: larger, capital: scarce })).cell().positionsKept).toBe(true);
  });

  it('count only where every held symbol has them', async () => {
    const market = madeMarket({
      BTCUSDT: { last: coarse, finer: { 2: { last: lowFirst } } },
      ETHUSDT: { last: [10, 10, 10, 10] },
    });
    const alone = await play({ market, does: stopped, capital });
    expect(alone.cell().verdict).toBe('liquidated');
    const both: Script = {
      ...stopped,
      0: context => (entry[0]!(context), context.order.market('ETHUSDT', { quantity: 0.1 })),
    };
    const paired = await play({ market, does: both, capital: { USDT: '996' } });
    expect(paired.story()[2]).toBe('2h fill #3 -1 BTCUSDT @ 10500 taker');
  });

  it('of another symbol are not needed, not even where its are missing', async () => {
    const market = madeMarket({
      BTCUSDT: { last: coarse, finer: { 2: { last: lowFirst } } },
      ETHUSDT: { last: [10, 10, 10, 10], finer: { 0: { last: [10, 10, 10, 10] } } },
    });
    expect((await play({ market, does: stopped, capital })).cell().verdict).toBe('liquidated');
  });

  it('that go further than their coarse candle are believed, in doubles as in decimals', async () => {
    const deeper: Bar[] = [
      [9950, 9950, 8900, 9900],
      [9900, 9900, 9900, 9900],
    ];
    // The dip of row 1 keeps row 2 within what the account has lived through, were it not for the finer low.
    const shallow: Bar[] = [9950, [9950, 9950, 9500, 9950], [9950, 9950, 9800, 9900], 9900];
    const market = withFiner(deeper, { last: shallow });
    const exact = await play({ market, does: entry, capital, allDecimal: true });
    expect(exact.cell().verdict).toBe('liquidated');
    expect((await play({ market, does: entry, capital })).lines).toEqual(exact.lines);
  });
});
