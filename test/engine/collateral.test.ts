/** Several assets behind one book: haircuts, falling collateral, conversion after the end, money in and out. */
import { describe, expect, it } from 'vitest';
import { type Bar, type Made, madeMarket } from './made-market.ts';
import { playTwice, type Script, type Setup } from './play.ts';

const SPOT = 'BTCUSDT';
const PERP = 'BTCUSDT_PERP';
const spot = (last: Bar[]): Made => ({ instrument: { kind: 'spot' }, last });
const falling = (low: number): Bar[] => [10_000, 10_000, [10_000, 10_000, low, low]];
/** 1000 USDT and 1 BTC, which counts 95 %, behind a long of 2 BTC. */
const capital = { USDT: '1000', BTC: '1' };
const long2: Script = { 0: ({ order }) => order.market(PERP, { quantity: 2, leverage: 10 }) };
const backed = (coins: Bar[], contracts: Bar[], more: Partial<Setup> = {}) =>
  playTwice({
    market: madeMarket({ [SPOT]: spot(coins), [PERP]: { last: contracts } }),
    capital,
    does: long2,
    ...more,
  });

describe('a coin and a dollar behind a long of the same coin', () => {
  // 1000 + 0.95 p + 2 (p − 10,000) = 0.5 % of 2 p: 2.94 p = 19,000.
  const price = 19_000 / 2.94;

  it('fall with it: the account dies where both losses have come to the maintenance', async () => {
    const played = await backed(falling(6000), falling(6000));
    const [row] = played.cell().liquidations;
    expect(Number(row!.prices[PERP])).toBeCloseTo(price, 9);
    expect(row).toMatchObject({ bucket: 'account', quantities: { [PERP]: '-2' }, deficit: '0' });
    expect(Number(row!.fee)).toBeCloseTo(0.005 * price, 9);
    // 2 p − 19,000 = −0.94 p are owed: 0.94 BTC repay them after 0.005 BTC of fee, and 0.055 BTC are left.
    const [close, fee, conversion] = played.rows().slice(3);
    expect(close).toMatchObject({ kind: 'liquidation', step: 'close', symbol: PERP, quantity: '-2' });
    const [[from, to, coins]] = fee!.postings as [[string, string, string]];
    expect([from, to]).toEqual(['wallet:BTC', 'insurance:BTC']);
    expect(Number(coins)).toBeCloseTo(0.005, 12);
    expect(conversion).toMatchObject({ kind: 'conversion', sold: 'BTC', for: 'USDT' });
    expect(Number(conversion!.amount)).toBeCloseTo(0.94, 12);
    expect(Number(conversion!.repaid)).toBeCloseTo(0.94 * price, 8);
    expect(played.cell()).toMatchObject({ verdict: 'liquidated', accountAlive: false, minHealth: 1 });
    expect(Number(played.cell().equityEnd)).toBeCloseTo(0.055 * 6000, 8);
  });

  it('and not a cent above', async () => {
    const played = await backed(falling(6462.59), falling(6462.59));
    expect(played.cell()).toMatchObject({ verdict: 'margin-called', positionsKept: true });
    // At full value: 1000 + 3 p − 20,000.
    expect(Number(played.cell().equityEnd)).toBeCloseTo(3 * 6462.59 - 19_000, 9);
  });

  it('the cause of the end is told apart: what the position lost, what the coin lost', async () => {
    const [row] = (await backed(falling(6000), falling(6000))).cell().liquidations;
    const { cause } = row!;
    // From 10,500 − 100 to 0: 2 and 0.95 times the fall, less what falls with the requirement.
    expect(cause).toMatchObject({ distanceStart: '10400', funding: '0', trades: '0' });
    expect(Number(cause.distanceEnd)).toBeCloseTo(0, 9);
    expect(Number(cause.price[PERP])).toBeCloseTo(2 * (price - 10_000), 8);
    expect(Number(cause.collateral)).toBeCloseTo(0.95 * (price - 10_000), 8);
    expect(Number(cause.requirementByPrice)).toBeCloseTo(-0.01 * (price - 10_000), 8);
  });

  it('each by its own price: a coin that falls faster takes the account with it', async () => {
    // At a share t of the way: 10,500 − 4750 t − 8000 t = 100 − 40 t, t = 10,400 / 12,710.
    const t = 10_400 / 12_710;
    const [row] = (await backed(falling(5000), falling(6000))).cell().liquidations;
    expect(Number(row!.prices[PERP])).toBeCloseTo(10_000 - 4000 * t, 9);
    expect((await backed(falling(10_000), falling(6000))).cell().positionsKept).toBe(true);
  });

  it('on the pessimistic path both at their worst, on the optimistic one never together', async () => {
    // Both dip to 6000 and come back within a candle.
    const dip: Bar[] = [10_000, 10_000, [10_000, 10_000, 6400, 10_000]];
    const played = await backed(dip, dip, { path: 'bracket' });
    // Contracts at 6400 with the coin at 10,000: 10,500 − 7200 against 64. The coin alone: 10,500 − 3420.
    expect(played.cell().bounds).toMatchObject({
      pessimistic: { verdict: 'liquidated' },
      optimistic: { verdict: 'untouched' },
    });
    expect(played.cell()).toMatchObject({ verdict: 'liquidated', certainty: 'path-dependent' });
  });

  it('gapped through, the coin does not pay for all of it', async () => {
    // At 6000: 1000 − 8000 owed, 6000 in coin: 1000 are missing.
    const gap: Bar[] = [10_000, 10_000, 6000];
    const played = await backed(gap, gap);
    expect(played.story().slice(1)).toEqual([
      '2h liquidation of account: -2 BTCUSDT_PERP @ 6000',
      '2h conversion 1 BTC for 6000 USDT',
      '2h liquidation of account: deficit 1000',
    ]);
    expect(played.cell()).toMatchObject({ verdict: 'bankrupt', equityEnd: '0' });
    expect(played.cell().liquidations[0]).toMatchObject({ fee: '0', deficit: '1000' });
  });

  it('alone, the dollars would not have held it', async () => {
    // Initial margin 2000, of 1000 USDT.
    const played = await backed(falling(9000), falling(9000), { multiAssets: false });
    expect(played.story()).toEqual(['1h refused #1: insufficient-margin']);
    expect(played.cell()).toMatchObject({ verdict: 'not-held', equityStart: '11000', equityEnd: '10000' });
  });

  it('without a series of the coin it goes by the mark of the contract', async () => {
    const played = await playTwice({
      market: madeMarket({ [PERP]: { last: falling(6000) } }),
      capital,
      does: long2,
    });
    expect(Number(played.cell().liquidations[0]!.prices[PERP])).toBeCloseTo(price, 9);
    expect(played.results.run.assumptions.join(' ')).toContain(`No spot series of BTC`);
  });
});

