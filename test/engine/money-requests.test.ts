/** Margin added and removed, money deposited and withdrawn: at the next open, in its turn. */
import { describe, expect, it } from 'vitest';
import type { MarginMode } from '../../src/strategy/strategy.ts';
import { type Bar, madeMarket } from './made-market.ts';
import { type Context, play, type Script } from './play.ts';

const flat: Bar[] = [100, 100, 100, 100];
/** A long of 10 at leverage 10: margin 100 of a capital of 1000; then what is asked at the next close. */
const holding = (asks: (context: Context) => void): Script => ({
  0: ({ order }) => order.market('BTCUSDT', { quantity: 10, leverage: 10 }),
  1: asks,
});
const after = (mode: MarginMode, asks: (context: Context) => void, last: Bar[] = flat) =>
  play({ market: madeMarket({ BTCUSDT: { last } }), modes: [mode], does: holding(asks) });

describe('isolated margin', () => {
  it('is topped up from the free wallet, at the next open', async () => {
    const played = await after(
      'isolated',
      ({ order }) => order.addMargin('BTCUSDT', 40),
      [100, 100, 100, 87, 87],
    );
    expect(played.story()[1]).toBe('2h add-margin BTCUSDT 40');
    // 140 backs a fall of 13 per unit; 100 would not have.
    expect(played.cell()).toMatchObject({ positionsKept: true, equityEnd: '870' });
    const without = await after('isolated', () => undefined, [100, 100, 100, 87, 87]);
    expect(without.cell()).toMatchObject({ verdict: 'bankrupt', equityEnd: '900' });
  });

  it('takes no more than the free wallet has', async () => {
    const played = await after('isolated', ({ order }) => {
      order.addMargin('BTCUSDT', 900.01);
      order.addMargin('BTCUSDT', 900);
    });
    expect(played.story().slice(1)).toEqual([
      '2h refused add-margin: insufficient-margin',
      '2h add-margin BTCUSDT 900',
    ]);
  });

  it('is reduced to what the leverage asks and no further', async () => {
    const played = await after('isolated', ({ order }) => {
      order.addMargin('BTCUSDT', 50);
      order.removeMargin('BTCUSDT', 50.01);
      order.removeMargin('BTCUSDT', 50);
      order.removeMargin('BTCUSDT', 1);
    });
    expect(played.story().slice(1)).toEqual([
      '2h add-margin BTCUSDT 50',
      '2h refused remove-margin: insufficient-margin',
      '2h remove-margin BTCUSDT 50',
      '2h refused remove-margin: insufficient-margin',
    ]);
  });

  it('a profit on paper does not leave with it, a loss on paper keeps it in', async () => {
    const rich = await after(
      'isolated',
      ({ order }) => order.removeMargin('BTCUSDT', 1),
      [100, 100, 150, 150],
    );
    expect(rich.story()[1]).toBe('2h refused remove-margin: insufficient-margin');
    // Margin 150, loss 20, IM 98: 32 may leave.
    const poor: Script = {
      ...holding(({ order }) => order.addMargin('BTCUSDT', 50)),
      2: ({ order }) => {
        order.removeMargin('BTCUSDT', 32.01);
        order.removeMargin('BTCUSDT', 32);
      },
    };
    const market = madeMarket({ BTCUSDT: { last: [100, 100, 98, 98] } });
    const played = await play({ market, modes: ['isolated'], does: poor });
    expect(played.story().slice(2)).toEqual([
      '3h refused remove-margin: insufficient-margin',
      '3h remove-margin BTCUSDT 32',
    ]);
  });

  it('is nothing that a position which is not there could have, nor a pooled account', async () => {
    const none = await play({
      market: madeMarket({ BTCUSDT: { last: flat } }),
      modes: ['isolated'],
      does: { 0: ({ order }) => order.addMargin('BTCUSDT', 1) },
    });
    expect(none.story()).toEqual(['1h refused add-margin: insufficient-margin']);
    const cross = await after('cross', ({ order }) => order.addMargin('BTCUSDT', 1));
    expect(cross.story()[1]).toBe('2h refused add-margin: no-margin-of-its-own');
  });
});

describe('a withdrawal', () => {
  it('from an isolated account takes the free wallet, all of it if asked', async () => {
    const played = await after('isolated', ({ order }) => {
      order.withdraw(900.01);
      order.withdraw(900);
    });
    expect(played.story().slice(1)).toEqual([
      '2h refused withdraw: insufficient-margin',
      '2h withdrawal 900',
    ]);
  });

  it('from a pooled account leaves the initial margin of what is held', async () => {
    const asks = ({ order }: Context) => {
      order.withdraw(900.01);
      order.withdraw(900);
    };
    expect((await after('cross', asks)).story().slice(1)).toEqual([
      '2h refused withdraw: insufficient-margin',
      '2h withdrawal 900',
    ]);
    // pm-correlated: 1.3 × 12 % of 1000 stays.
    const portfolio = await after('portfolio', ({ order }) => {
      order.withdraw(844.01);
      order.withdraw(844);
    });
    expect(portfolio.story().slice(1)).toEqual([
      '2h refused withdraw: insufficient-margin',
      '2h withdrawal 844',
    ]);
  });

  it('of a profit on paper is refused: the wallet does not have it', async () => {
    const played = await after('cross', ({ order }) => order.withdraw(1000.01), [100, 100, 300, 300]);
    expect(played.story()[1]).toBe('2h refused withdraw: insufficient-margin');
  });
});

describe('a deposit', () => {
  it('arrives at the next open, before the orders asked for after it', async () => {
    const played = await play({
      market: madeMarket({ BTCUSDT: { last: flat } }),
      does: {
        0: ({ order }) => {
          order.market('BTCUSDT', { quantity: 11, leverage: 1 });
          order.deposit(100);
          order.market('BTCUSDT', { quantity: 11, leverage: 1 });
        },
      },
    });
    expect(played.story()).toEqual([
      '1h refused #1: insufficient-margin',
      '1h deposit 100',
      '1h fill #3 11 BTCUSDT @ 100 taker',
    ]);
    expect(played.cell().equityEnd).toBe('1100');
  });

  it('is told apart from what was earned: as a transfer in the cause', async () => {
    const market = madeMarket({ BTCUSDT: { last: [100, 100, 100, 80, 80] } });
    const played = await play({
      market,
      capital: { USDT: '150' },
      does: {
        0: ({ order }) => order.market('BTCUSDT', { quantity: 10, leverage: 10 }),
        1: ({ order }) => order.deposit(30),
      },
    });
    const [row] = played.cell().liquidations;
    // 150 − 5 at first; 180 − 200 − 4 at the end.
    expect(row!.cause).toMatchObject({
      distanceStart: '145',
      distanceEnd: '-24',
      transfers: '30',
      price: { BTCUSDT: '-200' },
      requirementByPrice: '1',
      trades: '0',
    });
    expect(row!.deficit).toBe('20');
  });
});
