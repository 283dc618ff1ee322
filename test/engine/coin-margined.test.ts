/** Inverse contracts: margin, PnL, fees and funding in the coin; the dollar figures worked out by hand. */
import { describe, expect, it } from 'vitest';
import type { PositionView } from '../../src/strategy/strategy.ts';
import { holdStrategy } from '../../src/strategy/hold.ts';
import { type Bar, madeMarket, type Made } from './made-market.ts';
import { playTwice, type Script, type Setup } from './play.ts';

const BTC = 'BTCUSD_PERP';
const ETH = 'ETHUSD_PERP';
/** A contract is 100 dollars of BTC, or 10 of ETH. */
const btc = (last: Bar[], more: Partial<Made> = {}): Made => ({
  instrument: { kind: 'inverse-perpetual', contractSize: 100 },
  last,
  ...more,
});
const eth = (last: Bar[]): Made => ({ instrument: { kind: 'inverse-perpetual', contractSize: 10 }, last });
const falling = (low: number): Bar[] => [10_000, 10_000, [10_000, 10_000, low, low]];
const rising = (high: number): Bar[] => [10_000, 10_000, [10_000, high, 10_000, high]];

/** One position of 100 contracts, 10,000 dollars or 1 BTC at 10,000, with a capital of 1 BTC. */
const holding = (quantity: number, leverage: number, last: Bar[], more: Partial<Setup> = {}) =>
  playTwice({
    market: madeMarket({ [BTC]: btc(last) }),
    modes: ['isolated'],
    capital: { BTC: '1' },
    does: { 0: ({ order }) => order.market(BTC, { quantity, leverage }) },
    ...more,
  });
const BUCKET = `liquidation of ${BTC}`;

describe('an isolated coin-margined long', () => {
  // Margin 0.1 BTC. In dollars: 0.1 p + (1 p − 10,000) = 0.5 % of 10,000 at 10,050 / 1.1 = 9136.36…
  const price = 10_050 / 1.1;

  it('dies where coin margin and coin loss come to the maintenance, and the fee is paid in coin', async () => {
    const played = await holding(100, 10, falling(9000));
    const [row] = played.cell().liquidations;
    expect(Number(row!.prices[BTC])).toBeCloseTo(price, 9);
    // 50 dollars are left there, 25 of them the fee of 0.25 %; 25 dollars in coin go home.
    expect(row).toMatchObject({ kind: 'close', bucket: BTC, quantities: { [BTC]: '-100' }, fee: '25' });
    expect(played.story().map(line => line.replace(/ 0\.\d{9,}/, ' coin'))).toEqual([
      `1h fill #1 100 ${BTC} @ 10000 taker`,
      `2h ${BUCKET}: -100 ${BTC} @ ${row!.prices[BTC]}`,
      `2h ${BUCKET}: fee coin`,
      `2h ${BUCKET}: release coin`,
    ]);
    expect(played.cell()).toMatchObject({ verdict: 'liquidated', accountAlive: true, minHealth: 1 });
    expect(Number(played.cell().equityEnd)).toBeCloseTo((0.9 + 25 / price) * 9000, 9);
  });

  it('and not a hair above', async () => {
    const played = await holding(100, 10, falling(9136.3637));
    expect(played.cell()).toMatchObject({ verdict: 'margin-called', positionsKept: true });
    // All of it in dollars: 2 BTC of which 1 is owed as 10,000 dollars.
    expect(Number(played.cell().equityEnd)).toBeCloseTo(2 * 9136.3637 - 10_000, 9);
  });

  it('posts, pays and settles in BTC, by name', async () => {
    const played = await holding(100, 10, falling(9000), { fees: 'venue' });
    const [, , fill, close, fee, release] = played.rows();
    // 0.05 % and a tenth of 1 BTC.
    expect(fill!.postings).toEqual([
      ['wallet:BTC', 'fees:BTC', '0.0005'],
      ['wallet:BTC', `margin:${BTC}`, '0.1'],
    ]);
    // The cost of 100 contracts is −100 · 100 / 10,000.
    expect(fill!.positions).toEqual([[BTC, '100', '-1']]);
    const lost = 10_000 / price - 1;
    const [[from, to, amount]] = close!.postings as [[string, string, string]];
    expect([from, to]).toEqual([`margin:${BTC}`, 'market:BTC']);
    expect(Number(amount)).toBeCloseTo(lost, 12);
    expect((fee!.postings as string[][])[0]!.slice(0, 2)).toEqual([`margin:${BTC}`, 'insurance:BTC']);
    expect((release!.postings as string[][])[0]!.slice(0, 2)).toEqual([`margin:${BTC}`, 'wallet:BTC']);
    expect(Number(played.cell().feesPaid)).toBeCloseTo(0.0005 * 9000, 9);
  });

  it('at leverage 1 has twice its coin at stake: it dies at half the price', async () => {
    // 1 p + 1 p − 10,000 = 50
    const [row] = (await holding(100, 1, falling(5000))).cell().liquidations;
    expect(Number(row!.prices[BTC])).toBeCloseTo(5025, 9);
  });

  it('gapped through leaves a deficit in coin, which the fund pays', async () => {
    // At 9000: 0.1 + 1 − 10,000 / 9000 = −0.0111… BTC, −100 dollars.
    const played = await holding(100, 10, [10_000, 10_000, 9000]);
    expect(played.cell()).toMatchObject({ verdict: 'bankrupt', accountAlive: true, equityEnd: '8100' });
    expect(Number(played.cell().liquidations[0]!.deficit)).toBeCloseTo(100, 9);
    expect(played.rows().at(-1)!.postings).toEqual([
      ['insurance:BTC', `margin:${BTC}`, '0.011111111111111111'],
    ]);
  });
});

