/** Spot: one asset for another, no position, no leverage; what it does to the pools beside it (semantics §5). */
import { describe, expect, it } from 'vitest';
import { holdStrategy } from '../../src/strategy/hold.ts';
import { type Bar, type Made, madeMarket } from './made-market.ts';
import { playTwice, type Script, type Setup } from './play.ts';

const SPOT = 'BTCUSDT';
const PERP = 'BTCUSDT_PERP';
const spot = (last: Bar[], more: Partial<Made> = {}): Made => ({
  instrument: { kind: 'spot' },
  last,
  ...more,
});
const trading = (last: Bar[], does: Script, more: Partial<Setup> = {}) =>
  playTwice({ market: madeMarket({ [SPOT]: spot(last) }), capital: { USDT: '10000' }, does, ...more });

describe('a spot trade', () => {
  const last: Bar[] = [10_000, 10_000, 12_000, 12_000];
  const buy: Script = { 0: ({ order }) => order.market(SPOT, { quantity: 0.5 }) };

  it('gives quote for the coin, and pays its fee in quote', async () => {
    const played = await trading(last, buy, { fees: { takerRate: 0.001, makerRate: 0 } });
    expect(played.rows().find(({ kind }) => kind === 'fill')).toMatchObject({
      quantity: '0.5',
      price: '10000',
      fee: '5',
      postings: [
        ['market:BTC', 'wallet:BTC', '0.5'],
        ['wallet', 'market', '5000'],
        ['wallet', 'fees', '5'],
      ],
      positions: [],
    });
    // 4995 and half of 12,000; nothing is required of a coin.
    expect(played.cell()).toMatchObject({ verdict: 'untouched', equityEnd: '10995', minHealth: null });
  });

  it('is seen as a balance, not as a position', async () => {
    const seen: unknown[] = [];
    await trading(last, {
      ...buy,
      2: ({ account }) =>
        seen.push([
          account.balance('BTC'),
          account.balance('USDT'),
          account.equity,
          account.positions.length,
        ]),
    });
    expect(seen.at(-1)).toEqual([0.5, 5000, 11_000, 0]);
  });

  it('of more than the quote pays for is refused, fee included', async () => {
    const all = { quantity: 1 };
    const does: Script = {
      0: ({ order }) => {
        order.market(SPOT, { quantity: 1.01 });
        order.market(SPOT, all);
      },
    };
    expect((await trading(last, does)).story()).toEqual([
      '1h refused #1: insufficient-margin',
      '1h fill #2 1 BTCUSDT @ 10000 taker',
    ]);
    const costly = await trading(last, does, { fees: { takerRate: 0.001, makerRate: 0 } });
    expect(costly.story()).toEqual([
      '1h refused #1: insufficient-margin',
      '1h refused #2: insufficient-margin',
    ]);
    expect(costly.cell().verdict).toBe('not-held');
  });

  it('scaled to fit buys what the quote pays for', async () => {
    const does: Script = { 0: ({ order }) => order.market(SPOT, { quantity: 3, onRefused: 'scale-to-fit' }) };
    const played = await trading(last, does, { fees: { takerRate: 0.001, makerRate: 0 } });
    // 10,000 ÷ 10,010, down to 15 places.
    expect(played.story()).toEqual([
      '1h fill #1 0.999000999000999 BTCUSDT @ 10000 taker fee 9.99000999000999',
    ]);
  });

  it('sells no coin that is not there', async () => {
    const played = await trading(last, {
      0: ({ order }) => {
        order.market(SPOT, { quantity: -0.1 });
        order.market(SPOT, { quantity: 0.5 });
        order.market(SPOT, { quantity: -0.6 });
        order.market(SPOT, { quantity: -0.6, reduceOnly: true });
        order.close(SPOT);
      },
    });
    expect(played.story()).toEqual([
      '1h refused #1: insufficient-margin',
      '1h fill #2 0.5 BTCUSDT @ 10000 taker',
      '1h refused #3: insufficient-margin',
      '1h fill #4 -0.5 BTCUSDT @ 10000 taker',
      '1h refused #5: nothing-to-reduce',
    ]);
  });

  it('closes the whole balance, worse by the slippage', async () => {
    const does: Script = { ...buy, 1: ({ order }) => order.close(SPOT) };
    const played = await trading(last, does, { slippageBps: 10 });
    expect(played.story()).toEqual([
      '1h fill #1 0.5 BTCUSDT @ 10010 taker',
      '2h fill #2 -0.5 BTCUSDT @ 11988 taker',
    ]);
    // 10,000 − 5005 + 5994
    expect(played.cell().equityEnd).toBe('10989');
  });
});

