/** Options and coin-margined contracts under a standard margin in the replay, screened and all in decimals. */
import { describe, expect, it } from 'vitest';
import { type Bar, type Made, madeMarket } from '../engine/made-market.ts';
import { playTwice, type Script } from '../engine/play.ts';

const EXPIRY = Date.UTC(2030, 0, 1);
const venueOf = (id: string) => ({ isolated: id, cross: id, portfolio: 'pm-stress' });

const call = (strike: number, last: readonly Bar[]): Made => ({
  instrument: { kind: 'option', strike, right: 'call', expiry: EXPIRY },
  last,
});
/** From a price to another in one candle, and there for the next. */
const from = (start: number, end: number): Bar[] => [
  start,
  start,
  [start, Math.max(start, end), Math.min(start, end), end],
  end,
];

const SHORT = 'BTC_USDC-1JAN30-102000-C';
const LONG = 'BTC_USDC-1JAN30-110000-C';
const PERP = 'BTC_USDC-PERPETUAL';

describe('deribit: a short call on a coin that nobody holds', () => {
  const market = madeMarket({
    [PERP]: { last: from(100_000, 116_000) },
    [SHORT]: call(102_000, from(4_000, 16_000)),
  });
  const sell = (quantity: number): Script => ({
    0: ({ order }) => order.market(SHORT, { quantity: -quantity }),
  });
  const run = (capital: string, path: 'nominal' | 'pessimistic' = 'nominal') =>
    playTwice({ market, venue: venueOf('deribit'), does: sell(1), capital: { USDC: capital }, path });

  it('is liquidated where equity beside the option is the published maintenance, and only as far as it takes', async () => {
    const { liquidations, rejections } = (await run('20000')).cell();
    expect(rejections).toBe(0);
    // 24,000 of cash, 0.075·S + mark asked: 20,000 − 12,000 t = 7,500 + 1,200 t.
    const t = 12_500 / 13_200;
    expect(liquidations[0]!.kind).toBe('reduce');
    expect(Number(liquidations[0]!.prices[SHORT])).toBeCloseTo(4_000 + 12_000 * t, 6);
    expect(liquidations[0]!.quantities).toEqual({ [SHORT]: '0.2' });
    // Of the premium, 0.75 %.
    expect(Number(liquidations[0]!.fee)).toBeCloseTo(0.2 * (4_000 + 12_000 * t) * 0.0075, 6);
  });

  it('lives with what the formula asks at the top', async () => {
    // 0.075·116,000 + 16,000 less the 4,000 that it was sold for.
    expect((await run('20700.01')).cell().liquidations).toEqual([]);
    expect((await run('20699.99')).cell().liquidations).not.toEqual([]);
  });

  it('is refused below its initial margin, out of the money by 2 %', async () => {
    expect((await run('12999.99')).cell().rejections).toBe(1);
    const taken = await run('13000');
    expect(taken.cell().rejections).toBe(0);
    expect(taken.cell().verdict).toBe('reduced');
  });
});

describe('derive: the worst payoff of an expiry', () => {
  const market = madeMarket({
    [PERP]: { last: from(50_000, 130_000) },
    [SHORT]: call(102_000, from(500, 30_000)),
    [LONG]: call(110_000, from(200, 23_000)),
  });
  const spread: Script = {
    0: ({ order }) => {
      order.market(LONG, { quantity: 1 });
      order.market(SHORT, { quantity: -1 });
    },
  };
  const run = (capital: string) =>
    playTwice({ market, venue: venueOf('derive'), does: spread, capital: { USDC: capital } });

  it('a spread that is covered by what it can lose lives through anything', async () => {
    // 8,000 between the strikes, 300 of premium won.
    const { liquidations, rejections } = (await run('7800')).cell();
    expect(rejections).toBe(0);
    expect(liquidations).toEqual([]);
  });

  it('with less it goes where the short call alone asks for all there is', async () => {
    const { liquidations, rejections } = (await run('7600')).cell();
    expect(rejections).toBe(0);
    // Cash of 7,900 = 0.09·(50,000 + 80,000 t) + 500 + 29,500 t.
    const t = (7_900 - 5_000) / 36_700;
    expect(Number(liquidations[0]!.prices[SHORT])).toBeCloseTo(500 + 29_500 * t, 4);
    expect(liquidations[0]!.worstScenario).toBeNull();
  });
});

describe('deribit: a coin-margined perpetual', () => {
  const bars = from(100_000, 60_000);
  const market = madeMarket({
    'BTC-PERPETUAL': { instrument: { kind: 'inverse-perpetual', contractSize: 10 }, last: bars },
  });
  const does: Script = { 0: ({ order }) => order.market('BTC-PERPETUAL', { quantity: 1_000_000 }) };

  it('dies where its coins meet a rate that grows as the coin falls', async () => {
    // 10,000,000 dollars, 100 BTC at the start: 2.5 % to open.
    const played = await playTwice({
      market,
      venue: venueOf('deribit'),
      does,
      multiAssets: false,
      capital: { BTC: '10' },
    });
    const [first] = played.cell().liquidations;
    // 10 + Q (1/E − 1/p) = (0.01 + 0.00005·Q/p)·Q/p, of n = Q/p coins: 110 − n = 0.01 n + 0.00005 n².
    const n = (-1.01 + Math.sqrt(1.01 ** 2 + 4 * 0.00005 * 110)) / (2 * 0.00005);
    expect(Number(first!.prices['BTC-PERPETUAL'])).toBeCloseTo(10_000_000 / n, 4);
    expect(first!.quantities).toEqual({ 'BTC-PERPETUAL': '-200000' });
  });
});
