/** Limits, stops and take-profits along the path of a candle (semantics §3.3, §4). */
import { describe, expect, it } from 'vitest';
import { type Bar, madeMarket } from './made-market.ts';
import { type Context, play, type Script } from './play.ts';

const onBtc = (last: Bar[], does: Script, mark?: Bar[], slippageBps = 0) =>
  play({ market: madeMarket({ BTCUSDT: { last, ...(mark && { mark }) } }), does, slippageBps });
/** A long of one that fills at the open of row 1, then what is asked at its close. */
const longThen = (asks: (context: Context) => void): Script => ({
  0: ({ order }) => order.market('BTCUSDT', { quantity: 1 }),
  1: asks,
});
const shortThen = (asks: (context: Context) => void): Script => ({
  0: ({ order }) => order.market('BTCUSDT', { quantity: -1 }),
  1: asks,
});

describe('a limit', () => {
  const buyAt = (price: number): Script => ({
    0: ({ order }) => order.limit('BTCUSDT', { quantity: 1, price }),
  });
  const sellAt = (price: number): Script => ({
    0: ({ order }) => order.limit('BTCUSDT', { quantity: -1, price }),
  });

  it('that is touched fills at its price, as a maker', async () => {
    expect((await onBtc([100, [100, 101, 94, 100]], buyAt(95))).story()).toEqual([
      '1h fill #1 1 BTCUSDT @ 95 maker',
    ]);
    expect((await onBtc([100, [100, 106, 99, 100]], sellAt(105))).story()).toEqual([
      '1h fill #1 -1 BTCUSDT @ 105 maker',
    ]);
    expect((await onBtc([100, [100, 101, 95, 100]], buyAt(95))).story()).toEqual([
      '1h fill #1 1 BTCUSDT @ 95 maker',
    ]);
  });

  it('that is not touched waits, through later candles', async () => {
    const played = await onBtc([100, [100, 101, 95.01, 100], [100, 101, 94, 100]], buyAt(95));
    expect(played.story()).toEqual(['2h fill #1 1 BTCUSDT @ 95 maker']);
  });

  it('beyond the market when new fills at the open, as a taker', async () => {
    expect((await onBtc([100, [101, 103, 99, 102]], buyAt(105))).story()).toEqual([
      '1h fill #1 1 BTCUSDT @ 101 taker',
    ]);
    expect((await onBtc([100, [101, 103, 99, 102]], sellAt(98))).story()).toEqual([
      '1h fill #1 -1 BTCUSDT @ 101 taker',
    ]);
  });

  it('that had been waiting and is opened beyond fills at the open, as a maker', async () => {
    expect((await onBtc([100, 100, 90], buyAt(95))).story()).toEqual(['2h fill #1 1 BTCUSDT @ 90 maker']);
  });

  it('is met by the traded price, whatever the mark does', async () => {
    const played = await onBtc([100, 100], buyAt(95), [100, [100, 100, 90, 100]]);
    expect(played.story()).toEqual(['1h expiry #1']);
  });
});

describe('a stop', () => {
  const stopAt = (price: number, trigger?: 'last' | 'mark') =>
    longThen(({ order }) => order.stop('BTCUSDT', { price, reduceOnly: true, ...(trigger && { trigger }) }));

  it('gapped over fills at the open', async () => {
    expect((await onBtc([100, 100, 90], stopAt(95))).story()[1]).toBe('2h fill #2 -1 BTCUSDT @ 90 taker');
  });

  it('inside a candle fills at its price', async () => {
    expect((await onBtc([100, 100, [100, 100, 90, 91]], stopAt(95))).story()[1]).toBe(
      '2h fill #2 -1 BTCUSDT @ 95 taker',
    );
  });

  it('triggers on mark and fills at last, the same fraction of the same leg further', async () => {
    // The candle falls: O, H, L, C. Mark meets 95 half way from 100 to 90; last is then half way from 100 to 88.
    const played = await onBtc([100, 100, [100, 100, 88, 89]], stopAt(95), [100, 100, [100, 100, 90, 91]]);
    expect(played.story()[1]).toBe('2h fill #2 -1 BTCUSDT @ 94 taker');
  });

  it('is never filled better than its price', async () => {
    const played = await onBtc([100, 100, [100, 100, 98, 99]], stopAt(95), [100, 100, [100, 100, 90, 91]]);
    expect(played.story()[1]).toBe('2h fill #2 -1 BTCUSDT @ 95 taker');
  });

  it('is not touched by a wick of last, unless it was asked to watch last', async () => {
    const last: Bar[] = [100, 100, [100, 100, 60, 100]];
    const mark: Bar[] = [100, 100, [100, 100, 97, 100]];
    expect((await onBtc(last, stopAt(95), mark)).story()[1]).toBe('2h expiry #2');
    expect((await onBtc(last, stopAt(95, 'last'), mark)).story()[1]).toBe('2h fill #2 -1 BTCUSDT @ 95 taker');
  });

  it('pays slippage on top', async () => {
    const played = await onBtc([100, 100, [100, 100, 90, 91]], stopAt(95), undefined, 100);
    expect(played.story()[1]).toBe('2h fill #2 -1 BTCUSDT @ 94.05 taker');
  });

  it('buys back a short above the market', async () => {
    const does = shortThen(({ order }) => order.stop('BTCUSDT', { price: 105, reduceOnly: true }));
    expect((await onBtc([100, 100, [100, 110, 99, 109]], does)).story()[1]).toBe(
      '2h fill #2 1 BTCUSDT @ 105 taker',
    );
    expect((await onBtc([100, 100, 107], does)).story()[1]).toBe('2h fill #2 1 BTCUSDT @ 107 taker');
  });

  it('without reduce-only enters a market that breaks out', async () => {
    const does: Script = { 0: ({ order }) => order.stop('BTCUSDT', { quantity: 2, price: 105 }) };
    expect((await onBtc([100, [100, 110, 99, 109]], does)).story()).toEqual([
      '1h fill #1 2 BTCUSDT @ 105 taker',
    ]);
  });

  it('asked for together with the entry waits for the position it protects', async () => {
    const does: Script = {
      0: ({ order }) => {
        order.market('BTCUSDT', { quantity: 1 });
        order.stop('BTCUSDT', { price: 95, reduceOnly: true });
      },
    };
    const played = await onBtc([100, 100, 101, [100, 100, 90, 91]], does);
    expect(played.story()).toEqual(['1h fill #1 1 BTCUSDT @ 100 taker', '3h fill #2 -1 BTCUSDT @ 95 taker']);
  });
});