describe('an isolated coin-margined short', () => {
  it('dies above: the coin that backs it rises with it, but less', async () => {
    // 0.1 p − 1 p + 10,000 = 50 at 9950 / 0.9 = 11,055.55…
    const played = await holding(-100, 10, rising(12_000));
    const [row] = played.cell().liquidations;
    expect(Number(row!.prices[BTC])).toBeCloseTo(9950 / 0.9, 9);
    expect(row).toMatchObject({ quantities: { [BTC]: '100' }, fee: '25', deficit: '0' });
    expect(Number(played.cell().equityEnd)).toBeCloseTo((0.9 + 25 / (9950 / 0.9)) * 12_000, 8);
  });

  it('at leverage 1 is worth the same at every price, and never dies', async () => {
    const wild: Bar[] = [10_000, 10_000, [10_000, 1_000_000, 1, 500], [500, 900_000, 500, 900_000]];
    const played = await holding(-100, 1, wild, { path: 'bracket' });
    // 10,000 dollars against 50, whatever a bitcoin costs.
    expect(played.cell()).toMatchObject({
      verdict: 'untouched',
      certainty: 'certain',
      minHealth: 200,
      equityEnd: '10000',
      liquidations: [],
    });
  });

  it('at leverage 2 dies at 19,900', async () => {
    // 0.5 p − 1 p + 10,000 = 50
    const [row] = (await holding(-100, 2, rising(20_000))).cell().liquidations;
    expect(Number(row!.prices[BTC])).toBeCloseTo(19_900, 9);
  });
});