describe('orders at rest on a spot symbol', () => {
  it('are met like any other: a limit, a stop for a size, a take-profit for all there is', async () => {
    const last: Bar[] = [
      10_000,
      [10_000, 10_000, 9400, 9600],
      [9600, 9600, 8950, 9000],
      [9000, 11_500, 9000, 11_000],
    ];
    const played = await trading(last, {
      0: ({ order }) => order.limit(SPOT, { quantity: 1, price: 9500 }),
      1: ({ order }) => {
        order.stop(SPOT, { quantity: -0.4, price: 9000 });
        order.takeProfit(SPOT, { reduceOnly: true, price: 11_000 });
      },
    });
    expect(played.story()).toEqual([
      '1h fill #1 1 BTCUSDT @ 9500 maker',
      '2h fill #2 -0.4 BTCUSDT @ 9000 taker',
      '3h fill #3 -0.6 BTCUSDT @ 11000 taker',
    ]);
    // 10,000 − 9500 + 3600 + 6600
    expect(played.cell().equityEnd).toBe('10700');
  });

  it('what is reached without the quote or the coin for it is refused', async () => {
    const last: Bar[] = [10_000, 10_000, [10_000, 12_100, 8900, 9000]];
    const played = await trading(last, {
      0: ({ order }) => order.limit(SPOT, { quantity: 1.2, price: 9000 }),
      1: ({ order }) => order.limit(SPOT, { quantity: -1, price: 12_000 }),
    });
    expect(played.story()).toEqual([
      '2h refused #2: insufficient-margin',
      '2h refused #1: insufficient-margin',
    ]);
  });
});

describe('spot beside positions', () => {
  const bars: Bar[] = [10_000, 10_000, [10_000, 10_000, 9000, 9000]];
  const market = madeMarket({ [SPOT]: spot(bars), [PERP]: { last: bars } });
  const longAnd = (quantity: number): Script => ({
    0: ({ order }) => {
      order.market(PERP, { quantity: 1, leverage: 10 });
      order.market(SPOT, { quantity });
    },
  });

  it('isolated: takes the free wallet alone, and leaves margins alone', async () => {
    const play = (quantity: number) =>
      playTwice({ market, modes: ['isolated'], capital: { USDT: '1900' }, does: longAnd(quantity) });
    // 900 are free beside a margin of 1000, which is gone at 9000 / 0.995.
    const played = await play(0.09);
    expect(played.cell().liquidations).toHaveLength(1);
    expect(Number(played.cell().liquidations[0]!.prices[PERP])).toBeCloseTo(9000 / 0.995, 9);
    // 0.5 % less 0.25 % of the price comes home; the coin stands beside it.
    expect(Number(played.cell().equityEnd)).toBeCloseTo(810 + (0.0025 * 9000) / 0.995, 9);
    expect(played.cell()).toMatchObject({ verdict: 'liquidated', accountAlive: true });
    expect((await play(0.0901)).story()[1]).toBe('1h refused #2: insufficient-margin');
  });

  it('cross, each asset alone: what is spent on a coin backs the position no more', async () => {
    const play = (quantity: number) =>
      playTwice({ market, multiAssets: false, capital: { USDT: '1900' }, does: longAnd(quantity) });
    // Initial margin is 1000: 900 may go.
    expect((await play(0.0901)).story()[1]).toBe('1h refused #2: insufficient-margin');
    const played = await play(0.09);
    expect(Number(played.cell().liquidations[0]!.prices[PERP])).toBeCloseTo(9000 / 0.995, 9);
  });

  it('cross, one pool: the coin goes on backing it, less its haircut', async () => {
    const play = (quantity: number) =>
      playTwice({ market, capital: { USDT: '1900' }, does: longAnd(quantity) });
    // 1900 in quote may all go: 0.95 · 1900 = 1805 are still more than 1000. At 9000: 1624.5 − 1000 against 45.
    const played = await play(0.19);
    expect(played.cell()).toMatchObject({ positionsKept: true, equityEnd: '710' });
    expect(played.cell().minHealth).toBeCloseTo(624.5 / 45, 9);
    expect((await play(0.1901)).story()[1]).toBe('1h refused #2: insufficient-margin');
  });

  it('cross, each asset alone: a coin that backs coin-margined positions is not sold from under them', async () => {
    const COIN = 'BTCUSD_PERP';
    const withCoin = madeMarket({
      [SPOT]: spot(bars),
      [COIN]: { instrument: { kind: 'inverse-perpetual', contractSize: 100 }, last: bars },
    });
    const sell = (quantity: number) =>
      playTwice({
        market: withCoin,
        multiAssets: false,
        capital: { USDT: '0', BTC: '1' },
        does: {
          // 1 BTC of face asks 0.2 BTC.
          0: ({ order }) => {
            order.market(COIN, { quantity: 100, leverage: 5 });
            order.market(SPOT, { quantity: -quantity });
          },
        },
      });
    expect((await sell(0.81)).story()[1]).toBe('1h refused #2: insufficient-margin');
    const played = await sell(0.8);
    expect(played.story()[1]).toBe('1h fill #2 -0.8 BTCUSDT @ 10000 taker');
    // 0.2 p + 1 p − 10,000 = 50 lies below 9000.
    expect(played.cell().positionsKept).toBe(true);
    expect(Number(played.cell().equityEnd)).toBeCloseTo(8000 + 1.2 * 9000 - 10_000, 9);
    // 800 dollars against 50.
    expect(played.cell().minHealth).toBeCloseTo(16, 9);
  });

  it('and when such a pool dies, the coin sold out of it is told as a trade', async () => {
    const COIN = 'BTCUSD_PERP';
    const down: Bar[] = [10_000, 10_000, 10_000, [10_000, 10_000, 8000, 8000]];
    const played = await playTwice({
      market: madeMarket({
        [SPOT]: spot(down),
        [COIN]: { instrument: { kind: 'inverse-perpetual', contractSize: 100 }, last: down },
      }),
      multiAssets: false,
      capital: { USDT: '0', BTC: '1' },
      does: {
        0: ({ order }) => order.market(COIN, { quantity: 100, leverage: 5 }),
        1: ({ order }) => order.market(SPOT, { quantity: -0.8 }),
      },
    });
    // 1.2 p − 10,000 = 50 at 8375: of 9950 dollars 8000 were sold, 1625 lost on the position, 325 on the coin.
    const [row] = played.cell().liquidations;
    expect(row).toMatchObject({ bucket: 'account:BTC', prices: { [COIN]: '8375' } });
    expect(row!.cause).toMatchObject({
      distanceStart: '9950',
      distanceEnd: '0',
      price: { [COIN]: '-1625' },
      trades: '-8000',
      collateral: '-325',
      requirementByPrice: '0',
    });
  });
});

