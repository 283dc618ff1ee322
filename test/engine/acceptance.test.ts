/** What each mode lets an account hold (semantics §5). */
import { describe, expect, it } from 'vitest';
import type { MarginMode, OrderOptions } from '../../src/strategy/strategy.ts';
import { type Bar, type Made, madeMarket } from './made-market.ts';
import { play, type Script, type Setup } from './play.ts';

const flat = (price: number, rows = 4): Bar[] => Array.from({ length: rows }, () => price);
const market = (extra: Partial<Made> = {}) => madeMarket({ BTCUSDT: { last: flat(100), ...extra } });
const asks = (...orders: OrderOptions[]): Script =>
  Object.fromEntries(orders.map((options, row) => [row, ({ order }) => order.market('BTCUSDT', options)]));
const onBtc = (mode: MarginMode, does: Script, more: Partial<Setup> = {}) =>
  play({ market: market(), modes: [mode], does, ...more });

describe('isolated margin', () => {
  it('asks the free wallet for notional ÷ leverage and the fee', async () => {
    // 100 × 100 ÷ 10 + 5 = 1005
    const does = asks({ quantity: 100, leverage: 10 });
    const refused = await onBtc('isolated', does, { fees: 'venue', capital: { USDT: '1004.99' } });
    expect(refused.story()).toEqual(['1h refused #1: insufficient-margin']);
    expect(refused.cell()).toMatchObject({
      rejections: 1,
      refusals: { 'insufficient-margin': 1 },
      verdict: 'not-held',
    });
    const held = await onBtc('isolated', does, { fees: 'venue', capital: { USDT: '1005' } });
    expect(held.story()).toEqual(['1h fill #1 100 BTCUSDT @ 100 taker fee 5']);
  });

  it('and for the open loss where the fill is worse than the mark', async () => {
    const skewed = market({ last: flat(101), mark: flat(100) });
    const buy = asks({ quantity: 10, leverage: 10 });
    // 101 + 10 × 1
    expect(
      (await onBtc('isolated', buy, { market: skewed, capital: { USDT: '110.99' } })).cell().rejections,
    ).toBe(1);
    expect(
      (await onBtc('isolated', buy, { market: skewed, capital: { USDT: '111' } })).cell().rejections,
    ).toBe(0);
    const sell = asks({ quantity: -10, leverage: 10 });
    expect(
      (await onBtc('isolated', sell, { market: skewed, capital: { USDT: '101' } })).cell().rejections,
    ).toBe(0);
  });

  it('posts an addition for its own part, at the leverage it names', async () => {
    let margin: unknown[] = [];
    const does: Script = {
      ...asks({ quantity: 1, leverage: 10 }, { quantity: 1, leverage: 4 }),
      2: ({ account }) =>
        (margin = account.positions.map(({ isolatedMargin, leverage }) => [isolatedMargin, leverage])),
    };
    await onBtc('isolated', does);
    expect(margin).toEqual([[10 + 25, 4]]);
  });
});

describe('cross margin', () => {
  it('asks equity for Σ notional at mark ÷ leverage after the fill', async () => {
    // After the fee of 5 there are 999.99 left against 1000.
    const does = asks({ quantity: 100, leverage: 10 });
    const refused = await onBtc('cross', does, { fees: 'venue', capital: { USDT: '1004.99' } });
    expect(refused.story()).toEqual(['1h refused #1: insufficient-margin']);
    expect((await onBtc('cross', does, { fees: 'venue', capital: { USDT: '1005' } })).cell().rejections).toBe(
      0,
    );
  });

  it('lets a profit on paper open more, which isolated margin does not', async () => {
    const rising = madeMarket({ BTCUSDT: { last: flat(100) }, ETHUSDT: { last: [10, 10, 20, 20] } });
    const does: Script = {
      0: ({ order }) => order.market('ETHUSDT', { quantity: 50, leverage: 10 }),
      1: ({ order }) => order.market('BTCUSDT', { quantity: 6, leverage: 1 }),
    };
    const played = await play({
      market: rising,
      modes: ['isolated', 'cross'],
      does,
      capital: { USDT: '500' },
    });
    // Isolated: 450 of free wallet against 600. Cross: 1000 of equity against 100 + 600.
    expect(played.cell('isolated').refusals).toEqual({ 'insufficient-margin': 1 });
    expect(played.cell('cross').refusals).toEqual({});
  });

  it('takes the leverage of a symbol from the last order that named one', async () => {
    const does = asks({ quantity: 50, leverage: 10 }, { quantity: 10, leverage: 1 });
    // 60 × 100 at leverage 1 is 6000, beyond 1000; at leverage 10 it is 600.
    expect((await onBtc('cross', does)).story()[1]).toBe('2h refused #2: insufficient-margin');
    const same = asks({ quantity: 50, leverage: 10 }, { quantity: 10 });
    expect((await onBtc('cross', same)).story()[1]).toBe('2h fill #2 10 BTCUSDT @ 100 taker');
  });
});

describe('portfolio margin', () => {
  it('asks equity for the initial margin of its model, whatever the leverage', async () => {
    // pm-correlated: 1.3 × 12 % of 6400 is 998.4, of 6500 is 1014.
    const does = (quantity: number) => asks({ quantity, leverage: 100 });
    expect((await onBtc('portfolio', does(64))).cell().rejections).toBe(0);
    expect((await onBtc('portfolio', does(65))).cell().rejections).toBe(1);
    const venue = { isolated: 'generic', cross: 'generic', portfolio: 'pm-stress' };
    // pm-stress: 1.3 × (12 % + 0.2 %) of 6300 is 999.18, of 6400 is 1015.04.
    expect((await onBtc('portfolio', does(63), { venue })).cell().rejections).toBe(0);
    expect((await onBtc('portfolio', does(64), { venue })).cell().rejections).toBe(1);
  });
});

