/** What ends by its own terms: dated futures settled at the underlying, options paid out at what they are worth. */
import { describe, expect, it } from 'vitest';
import { type Bar, hour, type Made, madeMarket } from './made-market.ts';
import { playTwice, type Script, type Setup } from './play.ts';

const SPOT = 'BTCUSDT';
const PERP = 'BTCUSDT_PERP';
const FUTURE = 'BTCUSDT_DATED';
const spot = (last: Bar[]): Made => ({ instrument: { kind: 'spot' }, last });
/** Expires at 03:00. */
const dated = (last: Bar[]): Made => ({ instrument: { kind: 'linear-future', expiry: hour(3) }, last });
const capital = { USDT: '2000' };
const long1: Script = { 0: ({ order }) => order.market(FUTURE, { quantity: 1, leverage: 10 }) };

describe('a dated future', () => {
  /** It trades 100 above the coin, which ends at 10,500; the perpetual ends at 10,520. */
  const future = dated([10_100, 10_100, 10_600, 10_600, 10_600, 10_600]);
  const coin = spot([10_000, 10_000, 10_500, 10_500, 10_500, 10_500]);
  const perpetual: Made = { last: [10_000, 10_000, 10_520, 10_520, 10_520, 10_520] };
  const run = (symbols: Record<string, Made>, more: Partial<Setup> = {}) =>
    playTwice({ market: madeMarket({ [FUTURE]: future, ...symbols }), capital, does: long1, ...more });

  it('is settled at the price of the coin, without a fee, not at its own', async () => {
    const played = await run(
      { [SPOT]: coin, [PERP]: perpetual },
      { fees: { takerRate: 0.001, makerRate: 0 } },
    );
    expect(played.story()).toEqual([
      '1h fill #1 1 BTCUSDT_DATED @ 10100 taker fee 10.1',
      '3h settlement -1 BTCUSDT_DATED @ 10500',
    ]);
    const settled = played.rows().at(-1);
    expect(settled).toMatchObject({ by: 'expiry', postings: [['market', 'wallet', '400']] });
    expect(settled!.positions).toEqual([[FUTURE, '-1', '-10100']]);
    expect(played.cell()).toMatchObject({ verdict: 'untouched', equityEnd: '2389.9', positionsKept: true });
  });

  it('without a series of the coin at the perpetual, without that at its own mark', async () => {
    expect((await run({ [PERP]: perpetual })).story()[1]).toBe('3h settlement -1 BTCUSDT_DATED @ 10520');
    const other: Made = { last: [10, 10, 10, 10, 10, 10] };
    expect((await run({ ETHUSDT: other })).story()[1]).toBe('3h settlement -1 BTCUSDT_DATED @ 10600');
  });

  it('isolated: margin and profit come home', async () => {
    const played = await run({ [SPOT]: coin }, { modes: ['isolated'] });
    expect(played.rows().at(-1)!.postings).toEqual([
      ['market', `margin:${FUTURE}`, '400'],
      [`margin:${FUTURE}`, 'wallet', '1410'],
    ]);
    expect(played.cell()).toMatchObject({ verdict: 'untouched', equityEnd: '2400' });
  });

  it('takes its orders with it, and later ones are refused', async () => {
    const played = await run(
      { [SPOT]: coin },
      {
        does: {
          ...long1,
          1: ({ order }) => order.limit(FUTURE, { quantity: 1, price: 9000 }),
          2: ({ order }) => order.market(FUTURE, { quantity: 1 }),
          3: ({ order }) => {
            order.market(FUTURE, { quantity: 1 });
            order.limit(FUTURE, { quantity: 1, price: 11_000 });
            order.close(FUTURE);
          },
        },
      },
    );
    expect(played.story()).toEqual([
      '1h fill #1 1 BTCUSDT_DATED @ 10100 taker',
      '3h cancel #2 by expiry',
      '3h cancel #3 by expiry',
      '3h settlement -1 BTCUSDT_DATED @ 10500',
      '4h refused #4: expired',
      '4h refused #6: expired',
      '4h refused #5: expired',
    ]);
    expect(played.cell().refusals).toEqual({ expired: 3 });
  });

  it('is refused, not waited for, where its candles end with it', async () => {
    const gone = dated([10_100, 10_100, 10_600, null, null, null]);
    const played = await playTwice({
      market: madeMarket({ [FUTURE]: gone, [SPOT]: coin }),
      capital,
      does: {
        ...long1,
        3: ({ order }) => {
          order.market(FUTURE, { quantity: 1 });
          order.stop(FUTURE, { quantity: -1, price: 9000 });
        },
      },
    });
    expect(played.story().slice(1)).toEqual([
      '3h settlement -1 BTCUSDT_DATED @ 10500',
      '4h refused #2: expired',
      '5h expiry #3',
    ]);
  });

  it('settled beyond its margin leaves a deficit', async () => {
    // Its own mark held at 10,100; the coin is at 9000: −1100 of a margin of 1010.
    const still = dated([10_100, 10_100, 10_100, 10_100]);
    const market = madeMarket({ [FUTURE]: still, [SPOT]: spot([10_000, 10_000, 10_000, 9000]) });
    const played = await playTwice({ market, capital, modes: ['isolated'], does: long1 });
    expect(played.story().slice(1)).toEqual([
      '3h settlement -1 BTCUSDT_DATED @ 9000',
      '3h liquidation of BTCUSDT_DATED: deficit 90',
    ]);
    expect(played.cell()).toMatchObject({ verdict: 'bankrupt', equityEnd: '990' });
  });

  it('coin-margined, it is settled in coin', async () => {
    const COIN = 'BTCUSD_DATED';
    const inverse: Made = {
      instrument: { kind: 'inverse-future', contractSize: 100, expiry: hour(3) },
      last: [10_000, 10_000, 12_400, 12_400],
    };
    const played = await playTwice({
      market: madeMarket({ [COIN]: inverse, BTCUSD: spot([10_000, 10_000, 12_500, 12_500]) }),
      capital: { BTC: '1' },
      does: { 0: ({ order }) => order.market(COIN, { quantity: 100, leverage: 5 }) },
    });
    // 10,000 (1/10,000 − 1/12,500) = 0.2 BTC.
    expect(played.rows().at(-1)!.postings).toEqual([['market:BTC', 'wallet:BTC', '0.2']]);
    expect(played.cell().equityEnd).toBe('15000');
  });

  it('beside a perpetual the spread is what is left at the end', async () => {
    // Future sold at 10,100 and settled at 10,500: −400; perpetual bought at 10,000, at 10,520: +520.
    const played = await run(
      { [SPOT]: coin, [PERP]: perpetual },
      {
        does: {
          0: ({ order }) => {
            order.market(FUTURE, { quantity: -1, leverage: 20 });
            order.market(PERP, { quantity: 1, leverage: 20 });
          },
        },
      },
    );
    expect(played.cell()).toMatchObject({ positionsKept: true, equityEnd: '2120' });
  });
});

