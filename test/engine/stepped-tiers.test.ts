/** Whole-position tiers (rules: portfolio.md §1.1): where the rate of all of a position jumps, a bucket dies at the jump. */
import { describe, expect, it } from 'vitest';
import { type Bar, madeMarket } from './made-market.ts';
import { playTwice, type Setup } from './play.ts';

const venue = { isolated: 'okx', cross: 'okx', portfolio: 'okx' };
/** The tables of 11 June 2021. SOL by those of ADAUSDT in quote: 1 % to 75,000, 1.5 % to 150,000, 2 % to 300,000. */
const asOf = Date.UTC(2021, 6, 1);
/** The taker fee stands in the requirement. */
const FEE = 0.0005;

const short = (quantity: number, capital: string, bar: Bar, more: Partial<Setup> = {}) =>
  playTwice({
    market: madeMarket({ SOLUSDT: { last: [99, 99, bar] } }),
    venue,
    asOf,
    capital: { USDT: capital },
    does: { 0: ({ order }) => order.market('SOLUSDT', { quantity: -quantity, leverage: 50 }) },
    ...more,
  });

describe('a rising short that reaches the edge of its tier', () => {
  // 750 SOL are 75,000 at 100: 1750 − 750 = 1000 against 787.5 at 1.05 %, 1162.5 at 1.55 %.
  const rising = (high: number, more: Partial<Setup> = {}) => short(750, '1750', [99, high, 99, high], more);

  it('lives at the edge itself, which the lower tier contains', async () => {
    const played = await rising(100);
    expect(played.cell()).toMatchObject({ verdict: 'margin-called', equityEnd: '1000' });
    expect(played.cell().minHealth).toBeCloseTo(1000 / (75_000 * (0.01 + FEE)), 12);
  });

  it.each([100.000_001, 100.01, 100.2, 103])('dies just beyond it, also on the way to %d', async high => {
    const played = await rising(high);
    const [row] = played.cell().liquidations;
    const price = Number(row!.prices.SOLUSDT);
    expect(price).toBeGreaterThan(100);
    expect(price).toBeCloseTo(100, 9);
    // In its two lowest tiers a position is taken over whole, and what is left goes along.
    expect(row).toMatchObject({ kind: 'close', quantities: { SOLUSDT: '750' }, fee: '0', deficit: '0' });
    expect(played.rows().map(({ step }) => step)).toEqual([
      undefined,
      undefined,
      undefined,
      'takeover',
      'forfeit',
    ]);
    expect(Number((played.rows().at(-1)!.postings as string[][])[0]![2])).toBeCloseTo(1000, 6);
    expect(played.cell()).toMatchObject({ verdict: 'liquidated', accountAlive: false });
    expect(Number(played.cell().equityEnd)).toBeCloseTo(0, 9);
  });

  it('is missed by open and close alone: whether it died, the candle does not say', async () => {
    const played = await short(750, '1750', [99, 100.5, 98, 98.5], { path: 'bracket' });
    expect(played.cell()).toMatchObject({
      verdict: 'liquidated',
      certainty: 'path-dependent',
      bounds: { pessimistic: { verdict: 'liquidated' }, optimistic: { equityEnd: '2125' } },
    });
  });

  it('that can carry the higher tier dies where its own line crosses', async () => {
    // 2500 + 750 (99 − p) = 1.55 % of 750 p at 76,750 / 761.625 = 100.77…
    const played = await short(750, '2500', [99, 102, 99, 102]);
    const [row] = played.cell().liquidations;
    expect(Number(row!.prices.SOLUSDT)).toBeCloseTo((2500 + 750 * 99) / (750 * (1 + 0.015 + FEE)), 9);
  });

  it('in tier 3 or above is brought down by two tiers, and lives', async () => {
    // 1500 SOL are 150,000 at 100: 4000 − 1500 = 2500 against 2325 at 1.55 %, 3075 at 2.05 %.
    const played = await short(1500, '4000', [99, 100.2, 99, 100.2]);
    const [row] = played.cell().liquidations;
    expect(Number(row!.prices.SOLUSDT)).toBeCloseTo(100, 9);
    // Half of it is left for tier 1; the other half pays 0.05 % of 75,000.
    expect(Number(row!.quantities.SOLUSDT)).toBeCloseTo(750, 6);
    expect(Number(row!.fee)).toBeCloseTo(37.5, 6);
    expect(row).toMatchObject({ kind: 'reduce', deficit: '0' });
    expect(played.cell()).toMatchObject({ verdict: 'reduced', accountAlive: true });
    expect(Number(played.cell().equityEnd)).toBeCloseTo(2462.5 - 750 * 0.2, 6);
  });

  it('sees its stop filled first where that lies before the edge', async () => {
    const played = await short(750, '1750', 99, {
      market: madeMarket({ SOLUSDT: { last: [99, 99, [99, 101, 99, 101]] } }),
      does: {
        0: ({ order }) => {
          order.market('SOLUSDT', { quantity: -750, leverage: 50 });
          order.stop('SOLUSDT', { price: 100, reduceOnly: true });
        },
      },
    });
    expect(played.story().at(-1)).toBe('2h fill #2 750 SOLUSDT @ 100 taker');
    expect(played.cell()).toMatchObject({ positionsKept: true, equityEnd: '1000' });
  });
});

describe('a falling coin-margined long', () => {
  // 120,000 contracts of 10 dollars are 600 ETH at 2000: 0.5 % of them up to there, 1 % beyond, and the fee.
  const falling = (low: number) =>
    playTwice({
      market: madeMarket({
        ETHUSD_PERP: {
          instrument: { kind: 'inverse-perpetual', contractSize: 10 },
          last: [2010, 2010, [2010, 2010, low, low]],
        },
      }),
      venue,
      asOf,
      capital: { ETH: '8' },
      does: { 0: ({ order }) => order.market('ETHUSD_PERP', { quantity: 120_000, leverage: 100 }) },
    });
  // 8 · 2000 + 1.2 m · (2000 / 2010 − 1) = 10,029.85 against 6600, beyond it 12,600.
  const left = 16_000 + 1.2e6 * (2000 / 2010 - 1);

  it('grows in coin: it lives at the edge', async () => {
    const played = await falling(2000);
    expect(played.cell().positionsKept).toBe(true);
    expect(played.cell().minHealth).toBeCloseTo(left / 6600, 9);
  });

  it('and is reduced by two tiers just below it', async () => {
    const played = await falling(1999);
    const [row] = played.cell().liquidations;
    const price = Number(row!.prices.ETHUSD_PERP);
    expect(price).toBeLessThan(2000);
    expect(price).toBeCloseTo(2000, 9);
    // 300 ETH are left: 60,000 contracts. The others pay 0.05 % of 600,000 dollars.
    expect(Number(row!.quantities.ETHUSD_PERP)).toBeCloseTo(-60_000, 4);
    expect(Number(row!.fee)).toBeCloseTo(300, 6);
    expect(played.cell()).toMatchObject({ verdict: 'reduced', accountAlive: true });
    // What is left in ETH goes on with half the position.
    const coins = (left - 300) / 2000 + 6e5 * (1 / 2000 - 1 / 1999);
    expect(Number(played.cell().equityEnd)).toBeCloseTo(coins * 1999, 5);
  });
});