describe('cash and carry: a coin bought, a perpetual sold', () => {
  const bars: Bar[] = [
    10_000,
    10_000,
    [10_000, 15_000, 10_000, 15_000],
    [15_000, 15_000, 10_000, 10_000],
    10_000,
  ];
  const market = madeMarket({ [SPOT]: spot(bars), [PERP]: { last: bars } });
  const does: Script = {
    0: ({ order }) => {
      order.market(SPOT, { quantity: 1 });
      order.market(PERP, { quantity: -1, leverage: 10 });
    },
    3: ({ order }) => {
      order.close(PERP);
      order.close(SPOT);
    },
  };
  const carry = (multiAssets: boolean) =>
    playTwice({ market, multiAssets, capital: { USDT: '11000' }, does });

  it('dies in cross of a single asset, though nothing is lost', async () => {
    // 1000 + 10,000 − p = 0.5 % of p at 11,000 / 1.005.
    const price = 11_000 / 1.005;
    const played = await carry(false);
    const [row] = played.cell().liquidations;
    expect(row).toMatchObject({ bucket: 'account', quantities: { [PERP]: '1' }, deficit: '0' });
    expect(Number(row!.prices[PERP])).toBeCloseTo(price, 9);
    expect(played.cell().verdict).toBe('liquidated');
    // What is left of the margin, and a coin that fell back alone.
    expect(Number(played.cell().equityEnd)).toBeCloseTo(0.0025 * price + 10_000, 9);
    expect(played.story().slice(-2)).toEqual([
      '4h refused #3: nothing-to-reduce',
      '4h fill #4 -1 BTCUSDT @ 10000 taker',
    ]);
  });

  it('lives in one pool, and is worth what it was when the coin is sold', async () => {
    const played = await carry(true);
    expect(played.story()).toEqual([
      '1h fill #1 1 BTCUSDT @ 10000 taker',
      '1h fill #2 -1 BTCUSDT_PERP @ 10000 taker',
      '4h fill #3 1 BTCUSDT_PERP @ 10000 taker',
      '4h fill #4 -1 BTCUSDT @ 10000 taker',
    ]);
    expect(played.cell()).toMatchObject({ verdict: 'untouched', positionsKept: true, equityEnd: '11000' });
    // At 15,000: 1000 + 14,250 − 5000 against 75.
    expect(played.cell().minHealth).toBeCloseTo(10_250 / 75, 9);
  });

  it('as a book on paper', async () => {
    const played = await playTwice({
      market,
      capital: { USDT: '11000' },
      does: holdStrategy([
        { symbol: SPOT, notional: '10000', leverage: 1 },
        { symbol: PERP, quantity: '-1', leverage: 10 },
      ]),
    });
    expect(played.story()).toEqual([
      '1h fill #1 1 BTCUSDT @ 10000 taker',
      '1h fill #2 -1 BTCUSDT_PERP @ 10000 taker',
    ]);
    expect(played.cell()).toMatchObject({ positionsKept: true, equityEnd: '11000' });
  });
});