describe('an option', () => {
  const CALL = 'BTC-STRIKE-C';
  const PUT = 'BTC-STRIKE-P';
  const option = (right: 'call' | 'put', last: Bar[]): Made => ({
    instrument: { kind: 'option', right, strike: 10_000, expiry: hour(3), settle: 'USDT' },
    last,
  });
  const premiums: Bar[] = [500, 500, 700, 700, 700];
  const run = (name: string, quantity: number, end: number, more: Partial<Setup> = {}) =>
    playTwice({
      market: madeMarket({
        [name]: option(name === CALL ? 'call' : 'put', premiums),
        [SPOT]: spot([10_000, 10_000, 10_400, end, end]),
      }),
      capital: { USDT: '10000' },
      does: { 0: ({ order }) => order.market(name, { quantity }) },
      ...more,
    });

  it('is paid for at once, and counts for what it is worth', async () => {
    const seen: unknown[] = [];
    const watch: Script[number] = ({ account }) => {
      const { unrealisedPnl, notional, entryPrice } = account.position(CALL)!;
      seen.push([account.wallet, account.equity, notional, unrealisedPnl, entryPrice]);
    };
    const played = await run(CALL, 2, 10_800, {
      does: { 0: ({ order }) => order.market(CALL, { quantity: 2 }), 1: watch, 2: watch },
    });
    expect(played.rows().find(({ kind }) => kind === 'fill')).toMatchObject({
      postings: [['wallet', 'market', '1000']],
      positions: [[CALL, '2', '1000']],
    });
    expect(seen.slice(-2)).toEqual([
      [9000, 10_000, 1000, 0, 500],
      [9000, 10_400, 1400, 400, 500],
    ]);
  });

  it.each([
    [CALL, 10_800, '800', '10600'],
    [CALL, 10_000, '0', '9000'],
    [CALL, 9900, '0', '9000'],
    [PUT, 9700, '300', '9600'],
    [PUT, 10_800, '0', '9000'],
  ])('%s with the coin at %d pays %s', async (name, end, price, equityEnd) => {
    const played = await run(name, 2, end);
    expect(played.story()).toEqual([
      `1h fill #1 2 ${name} @ 500 taker`,
      `3h settlement -2 ${name} @ ${price}`,
    ]);
    expect(played.cell()).toMatchObject({ equityEnd, positionsKept: true });
  });

  it('sold brings the premium, and is owed at its end', async () => {
    const played = await run(CALL, -2, 10_800);
    // 1000 got, 1600 paid.
    expect(played.cell()).toMatchObject({ equityEnd: '9400', positionsKept: true });
  });

  it('bought for more than there is is refused', async () => {
    expect((await run(CALL, 19, 10_000)).story()[0]).toBe(`1h fill #1 19 ${CALL} @ 500 taker`);
    expect((await run(CALL, 21, 10_000)).story()).toEqual(['1h refused #1: insufficient-margin']);
  });

  it('has no isolated margin', async () => {
    const played = await run(CALL, 1, 10_000, { modes: ['isolated'] });
    expect(played.story()).toEqual(['1h refused #1: not-in-this-mode']);
    expect(played.cell()).toMatchObject({ verdict: 'not-held', refusals: { 'not-in-this-mode': 1 } });
  });

  it('backs a position of the pool with what it is worth', async () => {
    // 1000 USDT, 10 puts at 50, then a long at 10,000 with 500 of cash: at 9500 the puts are worth 100 each.
    const played = await playTwice({
      market: madeMarket({
        [PUT]: option('put', [50, 50, [50, 100, 50, 100], 100]),
        [PERP]: { last: [10_000, 10_000, [10_000, 10_000, 9400, 9400], 9400] },
      }),
      capital: { USDT: '1000' },
      does: {
        0: ({ order }) => {
          order.market(PUT, { quantity: 10 });
          order.market(PERP, { quantity: 1, leverage: 20 });
        },
      },
    });
    expect(played.cell().positionsKept).toBe(true);
    // 500 − 600 of cash and loss; 10 puts paid out at 600.
    expect(played.story().at(-1)).toBe(`3h settlement -10 ${PUT} @ 600`);
    expect(played.cell().equityEnd).toBe('5900');
  });
});