describe('cross margin of two coins, each a pool of its own', () => {
  // BTC: 1 p + 3 p − 30,000 = 150 at 7537.5. ETH: 10 p − 5 p + 5000, which never falls to 25.
  const does: Script = {
    0: ({ order }) => {
      order.market(BTC, { quantity: 300, leverage: 10 });
      order.market(ETH, { quantity: -500, leverage: 10 });
    },
  };
  const both = (bars: Bar[], more: Partial<Setup> = {}) =>
    playTwice({
      market: madeMarket({ [BTC]: btc(bars), [ETH]: eth([1000, 1000, [1000, 1000, 700, 700]]) }),
      multiAssets: false,
      capital: { BTC: '1', ETH: '10' },
      does,
      ...more,
    });

  it('the one that breaks dies alone', async () => {
    const played = await both(falling(7000));
    const { liquidations, equityEnd, verdict } = played.cell();
    expect(liquidations).toHaveLength(1);
    expect(liquidations[0]).toMatchObject({ bucket: 'account:BTC', prices: { [BTC]: '7537.5' }, fee: '75' });
    expect(verdict).toBe('liquidated');
    // 75 of 150 dollars are left in coin at 7537.5; the other pool is worth 5 · 700 + 5000.
    expect(Number(equityEnd)).toBeCloseTo((75 / 7537.5) * 7000 + 8500, 9);
  });

  it('and not where its own coin stands', async () => {
    expect((await both(falling(7537.51))).cell().positionsKept).toBe(true);
  });

  it('bankrupt in one coin takes nothing from the other', async () => {
    // The next open is 7000: 4 · 7000 − 30,000 = −2000 dollars.
    const played = await both([10_000, 10_000, 7000]);
    expect(played.cell().verdict).toBe('bankrupt');
    expect(Number(played.cell().liquidations[0]!.deficit)).toBeCloseTo(2000, 9);
    expect(played.story().at(-1)).toBe('2h liquidation of account:BTC: deficit 0.285714285714285714');
    expect(played.cell().equityEnd).toBe('8500');
  });

  it('in one pool with the other lives: 95 % of both coins back both positions', async () => {
    // At 7000 and 700: 0.95 · 14,000 + (3 · 7000 − 30,000) + (5000 − 5 · 700) = 5800 against 175.
    const played = await both(falling(7000), { multiAssets: true });
    expect(played.cell()).toMatchObject({ positionsKept: true, accountAlive: true });
    // 7000 + 7000 − 9000 + 1500 at full value.
    expect(Number(played.cell().equityEnd)).toBeCloseTo(6500, 9);
    expect(played.cell().minHealth).toBeCloseTo(5800 / 175, 12);
  });
});

describe('funding of an inverse contract', () => {
  it('is paid in coin on its face at mark', async () => {
    // 10,000 dollars at a mark of 8000 are 1.25 BTC, of which 0.1 %.
    const played = await playTwice({
      market: madeMarket({ [BTC]: btc([10_000, 10_000, 8000, 8000], { funding: [[2, 0.001]] }) }),
      modes: ['isolated'],
      capital: { BTC: '1' },
      does: { 0: ({ order }) => order.market(BTC, { quantity: 100, leverage: 2 }) },
    });
    const row = played.rows().find(({ kind }) => kind === 'funding');
    expect(row).toMatchObject({ rate: 0.001, mark: '8000', paid: '0.00125' });
    expect(row!.postings).toEqual([[`margin:${BTC}`, 'funding:BTC', '0.00125']]);
    expect(played.cell().fundingPaid).toBe('10');
    // (2 − 0.00125) · 8000 − 10,000
    expect(played.cell().equityEnd).toBe('5990');
  });
});

describe('the strategy sees of a coin-margined account', () => {
  it('coins as balances, everything else in dollars', async () => {
    const seen: Record<string, number>[] = [];
    let position: PositionView | undefined;
    const does: Script = {
      0: ({ order }) => order.market(BTC, { quantity: -100, leverage: 4 }),
      2: ({ account }) => {
        position = account.position(BTC);
        const { wallet, equity, maintenanceMargin } = account;
        seen.push({ wallet, equity, maintenanceMargin, coins: account.balance('BTC') });
        expect({ ...figuresOf(position!) }).toEqual({
          entryPrice: 10_000,
          quantity: -100,
          // Its face; 10,000 − 1 · 8000 are won; a quarter of 1 BTC is posted.
          notional: -10_000,
          unrealisedPnl: 2000,
          isolatedMargin: 0.25,
          leverage: 4,
        });
      },
    };
    await playTwice({
      market: madeMarket({ [BTC]: btc([10_000, 10_000, 8000, 8000]) }),
      modes: ['isolated'],
      capital: { BTC: '1' },
      does,
    });
    expect(seen.at(-1)).toEqual({ wallet: 0, equity: 10_000, maintenanceMargin: 50, coins: 0.75 });
  });
});

