/** What real venues do with a bucket that breaks, and what they refuse before: worked out by hand (semantics §6). */
import { describe, expect, it } from 'vitest';
import { type Bar, madeMarket } from './made-market.ts';
import { playTwice, type Script, type Setup } from './play.ts';

const at = (venue: string) => ({ isolated: venue, cross: venue, portfolio: 'pm-stress' });
const long = (quantity: number): Script => ({
  0: ({ order }) => order.market('BTCUSDT', { quantity, leverage: 10 }),
});
const falling = (low: number): Bar[] => [10_000, 10_000, [10_000, 10_000, low, low]];

describe('hyperliquid, BTC at 50x: half of 2 %', () => {
  const run = (quantity: number, capital: string, last: Bar[], more: Partial<Setup> = {}) =>
    playTwice({
      market: madeMarket({ BTCUSDT: { last } }),
      venue: at('hyperliquid'),
      capital: { USDT: capital },
      does: long(quantity),
      ...more,
    });
  // 1090 + p − 10,000 = 1 % of p at exactly 9000.
  const small = (last: Bar[]) => run(1, '1090', last);

  it('spares equality', async () => {
    const played = await small(falling(9000));
    expect(played.cell()).toMatchObject({ verdict: 'margin-called', minHealth: 1, positionsKept: true });
    const opened = await small([10_000, 10_000, 9000]);
    expect(opened.cell()).toMatchObject({ positionsKept: true, equityEnd: '90' });
  });

  it('closes a small position whole, without a fee, where it is passed', async () => {
    const played = await small(falling(8990));
    const [row] = played.cell().liquidations;
    expect(Number(row!.prices.BTCUSDT)).toBeCloseTo(9000, 9);
    expect(row).toMatchObject({ kind: 'close', quantities: { BTCUSDT: '-1' }, fee: '0', deficit: '0' });
    expect(Number(played.cell().equityEnd)).toBeCloseTo(90, 9);
    expect(played.cell().verdict).toBe('liquidated');
  });

  // 21,800 + 20 (p − 10,000) = 0.2 p at 9000, where the position is worth 180,000.
  const large = (low: number) => run(20, '21800', falling(low));

  it('sells a fifth of a large one first, which may be enough', async () => {
    // 1800 are left against 1440 for 16.
    const played = await large(8990);
    const [row, ...others] = played.cell().liquidations;
    expect(others).toEqual([]);
    expect(row).toMatchObject({ kind: 'reduce', fee: '0' });
    expect(Number(row!.quantities.BTCUSDT)).toBeCloseTo(-4, 12);
    expect(played.cell()).toMatchObject({ verdict: 'reduced', accountAlive: true });
    expect(Number(played.cell().equityEnd)).toBeCloseTo(1800 - 16 * 10, 8);
  });

  it('and a fifth of the rest at the next crossing', async () => {
    // 1800 + 16 (p − 9000) = 0.16 p at 142,200 / 15.84 = 8977.27…; 12.8 stand down to 8954.6.
    const played = await large(8960);
    const [first, second, ...others] = played.cell().liquidations;
    expect(others).toEqual([]);
    expect(Number(first!.prices.BTCUSDT)).toBeCloseTo(9000, 9);
    expect(Number(second!.prices.BTCUSDT)).toBeCloseTo(142_200 / 15.84, 9);
    expect(Number(second!.quantities.BTCUSDT)).toBeCloseTo(-3.2, 12);
  });

  // The mark crosses 9000 at 1000 / 1010 of its way; last goes `gap` further by then.
  const thin = (gap: number) => {
    const low = 10_000 - (1000 + gap) * 1.01;
    const market = madeMarket({ BTCUSDT: { last: falling(low), mark: falling(8990) } });
    return run(20, '21800', [], { market });
  };

  it('sells all of it where the fifth, filled far below mark, was not enough', async () => {
    // 4 at 100 below mark leave 1400 against 1440; 16 more at 100 below lose 1600.
    const played = await thin(100);
    expect(
      played
        .rows()
        .map(({ step }) => step)
        .slice(3),
    ).toEqual(['close', 'close', 'deficit']);
    const [row] = played.cell().liquidations;
    expect(Number(row!.quantities.BTCUSDT)).toBeCloseTo(-20, 12);
    expect(Number(row!.deficit)).toBeCloseTo(200, 6);
    expect(played.cell()).toMatchObject({ verdict: 'bankrupt', equityEnd: '0' });
  });

  it('and hands the rest to the backstop where the fifth left less than two thirds', async () => {
    // 4 at 300 below mark leave 600 of 1440.
    const played = await thin(300);
    expect(
      played
        .rows()
        .map(({ step }) => step)
        .slice(3),
    ).toEqual(['close', 'takeover', 'forfeit']);
    expect(Number((played.rows().at(-1)!.postings as string[][])[0]![2])).toBeCloseTo(600, 6);
    expect(played.cell().liquidations[0]).toMatchObject({ fee: '0', deficit: '0' });
    expect(played.cell().verdict).toBe('liquidated');
    expect(Number(played.cell().equityEnd)).toBeCloseTo(0, 9);
  });

  it('below two thirds of the maintenance the backstop takes position and margin', async () => {
    // p − 8910 = 2/3 % of p at 8969.798…: at 8970 60 come home, at 8969 nothing does.
    const sold = await small([10_000, 10_000, 8970]);
    expect(sold.story()[1]).toBe('2h liquidation of account: -1 BTCUSDT @ 8970');
    expect(sold.cell()).toMatchObject({ verdict: 'liquidated', equityEnd: '60' });
    const taken = await small([10_000, 10_000, 8969]);
    expect(taken.story().slice(1)).toEqual([
      '2h liquidation of account: takeover 1031',
      '2h liquidation of account: forfeit 59',
    ]);
    expect(taken.cell()).toMatchObject({ verdict: 'liquidated', equityEnd: '0' });
    expect(taken.cell().liquidations[0]).toMatchObject({ fee: '0', deficit: '0' });
  });
});

