/** From the asking to the fill, the refusal or the expiry; warm-up, stale symbols, delistings. */
import { describe, expect, it } from 'vitest';
import type { Strategy } from '../../src/strategy/strategy.ts';
import { HOUR, madeMarket } from './made-market.ts';
import { type Context, play, type Script } from './play.ts';

describe('orders nobody fills', () => {
  it('expire with the last candle, counted', async () => {
    const played = await play({
      market: madeMarket({ BTCUSDT: { last: [100, 100, 100] } }),
      does: {
        0: ({ order }) => order.limit('BTCUSDT', { quantity: 1, price: 50 }),
        1: ({ order }) => order.stop('BTCUSDT', { quantity: 1, price: 150 }),
        2: ({ order }) => order.market('BTCUSDT', { quantity: 1 }),
      },
    });
    expect(played.story()).toEqual(['2h expiry #1', '2h expiry #2', '2h expiry #3']);
    expect(played.cell()).toMatchObject({ ordersExpired: 3, rejections: 0, verdict: 'untouched' });
  });

  it('can be cancelled, one or all or those of a symbol', async () => {
    const played = await play({
      market: madeMarket({ BTCUSDT: { last: [100, 100, 100] }, ETHUSDT: { last: [10, 10, 10] } }),
      does: {
        0: ({ order }) => {
          for (const price of [50, 51]) order.limit('BTCUSDT', { quantity: 1, price });
          for (const price of [5, 6]) order.limit('ETHUSDT', { quantity: 1, price });
        },
        1: ({ order, account }) => {
          expect(account.orders.map(({ id, symbol, type, price }) => [id, symbol, type, price])).toEqual([
            [1, 'BTCUSDT', 'limit', 50],
            [2, 'BTCUSDT', 'limit', 51],
            [3, 'ETHUSDT', 'limit', 5],
            [4, 'ETHUSDT', 'limit', 6],
          ]);
          order.cancel(3);
          order.cancelAll('BTCUSDT');
          order.market('BTCUSDT', { quantity: 1 });
          order.cancelAll();
        },
      },
    });
    expect(played.story().map(line => line.slice(3))).toEqual(
      [3, 1, 2, 4, 5].map(id => `cancel #${id} by strategy`),
    );
  });
});

describe('before the trading window', () => {
  it('the strategy is called, may see, and what it orders is dropped', async () => {
    const seen: unknown[] = [];
    const strategy: Strategy = {
      name: 'eager',
      onStart: ({ market }) => market('BTCUSDT').count,
      onCandle({ state, time, trading, market, order }) {
        seen.push([(time / HOUR) % 24, trading, market('BTCUSDT').count, state]);
        order.market('BTCUSDT', { quantity: 1 });
      },
    };
    const market = madeMarket({ BTCUSDT: { last: [100, 101, 102, 103, 104, 105] } });
    const played = await play({ market, does: strategy, from: 4, leadMs: HOUR, warmup: 2 });
    // Continuous first: six candles, all trading. Then two of warm-up, one of lead, two of the move.
    expect(seen.slice(6)).toEqual([
      [1, false, 1, 1],
      [2, false, 2, 1],
      [3, true, 3, 1],
      [4, true, 4, 1],
      [5, true, 5, 1],
    ]);
    expect(played.story()).toEqual([
      '4h fill #3 1 BTCUSDT @ 104 taker',
      '5h fill #4 1 BTCUSDT @ 105 taker',
      '5h expiry #5',
    ]);
  });
});

describe('a symbol without a candle', () => {
  const quiet = (rows: number) => [100, 100, ...Array.from({ length: rows }, () => null), 80, 80];

  it('lets its orders wait, and is valued at its last close', async () => {
    const equities: number[] = [];
    const played = await play({
      market: madeMarket({ BTCUSDT: { last: quiet(2) }, ETHUSDT: { last: [10, 10, 10, 10, 10, 10] } }),
      does: {
        0: ({ order }) => order.market('BTCUSDT', { quantity: 1 }),
        1: ({ order }) => {
          order.market('BTCUSDT', { quantity: 2 });
          order.limit('BTCUSDT', { quantity: 3, price: 100 });
          order.market('ETHUSDT', { quantity: 4 });
        },
        3: ({ account, market }) =>
          equities.push(account.equity, market('BTCUSDT').stale ? 1 : 0, market('ETHUSDT').stale ? 1 : 0),
      },
    });
    expect(equities.slice(-3)).toEqual([1000, 1, 0]);
    expect(played.story()).toEqual([
      '1h fill #1 1 BTCUSDT @ 100 taker',
      '2h fill #4 4 ETHUSDT @ 10 taker',
      '4h fill #2 2 BTCUSDT @ 80 taker',
      '4h fill #3 3 BTCUSDT @ 80 maker',
    ]);
  });

  it('can still be liquidated at that close, by what else the account holds', async () => {
    const played = await play({
      market: madeMarket({
        BTCUSDT: { last: quiet(2) },
        ETHUSDT: { last: [10, 10, 10, [10, 10, 5, 5], 5, 5] },
      }),
      does: {
        0: ({ order }) => {
          order.market('BTCUSDT', { quantity: 1, leverage: 10 });
          order.market('ETHUSDT', { quantity: 300, leverage: 10 });
        },
      },
    });
    expect(played.story().slice(2, 4)).toEqual([
      '3h liquidation of account: -1 BTCUSDT @ 100',
      expect.stringMatching(/^3h liquidation of account: -300 ETHUSDT @ 6\.70184/),
    ]);
  });

  const delisted = (last: number, mark: number, more = {}) =>
    play({
      market: madeMarket(
        {
          BTCUSDT: {
            last: [100, 100, last, null, null, null, null],
            mark: [100, 100, mark, null, null, null, null],
          },
          ETHUSDT: { last: [10, 10, 10, 10, 10, 10, 10] },
        },
        2 * HOUR,
      ),
      does: {
        0: ({ order }: Context) => order.market('BTCUSDT', { quantity: 5, leverage: 10 }),
        3: ({ order }: Context) => order.close('BTCUSDT'),
      },
      ...more,
    });

  it('is delisted once silent for longer than the gap: settled at its last close, its orders cancelled', async () => {
    const played = await delisted(98, 97, { fees: 'venue' });
    expect(played.story()).toEqual([
      '1h fill #1 5 BTCUSDT @ 100 taker fee 0.25',
      '6h cancel #2 by delisting',
      '6h settlement -5 BTCUSDT @ 98',
    ]);
    const [row] = played.cell().liquidations;
    expect(row).toMatchObject({
      kind: 'delisted',
      prices: { BTCUSDT: '98' },
      quantities: { BTCUSDT: '-5' },
      fee: '0',
    });
    expect(played.cell()).toMatchObject({ verdict: 'untouched', positionsKept: true, equityEnd: '989.75' });
  });

  it('a loss in the settlement that nothing backs is the insurance account’s', async () => {
    const isolated = await delisted(85, 95, { modes: ['isolated'] });
    expect(isolated.cell()).toMatchObject({ verdict: 'bankrupt', equityEnd: '950' });
    expect(isolated.cell().liquidations.map(({ kind, deficit }) => [kind, deficit])).toEqual([
      ['delisted', '0'],
      ['close', '25'],
    ]);
    const cross = await delisted(85, 95, { capital: { USDT: '50' } });
    expect(cross.cell()).toMatchObject({ verdict: 'bankrupt', equityEnd: '0', accountAlive: false });
    expect(cross.cell().liquidations.map(({ kind, deficit }) => [kind, deficit])).toEqual([
      ['delisted', '0'],
      ['close', '25'],
    ]);
  });
});