const figuresOf = ({
  entryPrice,
  quantity,
  notional,
  unrealisedPnl,
  isolatedMargin,
  leverage,
}: PositionView) => ({
  entryPrice,
  quantity,
  notional,
  unrealisedPnl,
  isolatedMargin,
  leverage,
});

describe('orders on an inverse contract', () => {
  it('rest, and are met by price; a notional is that much face', async () => {
    const played = await playTwice({
      market: madeMarket({
        [BTC]: btc([10_000, [10_000, 10_000, 9400, 9800], [9800, 9900, 8900, 8900], 8900]),
      }),
      capital: { BTC: '1' },
      does: {
        0: ({ order }) => {
          order.limit(BTC, { notional: 4750, price: 9500, leverage: 5 });
          order.stop(BTC, { price: 9000, reduceOnly: true });
        },
        2: ({ order }) => order.market(BTC, { notional: -150, leverage: 5 }),
      },
    });
    expect(played.story()).toEqual([
      // 4750 / 100 contracts, 0.5 BTC at 9500.
      `1h fill #1 47.5 ${BTC} @ 9500 maker`,
      `2h fill #2 -47.5 ${BTC} @ 9000 taker`,
      `3h fill #3 -1.5 ${BTC} @ 8900 taker`,
    ]);
    // 4750 (1/9500 − 1/9000) = −0.02777… BTC.
    const [, stopped] = played.rows().filter(({ kind }) => kind === 'fill');
    expect(stopped!.postings).toEqual([['wallet:BTC', 'market:BTC', '0.027777777777777778']]);
  });
});

describe('an account of coins', () => {
  it('that has none of the coin holds no coin-margined position', async () => {
    const played = await playTwice({
      market: madeMarket({ [BTC]: btc(falling(9000)) }),
      modes: ['isolated', 'cross'],
      capital: { USDT: '100000' },
      does: { 0: ({ order }) => order.market(BTC, { quantity: 1, leverage: 10 }) },
    });
    for (const mode of ['isolated', 'cross'] as const) {
      expect(played.story(mode)).toEqual(['1h refused #1: insufficient-margin']);
      expect(played.cell(mode)).toMatchObject({ verdict: 'not-held', equityEnd: '100000' });
    }
  });

  it('is refilled in coin to what it opened with', async () => {
    // 4 p − 30,000 = 150 at 7537.5; 75 dollars are left, 7462.5 are missing there.
    const played = await playTwice({
      market: madeMarket({ [BTC]: btc([...falling(7500), 7500]) }),
      capital: { BTC: '1' },
      afterLiquidation: 'refill',
      does: { 0: ({ order }) => order.market(BTC, { quantity: 300, leverage: 10 }) },
    });
    const refill = played.story().at(-1)!;
    expect(refill).toMatch(/^2h deposit .* to refill$/);
    expect(Number(refill.split(' ')[2])).toBeCloseTo(7462.5 / 7537.5, 15);
    expect(Number(played.cell().equityEnd)).toBeCloseTo(7500, 9);
    expect(Number(played.cell().deposited)).toBeCloseTo((7462.5 / 7537.5) * 7500, 9);
    expect(played.cell().verdict).toBe('liquidated');
  });

  it('holds a book on paper, all or nothing', async () => {
    const market = madeMarket({ [BTC]: btc(falling(9500)), [ETH]: eth([1000, 1000, 1000]) });
    const hold = (ethers: string) =>
      playTwice({
        market,
        multiAssets: false,
        capital: { BTC: '1', ETH: ethers },
        does: holdStrategy([
          { symbol: BTC, quantity: '100', leverage: 10 },
          { symbol: ETH, notional: '-5000', leverage: 10 },
        ]),
      });
    // 500 contracts of 10 dollars ask 0.5 ETH.
    expect((await hold('0.5')).story()).toEqual([
      `1h fill #1 100 ${BTC} @ 10000 taker`,
      `1h fill #2 -500 ${ETH} @ 1000 taker`,
    ]);
    const refused = await hold('0.49');
    expect(refused.story()).toEqual([
      '1h refused #1: insufficient-margin',
      '1h refused #2: insufficient-margin',
    ]);
    expect(refused.cell().verdict).toBe('not-held');
  });
});