describe('a dollar coin beside the quote', () => {
  it('counts one for one', async () => {
    const played = await playTwice({
      market: madeMarket({ [PERP]: { last: [100, 100, [100, 100, 90, 90]] } }),
      capital: { USDT: '50', USDC: '50' },
      // 100 + 10 (p − 100) = 0.05 p at 900 / 9.95.
      does: { 0: ({ order }) => order.market(PERP, { quantity: 10, leverage: 20 }) },
    });
    expect(Number(played.cell().liquidations[0]!.prices[PERP])).toBeCloseTo(900 / 9.95, 9);
  });
});

describe('money of an account of several assets', () => {
  const flat: Bar[] = [10_000, 10_000, 10_000, 10_000];
  const moving = (asks: Script[number], more: Partial<Setup> = {}) =>
    backed(flat, flat, { does: { ...long2, 1: asks }, ...more });

  it('comes and goes in quote, as far as there is quote and the rest stands', async () => {
    const played = await moving(({ order }) => {
      order.withdraw(1000.01);
      order.deposit(500);
      order.withdraw(1500);
    });
    // The coin's 9500 stand for an initial margin of 2000.
    expect(played.story().slice(1)).toEqual([
      '2h refused withdraw: insufficient-margin',
      '2h deposit 500',
      '2h withdrawal 1500',
    ]);
    expect(played.cell()).toMatchObject({ equityStart: '11000', equityEnd: '10000', deposited: '-1000' });
  });

  it('stays where the pool would fall below its initial margin', async () => {
    // 0.2 BTC count 1900: 100 of the quote must stay.
    const played = await moving(
      ({ order }) => {
        order.withdraw(900.01);
        order.withdraw(900);
      },
      { capital: { USDT: '1000', BTC: '0.2' } },
    );
    expect(played.story().slice(1)).toEqual([
      '2h refused withdraw: insufficient-margin',
      '2h withdrawal 900',
    ]);
  });

  it('isolated: margin in the asset of the contract alone, whatever else is there', async () => {
    const played = await backed(flat, flat, {
      modes: ['isolated'],
      does: {
        0: ({ order }) => {
          order.market(PERP, { quantity: 1.1, leverage: 10 });
          order.market(PERP, { quantity: 1, leverage: 10 });
        },
      },
    });
    expect(played.story()).toEqual([
      '1h refused #1: insufficient-margin',
      '1h fill #2 1 BTCUSDT_PERP @ 10000 taker',
    ]);
  });

  it('is refilled asset by asset after an end, the quote first', async () => {
    // 1 BTC at 6000 and 1000 USDT make 7000; nothing is left after the gap.
    const gap: Bar[] = [10_000, 10_000, 6000, 6000];
    const played = await backed(gap, gap, { afterLiquidation: 'refill' });
    const refill = played.rows().find(({ by }) => by === 'refill');
    expect(refill!.postings).toEqual([
      ['external', 'wallet', '1000'],
      ['external:BTC', 'wallet:BTC', '1'],
    ]);
    expect(played.cell()).toMatchObject({ verdict: 'bankrupt', equityEnd: '7000', deposited: '7000' });
  });
});