describe('an all-or-nothing strategy', () => {
  const pair = (second: object): Strategy => ({
    name: 'pair',
    allOrNothing: true,
    onCandle({ time, order }) {
      if (time % (24 * HOUR) !== 0) return;
      order.market('BTCUSDT', { quantity: 5, leverage: 1 });
      order.market('ETHUSDT', { leverage: 1, ...second });
    },
  });
  const market = (more = {}) =>
    madeMarket({ BTCUSDT: { last: [100, 100, 100] }, ETHUSDT: { last: [10, 10, 10], ...more } });

  it('holds all', async () => {
    const played = await play({ market: market(), does: pair({ quantity: 50 }) });
    expect(played.story()).toEqual(['1h fill #1 5 BTCUSDT @ 100 taker', '1h fill #2 50 ETHUSDT @ 10 taker']);
  });

  it('or nothing, and every order says why', async () => {
    const played = await play({ market: market(), does: pair({ quantity: 51 }) });
    expect(played.story()).toEqual([
      '1h refused #1: insufficient-margin',
      '1h refused #2: insufficient-margin',
    ]);
    expect(played.cell()).toMatchObject({ verdict: 'not-held', rejections: 2, equityEnd: '1000' });
    const lots = await play({ market: market({ lotStep: '1' }), does: pair({ quantity: 0.5 }) });
    expect(lots.story()).toEqual(['1h refused #1: size-below-lot', '1h refused #2: size-below-lot']);
  });

  it('waits for a symbol that is stale', async () => {
    const played = await play({ market: market({ last: [10, null, 10] }), does: pair({ quantity: 50 }) });
    expect(played.story()).toEqual(['2h fill #1 5 BTCUSDT @ 100 taker', '2h fill #2 50 ETHUSDT @ 10 taker']);
  });
});

describe('shared orders', () => {
  const market = madeMarket({ BTCUSDT: { last: [100, 100, 100, 100, 100] } });

  it('are those of an account without margin rules, sent to every mode', async () => {
    const does: Script = {
      0: ({ order }) => order.market('BTCUSDT', { quantity: 20, leverage: 1 }),
      1: ({ account, order }) => order.market('BTCUSDT', { quantity: account.positions.length > 0 ? -1 : 7 }),
    };
    const modes = ['isolated', 'cross', 'portfolio'] as const;
    const shared = await play({ market, modes: [...modes], does, orders: 'shared' });
    for (const mode of modes) {
      const asked = shared.rows(mode).filter(({ kind }) => kind === 'order');
      expect(asked.map(({ side, quantity }) => [side, quantity])).toEqual([
        ['buy', '20'],
        ['sell', '-1'],
      ]);
    }
    const own = await play({ market, modes: [...modes], does, orders: 'own' });
    expect(
      own
        .rows('cross')
        .filter(({ kind }) => kind === 'order')
        .map(({ quantity }) => quantity),
    ).toEqual(['20', '7']);
  });

  it('to close closes what the follower holds, on its own side of the market', async () => {
    const does: Script = {
      0: ({ order }) => order.market('BTCUSDT', { quantity: 30, leverage: 1 }),
      1: ({ order }) => order.market('BTCUSDT', { quantity: -5, leverage: 1 }),
      2: ({ order }) => order.close('BTCUSDT'),
    };
    const played = await play({ market, does, orders: 'shared', slippageBps: 100 });
    expect(played.story()).toEqual([
      '1h refused #1: insufficient-margin',
      '2h fill #2 -5 BTCUSDT @ 99 taker',
      '3h fill #3 5 BTCUSDT @ 101 taker',
    ]);
  });
});