describe('bybit isolated: taken over at the bankruptcy price', () => {
  const run = (asOf: number, low: number) =>
    playTwice({
      market: madeMarket({ BTCUSDT: { last: falling(low) } }),
      venue: at('bybit'),
      asOf,
      modes: ['isolated'],
      capital: { USDT: '2000' },
      does: long(1),
    });

  it('loses its whole margin, whatever was left of it: maintenance of the value at entry', async () => {
    // 1000 + p − 10,000 = 0.5 % of 10,000 at 9050.
    const played = await run(Date.UTC(2024, 0, 1), 9000);
    expect(played.story().slice(1)).toEqual([
      '2h liquidation of BTCUSDT: takeover 950',
      '2h liquidation of BTCUSDT: forfeit 50',
      '2h liquidation of BTCUSDT: release',
    ]);
    expect(played.cell().liquidations[0]).toMatchObject({
      prices: { BTCUSDT: '9050' },
      deficit: '0',
      fee: '0',
    });
    expect(played.cell()).toMatchObject({ verdict: 'liquidated', equityEnd: '1000', accountAlive: true });
    expect((await run(Date.UTC(2024, 0, 1), 9050.01)).cell().positionsKept).toBe(true);
  });

  it('since September 2025 of the value at mark, with the fee of closing in both', async () => {
    // 0.055 % of 9000 is posted beside 1000 and required beside 0.5 % of p: p − 9000 = 0.005 p.
    const played = await run(Date.UTC(2025, 9, 1), 9000);
    const [row] = played.cell().liquidations;
    expect(Number(row!.prices.BTCUSDT)).toBeCloseTo(9000 / 0.995, 9);
    expect(Number(played.cell().equityEnd)).toBeCloseTo(2000 - 1000 - 4.95, 9);
  });
});

describe('binance portfolio margin between 1.05 and 1.20', () => {
  const asOf = Date.UTC(2022, 2, 1);
  const band = (capital: string, low: number, asks: Script[number]) =>
    playTwice({
      market: madeMarket({
        BTCUSDT: { last: [10_000, [10_000, 10_000, low, low], low, low] },
        ETHUSDT: { last: [1000, 1000, 1000, 1000] },
      }),
      venue: { isolated: 'binance-usdm', cross: 'binance-usdm', portfolio: 'binance-usdm' },
      asOf,
      modes: ['portfolio'],
      capital: { USDT: capital },
      does: { 0: ({ order }) => order.market('BTCUSDT', { quantity: 10, leverage: 20 }), 1: asks },
    });

  it('takes only what reduces', async () => {
    // At 9505: 496.25 against 0.5 % of 95,050 − 50 = 425.25, 1.167.
    const played = await band('5446.25', 9505, ({ order }) => {
      order.market('BTCUSDT', { quantity: 0.1 });
      order.market('ETHUSDT', { quantity: -1 });
      order.market('BTCUSDT', { quantity: -1 });
      order.market('BTCUSDT', { quantity: 0.1 });
    });
    // With 9 left, 496.25 are 1.31 times 377.725: the band is left, the margin is short all the same.
    expect(played.story().slice(1)).toEqual([
      '2h refused #2: reduce-only',
      '2h refused #3: reduce-only',
      '2h fill #4 -1 BTCUSDT @ 9505 taker',
      '2h refused #5: insufficient-margin',
    ]);
    expect(played.cell()).toMatchObject({
      verdict: 'margin-called',
      refusals: { 'reduce-only': 2, 'insufficient-margin': 1 },
    });
  });

  it('of an order that would turn the position over takes the closing half', async () => {
    const played = await band('5446.25', 9505, ({ order }) => order.market('BTCUSDT', { quantity: -10.5 }));
    // Flat, nothing is required: the new short is tested by its margin alone, 0.5 · 9505 / 20 of 496.25.
    expect(played.story().slice(1)).toEqual([
      '2h fill #2 -10 BTCUSDT @ 9505 taker',
      '2h fill #2 -0.5 BTCUSDT @ 9505 taker',
    ]);
  });

  it('begins below 1.20 itself', async () => {
    // 5510 + 10 (9500 − 10,000) = 510 = 1.2 · 425.
    const more: Script[number] = ({ order }) => order.market('BTCUSDT', { quantity: 0.1 });
    expect((await band('5510', 9500, more)).story()[1]).toBe('2h refused #2: insufficient-margin');
    expect((await band('5510', 9499.99, more)).story()[1]).toBe('2h refused #2: reduce-only');
  });

  it('and ends at 1.05, where the account does', async () => {
    const played = await band('5446.25', 9500, ({ order }) => order.market('BTCUSDT', { quantity: 0.1 }));
    expect(played.story()[1]).toBe('1h liquidation of account: -10 BTCUSDT @ 9500');
    expect(played.cell().verdict).toBe('liquidated');
  });
});