describe('every mode', () => {
  const modes: MarginMode[] = ['isolated', 'cross', 'portfolio'];

  it.each(modes)('%s refuses leverage above the cap of the venue', async mode => {
    const played = await onBtc(mode, asks({ quantity: 1, leverage: 101 }));
    expect(played.story()).toEqual(['1h refused #1: leverage-above-maximum']);
  });

  it.each(modes)('%s lets a position shrink even when nothing could be opened', async mode => {
    const does: Script = {
      ...asks({ quantity: 60, leverage: 10 }),
      1: ({ order }) => order.withdraw(390),
      2: ({ order }) => {
        order.market('BTCUSDT', { quantity: 10 });
        order.market('BTCUSDT', { quantity: -1 });
      },
    };
    const falling = madeMarket({ BTCUSDT: { last: [100, 100, 100, 96] } });
    const capital = { USDT: mode === 'portfolio' ? '1330' : '1000' };
    const played = await play({ market: falling, modes: [mode], does, capital });
    expect(played.story().slice(2)).toEqual([
      '3h refused #3: insufficient-margin',
      '3h fill #4 -1 BTCUSDT @ 96 taker',
    ]);
  });

  it.each(modes)('%s makes of a flip a close, which passes, and a new order, which is tested', async mode => {
    const played = await onBtc(
      mode,
      asks({ quantity: 5, leverage: 10 }, { quantity: -2000 }, { quantity: -7, leverage: 10 }),
    );
    expect(played.story().slice(1)).toEqual([
      '2h fill #2 -5 BTCUSDT @ 100 taker',
      '2h refused #2: insufficient-margin',
      '3h fill #3 -7 BTCUSDT @ 100 taker',
    ]);
    const turned = await onBtc(mode, asks({ quantity: 5, leverage: 10 }, { quantity: -8 }));
    expect(turned.story().slice(1)).toEqual([
      '2h fill #2 -5 BTCUSDT @ 100 taker',
      '2h fill #2 -3 BTCUSDT @ 100 taker',
    ]);
  });

  it.each(modes)(
    '%s clips what may only reduce, and refuses it where there is nothing to reduce',
    async mode => {
      const reduce = { quantity: -8, reduceOnly: true };
      const played = await onBtc(mode, asks({ quantity: 5, leverage: 10 }, reduce, reduce));
      expect(played.story().slice(1)).toEqual([
        '2h fill #2 -5 BTCUSDT @ 100 taker',
        '3h refused #3: nothing-to-reduce',
      ]);
      const wrongSide = await onBtc(
        mode,
        asks({ quantity: 5, leverage: 10 }, { quantity: 1, reduceOnly: true }),
      );
      expect(wrongSide.story()[1]).toBe('2h refused #2: nothing-to-reduce');
    },
  );

  it('a size below the lot step is refused, and a larger one rounded down to it', async () => {
    const lots = market({ lotStep: '0.1' });
    const played = await onBtc('cross', asks({ quantity: 0.09 }, { quantity: -0.29 }), { market: lots });
    expect(played.story()).toEqual(['1h refused #1: size-below-lot', '2h fill #2 -0.2 BTCUSDT @ 100 taker']);
  });
});

describe('scale-to-fit', () => {
  const lots = market({ lotStep: '0.1' });
  const filled = async (mode: MarginMode, options: OrderOptions) => {
    const played = await onBtc(mode, asks(options), {
      market: lots,
      fees: 'venue',
      onRefused: 'scale-to-fit',
    });
    return /fill #1 (\S+)/.exec(played.story()[0]!)![1];
  };

  it.each([
    // 100 q ÷ 10 + 0.05 q <= 1000
    ['isolated', '99.5'],
    ['cross', '99.5'],
    // 15.6 q <= 1000 − 0.05 q
    ['portfolio', '63.8'],
  ] as const)('in %s takes the most that is accepted, and one lot more is refused', async (mode, most) => {
    expect(await filled(mode, { quantity: 500, leverage: 10 })).toBe(most);
    const orders = (quantity: number) =>
      onBtc(mode, asks({ quantity, leverage: 10 }), { market: lots, fees: 'venue' });
    expect((await orders(Number(most))).cell().rejections).toBe(0);
    expect((await orders(Number(most) + 0.1)).cell().rejections).toBe(1);
  });

  it('can be asked for by one order, or refused by one', async () => {
    const one = asks({ quantity: 500, leverage: 10, onRefused: 'scale-to-fit' });
    expect((await onBtc('cross', one, { market: lots })).story()).toEqual([
      '1h fill #1 100 BTCUSDT @ 100 taker',
    ]);
    const other = asks({ quantity: 500, leverage: 10, onRefused: 'reject' });
    const played = await onBtc('cross', other, { market: lots, onRefused: 'scale-to-fit' });
    expect(played.story()).toEqual(['1h refused #1: insufficient-margin']);
  });

  it('refuses when not even a lot is accepted', async () => {
    const played = await onBtc('cross', asks({ quantity: 5 }, { quantity: 20 }), {
      market: lots,
      capital: { USDT: '500' },
      onRefused: 'scale-to-fit',
    });
    expect(played.story()).toEqual([
      '1h fill #1 5 BTCUSDT @ 100 taker',
      '2h refused #2: insufficient-margin',
    ]);
  });
});
