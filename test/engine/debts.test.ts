/** What is owed: borrowed for spot or left by a loss; interest by the hour, conversion, and an end by debt alone. */
import { describe, expect, it } from 'vitest';
import { type Bar, type Made, madeMarket } from './made-market.ts';
import { playTwice, type Script, type Setup } from './play.ts';

const SPOT = 'BTCUSDT';
const PERP = 'BTCUSDT_PERP';
const spot = (last: Bar[]): Made => ({ instrument: { kind: 'spot' }, last });
const at = (venue: string) => ({ isolated: venue, cross: venue, portfolio: 'pm-stress' });
const flat = (price: number): Bar => price;
const buy = (quantity: number): Script => ({ 0: ({ order }) => order.market(SPOT, { quantity }) });

describe('bybit: a coin bought on credit', () => {
  const HOURLY = 0.000014621596;
  /** 1 BTC and 1000 USDT; another BTC at 10,000 leaves 9000 USDT to be owed. */
  const lent = (last: Bar[], more: Partial<Setup> = {}) =>
    playTwice({
      market: madeMarket({ [SPOT]: spot(last) }),
      venue: at('bybit'),
      capital: { USDT: '1000', BTC: '1' },
      does: buy(1),
      ...more,
    });

  it('is charged by the hour, interest on interest', async () => {
    const played = await lent([10_000, 10_000, 10_000, 10_000]);
    // 9000 · 0.0014621596 %, then of 9000.131594364.
    expect(played.story()).toEqual([
      '1h fill #1 1 BTCUSDT @ 10000 taker',
      '2h interest USDT 0.131594364',
      '3h interest USDT 0.131596288119626285',
    ]);
    const [first, second] = played.rows().filter(({ kind }) => kind === 'interest');
    expect(first).toMatchObject({ hours: 1, postings: [['wallet', 'interest', '0.131594364']] });
    expect(Number(second!.paid)).toBeCloseTo((9000 + 9000 * HOURLY) * HOURLY, 15);
    expect(Number(played.cell().interestPaid)).toBeCloseTo(0.263190652119626, 12);
    expect(Number(played.cell().equityEnd)).toBeCloseTo(11_000 - 0.263190652119626, 9);
    // Nothing is held, and yet 4 % of the debt is required of 0.98 · 20,000 less it.
    const debt = 9000.263190652119626;
    expect(played.cell().minHealth).toBeCloseTo((19_600 - debt) / (0.04 * debt), 9);
    expect(played.cell().verdict).toBe('untouched');
  });

  it('as far as the pool carries a fifth of the debt', async () => {
    // 0.98 (1 + q) − (q − 0.1) = 1.08 − 0.02 q against 0.2 (q − 0.1), in units of 10,000: q = 5.
    const most = await lent([10_000, 10_000], { does: buy(5) });
    expect(most.story()).toEqual(['1h fill #1 5 BTCUSDT @ 10000 taker']);
    const more = await lent([10_000, 10_000], { does: buy(5.0001) });
    expect(more.story()).toEqual(['1h refused #1: insufficient-margin']);
  });

  it('a coin sold short is a debt in coin', async () => {
    const played = await lent([10_000, 10_000, 12_000], { does: buy(-1.5) });
    // 0.5 BTC are owed, which cost 6000 then.
    expect(played.story()[1]).toBe('2h interest BTC 0.000007310798');
    expect(Number(played.cell().equityEnd)).toBeCloseTo(16_000 - 0.500007310798 * 12_000, 9);
    expect(Number(played.cell().interestPaid)).toBeCloseTo(0.000007310798 * 12_000, 12);
  });

  it('alone ends the account, and what is owned repays it', async () => {
    const played = await lent([10_000, 10_000, [10_000, 10_000, 4000, 5000]]);
    // 1.96 p − D = 0.04 D at 1.04 D / 1.96, D with an hour of interest.
    const debt = 9000.131594364;
    const price = (1.04 * debt) / 1.96;
    const [, , conversion] = played.story();
    expect(played.story().slice(0, 2)).toEqual([
      '1h fill #1 1 BTCUSDT @ 10000 taker',
      '2h interest USDT 0.131594364',
    ]);
    expect(conversion).toMatch(/^2h conversion \S+ BTC for 9000\.131594364 USDT$/);
    expect(Number(conversion!.split(' ')[2])).toBeCloseTo(debt / price, 12);
    expect(played.story()).toHaveLength(3);
    expect(played.cell()).toMatchObject({ verdict: 'liquidated', accountAlive: false, minHealth: 1 });
    expect(played.cell().liquidations[0]).toMatchObject({
      prices: {},
      quantities: {},
      fee: '0',
      deficit: '0',
    });
    // 2 − 1.96 / 1.04 BTC are left.
    expect(Number(played.cell().equityEnd)).toBeCloseTo((2 - 1.96 / 1.04) * 5000, 8);
  });

  it('and where it does not, the fund pays the rest', async () => {
    const played = await lent([10_000, 10_000, 4000]);
    expect(played.story().slice(2)).toEqual([
      '2h conversion 2 BTC for 8000 USDT',
      '2h liquidation of account: deficit 1000.131594364',
    ]);
    expect(played.cell()).toMatchObject({ verdict: 'bankrupt', equityEnd: '0' });
    expect(played.cell().liquidations[0]!.deficit).toBe('1000.131594364');
  });

  it('the interest of an account that is asked nothing else is its cause, too', async () => {
    const played = await lent([10_000, 10_000, 10_000, 4000]);
    const { cause } = played.cell().liquidations[0]!;
    expect(Number(cause.interest)).toBeCloseTo(-0.263190652119626, 12);
    // 0.98 · 2 coins fell by 6000.
    expect(Number(cause.collateral)).toBeCloseTo(-11_760, 9);
  });

  it('is not lent where each asset stands alone, nor in isolated margin', async () => {
    const alone = await lent([10_000, 10_000], { multiAssets: false, modes: ['isolated', 'cross'] });
    expect(alone.story('cross')).toEqual(['1h refused #1: insufficient-margin']);
    expect(alone.story('isolated')).toEqual(['1h refused #1: insufficient-margin']);
  });
});