describe('a take-profit', () => {
  const profitAt = (price: number) =>
    longThen(({ order }) => order.takeProfit('BTCUSDT', { price, reduceOnly: true }));

  it('triggers on mark and fills at last', async () => {
    // The candle rises: O, L, H, C. Mark meets 105 half way from 100 to 110; last is then half way from 100 to 108.
    const played = await onBtc([100, 100, [100, 108, 100, 107]], profitAt(105), [
      100,
      100,
      [100, 110, 100, 109],
    ]);
    expect(played.story()[1]).toBe('2h fill #2 -1 BTCUSDT @ 104 taker');
  });

  it('gapped over fills at the open', async () => {
    expect((await onBtc([100, 100, 111], profitAt(105))).story()[1]).toBe(
      '2h fill #2 -1 BTCUSDT @ 111 taker',
    );
  });

  it('buys a short back below the market', async () => {
    const does = shortThen(({ order }) => order.takeProfit('BTCUSDT', { price: 95, reduceOnly: true }));
    expect((await onBtc([100, 100, [100, 101, 90, 91]], does)).story()[1]).toBe(
      '2h fill #2 1 BTCUSDT @ 95 taker',
    );
  });
});

describe('where the price of a candle goes first', () => {
  const both = longThen(({ order }) => {
    order.takeProfit('BTCUSDT', { price: 105, reduceOnly: true });
    order.stop('BTCUSDT', { price: 95, reduceOnly: true });
  });
  const wide = (close: number): Bar[] => [100, 100, [100, 110, 90, close]];

  it('is the low when it closes higher, the high when it closes lower', async () => {
    expect((await onBtc(wide(101), both)).story().slice(1)).toEqual([
      '2h fill #3 -1 BTCUSDT @ 95 taker',
      '2h expiry #2',
    ]);
    expect((await onBtc(wide(99), both)).story().slice(1)).toEqual([
      '2h fill #2 -1 BTCUSDT @ 105 taker',
      '2h expiry #3',
    ]);
  });

  it('is what hurts the position on the pessimistic path', async () => {
    const market = madeMarket({ BTCUSDT: { last: wide(99) } });
    const played = await play({ market, does: both, path: 'pessimistic' });
    expect(played.story()[1]).toBe('2h fill #3 -1 BTCUSDT @ 95 taker');
  });

  it('orders at the same place are met by id', async () => {
    const does: Script = {
      0: ({ order }) => {
        order.limit('BTCUSDT', { quantity: 2, price: 95 });
        order.limit('BTCUSDT', { quantity: 1, price: 97 });
        order.limit('BTCUSDT', { quantity: 3, price: 95 });
      },
    };
    expect((await onBtc([100, [100, 100, 90, 91]], does)).story()).toEqual([
      '1h fill #2 1 BTCUSDT @ 97 maker',
      '1h fill #1 2 BTCUSDT @ 95 maker',
      '1h fill #3 3 BTCUSDT @ 95 maker',
    ]);
  });
});

describe('a stop and the liquidation price', () => {
  // 995 + p − 9950 = 0.5 % of p at exactly 9000.
  const stopped = (price: number) =>
    play({
      market: madeMarket({ BTCUSDT: { last: [9950, 9950, [9950, 9950, 8500, 8600]] } }),
      capital: { USDT: '995' },
      does: {
        0: ({ order }) => order.market('BTCUSDT', { quantity: 1, leverage: 10 }),
        1: ({ order }) => order.stop('BTCUSDT', { price, reduceOnly: true }),
      },
    });

  it('nearer saves the account', async () => {
    const played = await stopped(9000.01);
    expect(played.story().slice(1)).toEqual(['2h fill #2 -1 BTCUSDT @ 9000.01 taker']);
    expect(played.cell()).toMatchObject({ positionsKept: true, equityEnd: '45.01' });
  });

  it('farther does not', async () => {
    const played = await stopped(8999.99);
    expect(played.story().slice(1)).toEqual([
      '2h cancel #2 by liquidation',
      '2h liquidation of account: -1 BTCUSDT @ 9000',
      '2h liquidation of account: fee 22.5',
    ]);
  });

  it('at the same place: the liquidation comes first', async () => {
    expect((await stopped(9000)).story()[1]).toBe('2h cancel #2 by liquidation');
  });
});

describe('a price with more digits than a double', () => {
  it('is met where the data meets its double, on every path', async () => {
    const price = '99.99999999999999999999';
    const market = madeMarket({ BTCUSDT: { last: [101, [101, 102, 100, 101]] } });
    for (const path of ['nominal', 'pessimistic', 'optimistic'] as const) {
      const does: Script = { 0: ({ order }) => order.limit('BTCUSDT', { quantity: 1, price }) };
      expect((await play({ market, does, path })).story()).toEqual(['1h fill #1 1 BTCUSDT @ 100 maker']);
    }
  });
});