describe('okx: a debt with a free amount', () => {
  const lent = (quantity: number, last: Bar[] = [10_000, 10_000, 10_000]) =>
    playTwice({
      market: madeMarket({ [SPOT]: spot(last) }),
      venue: at('okx'),
      capital: { USDT: '0', BTC: '10' },
      does: buy(quantity),
    });

  it('is charged on what exceeds it', async () => {
    // 25,000 owed, 20,000 of them free: 0.001 % of 5000.
    const played = await lent(2.5);
    expect(played.story()[1]).toBe('2h interest USDT 0.05');
    expect(played.cell()).toMatchObject({ interestPaid: '0.05', equityEnd: '99999.95' });
    expect((await lent(2)).story()).toHaveLength(1);
  });

  it('is repaid when the account ends, without a forfeit', async () => {
    // 35 BTC bought: 0.98 · 45 p − 350,000 − 3.3 of interest = 3 % of the debt at 360,503.399 / 44.1 = 8174.68…
    const debt = 350_003.3;
    const price = (1.03 * debt) / 44.1;
    const played = await lent(35, [10_000, 10_000, [10_000, 10_000, 8000, 8000]]);
    expect(played.story()).toHaveLength(3);
    expect(played.story()[2]).toMatch(/^2h conversion \S+ BTC for 350003\.3 USDT$/);
    expect(played.cell().verdict).toBe('liquidated');
    expect(Number(played.cell().equityEnd)).toBeCloseTo((45 - debt / price) * 8000, 6);
  });
});

describe('binance multi-assets: a loss that left a debt', () => {
  const lost = (low: number, more: Partial<Setup> = {}) => {
    const bars: Bar[] = [10_000, 10_000, flat(low), flat(low), flat(low)];
    return playTwice({
      market: madeMarket({ [SPOT]: spot(bars), [PERP]: { last: bars } }),
      venue: { isolated: 'binance-usdm', cross: 'binance-usdm', portfolio: 'pm-stress' },
      capital: { BTC: '10' },
      does: {
        0: ({ order }) => order.market(PERP, { quantity: 10, leverage: 10 }),
        1: ({ order }) => order.close(PERP),
      },
      ...more,
    });
  };
  const opened = ['1h fill #1 10 BTCUSDT_PERP @ 10000 taker', '2h fill #2 -10 BTCUSDT_PERP @ 8900 taker'];

  it('is exchanged beyond its limit, at 97.5 % of the price, at the next open', async () => {
    const played = await lost(8900);
    // 11,000 owed, ÷ (8900 · 0.975) = 1.26764621… BTC.
    expect(played.story()).toEqual([...opened, '3h conversion 1.267646211466436186 BTC for 11000 USDT']);
    expect(1.267646211466436186).toBeCloseTo(11_000 / (8900 * 0.975), 12);
    expect(Number(played.cell().equityEnd)).toBeCloseTo((10 - 11_000 / (8900 * 0.975)) * 8900, 8);
    expect(played.cell()).toMatchObject({ interestPaid: '0', positionsKept: true, accountAlive: true });
  });

  it('at the limit it is left alone, free of interest', async () => {
    const played = await lost(9000);
    expect(played.story()).toHaveLength(2);
    // 10,000 owed of 90,000.
    expect(played.cell().equityEnd).toBe('80000');
  });

  it('from 2025 on the limit is 5000', async () => {
    const played = await lost(9499, { asOf: Date.UTC(2025, 5, 1) });
    const owed = 5010;
    expect(played.story()[2]).toMatch(/^3h conversion \S+ BTC for 5010 USDT$/);
    expect(Number(played.cell().equityEnd)).toBeCloseTo((10 - owed / (9499 * 0.975)) * 9499, 8);
    expect((await lost(9500, { asOf: Date.UTC(2025, 5, 1) })).story()).toHaveLength(2);
  });
});

describe('generic: a loss beyond the quote', () => {
  it('is owed without interest, and the coin stands for it', async () => {
    const bars: Bar[] = [10_000, 10_000, 9000, 9000, [9000, 9000, 1100, 1100], 1100];
    const played = await playTwice({
      market: madeMarket({ [SPOT]: spot(bars), [PERP]: { last: bars } }),
      capital: { BTC: '1' },
      does: {
        0: ({ order }) => order.market(PERP, { quantity: 1, leverage: 10 }),
        1: ({ order }) => order.close(PERP),
      },
    });
    // 1000 owed; 0.95 p comes to it at 1052.63, which is not reached.
    expect(played.story()).toHaveLength(2);
    expect(played.cell()).toMatchObject({ equityEnd: '100', interestPaid: '0', positionsKept: true });
  });
});
