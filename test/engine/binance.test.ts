/** The staged liquidation of Binance USD-M and its portfolio margin, on books worked out by hand (semantics §6). */
import { describe, expect, it } from 'vitest';
import { type Bar, madeMarket } from './made-market.ts';
import { play, type Script, type Setup } from './play.ts';

/** The tables first seen on 2022-02-13: BTC 1 m to 7.5 m at 2.5 % − 16,300, 250 k to 1 m at 1 % − 1,300, … */
const asOf = Date.UTC(2022, 2, 1);
const venue = { isolated: 'binance-usdm', cross: 'binance-usdm', portfolio: 'binance-usdm' };
const binance = (bars: { last: Bar[]; mark?: Bar[] }, does: Script, more: Partial<Setup> = {}) =>
  play({ market: madeMarket({ BTCUSDT: bars }), venue, asOf, does, ...more });
const long100: Script = { 0: ({ order }) => order.market('BTCUSDT', { quantity: 100, leverage: 20 }) };

describe('a bucket at zero', () => {
  // 1.2 m at 12,000: 113,700 − 100,000 = 13,700 = 2.5 % − 16,300.
  const capital = { USDT: '113700' };
  const to12000: Bar[] = [13_000, 13_000, [13_000, 13_000, 12_000, 12_000], 13_000];

  it('is reduced to the floor of its tier, which the lower tier contains, and lives if that is enough', async () => {
    const played = await binance({ last: to12000 }, long100, { capital });
    // 200,000 of notional are closed for a fee of 1 %; 11,700 back 1 m, which asks for 8,700.
    expect(played.story().slice(1)).toEqual([
      '2h liquidation of account: -16.666666666666667 BTCUSDT @ 12000',
      '2h liquidation of account: fee 2000.00000000000004',
    ]);
    expect(played.cell()).toMatchObject({
      verdict: 'reduced',
      positionsKept: false,
      accountAlive: true,
      minHealth: 1,
    });
    expect(played.cell().liquidations[0]).toMatchObject({ kind: 'reduce', bucket: 'account', deficit: '0' });
    expect(Number(played.cell().equityEnd)).toBeCloseTo(11_700 + 1000 * (100 - 16.666666666666667), 6);
  });

  it('is not touched a cent above', async () => {
    const last: Bar[] = [13_000, 13_000, [13_000, 13_000, 12_000.01, 12_000.01]];
    expect((await binance({ last }, long100, { capital })).cell().verdict).toBe('margin-called');
  });

  it('is judged on mark and reduced at last', async () => {
    const last: Bar[] = [13_000, 13_000, [13_000, 13_000, 11_950, 11_950]];
    const played = await binance({ last, mark: to12000.slice(0, 3) }, long100, { capital });
    expect(played.story()[1]).toBe('2h liquidation of account: -16.666666666666667 BTCUSDT @ 11950');
    expect(played.cell().liquidations[0]!.prices).toEqual({ BTCUSDT: '12000' });
  });

  it('goes on down the tiers while it is breached, each step a row', async () => {
    const last: Bar[] = [13_000, 13_000, 11_950];
    const played = await binance({ last }, long100, { capital });
    // At 11,950: 8,700 against 13,575; the step costs 1,950 of fee, and 6,750 still do not back 1 m.
    const steps = played.rows().filter(({ kind }) => kind === 'liquidation');
    expect(steps.map(({ step }) => step)).toEqual(['close', 'fee', 'close', 'fee', 'takeover']);
    expect(Number(steps[0]!.quantity)).toBeCloseTo(-195_000 / 11_950, 12);
    expect(Number(steps[2]!.quantity)).toBeCloseTo(-750_000 / 11_950, 12);
    // The second fee is all that is left; what nobody backs is taken over without one.
    expect(Number(steps[3]!.fee)).toBeCloseTo(8_700 - 1_950, 6);
    expect(played.cell()).toMatchObject({ verdict: 'liquidated', accountAlive: false, equityEnd: '0' });
  });

  it('closes all in its lowest tier', async () => {
    // 5 at 10,000, 0.4 %: 2,136 + 5 p − 50,000 = 0.02 p at 9,610.4…
    const does: Script = { 0: ({ order }) => order.market('BTCUSDT', { quantity: 5, leverage: 25 }) };
    const played = await binance({ last: [10_000, 10_000, [10_000, 10_000, 9000, 9000]] }, does, {
      capital: { USDT: '2136' },
    });
    const [row] = played.cell().liquidations;
    expect(row).toMatchObject({ kind: 'close', quantities: { BTCUSDT: '-5' } });
    expect(Number(row!.prices.BTCUSDT)).toBeCloseTo((50_000 - 2136) / 4.98, 9);
  });

  it('reduces the position with the largest requirement first', async () => {
    const market = madeMarket({
      BTCUSDT: { last: [13_000, 13_000, [13_000, 13_000, 11_930, 11_930]] },
      ETHUSDT: { last: [1000, 1000, 1000] },
    });
    const does: Script = {
      0: ({ order }) => {
        order.market('ETHUSDT', { quantity: 5, leverage: 20 });
        order.market('BTCUSDT', { quantity: 100, leverage: 20 });
      },
    };
    const played = await play({ market, venue, asOf, does, capital: { USDT: '120000' } });
    const [first] = played.rows().filter(({ kind }) => kind === 'liquidation');
    expect(first).toMatchObject({ symbol: 'BTCUSDT', step: 'close' });
    expect(Object.keys(played.cell().liquidations[0]!.quantities)).toEqual(['BTCUSDT']);
    expect(played.cell().verdict).toBe('reduced');
  });
});

describe('leverage on Binance', () => {
  it('is capped by the tier of the whole position', async () => {
    const asks: Script = {
      0: ({ order }) => order.market('BTCUSDT', { quantity: 5, leverage: 125 }),
      1: ({ order }) => order.market('BTCUSDT', { quantity: 0.1, leverage: 125 }),
      2: ({ order }) => order.market('BTCUSDT', { quantity: 0.1, leverage: 100 }),
    };
    const played = await binance({ last: [10_000, 10_000, 10_000, 10_000] }, asks);
    expect(played.story()).toEqual([
      '1h fill #1 5 BTCUSDT @ 10000 taker',
      '2h refused #2: leverage-above-maximum',
      '3h fill #3 0.1 BTCUSDT @ 10000 taker',
    ]);
  });
});

describe('Binance portfolio margin', () => {
  const long10: Script = { 0: ({ order }) => order.market('BTCUSDT', { quantity: 10, leverage: 20 }) };
  // At 9,500: 0.5 % of 95,000 − 50 = 425, times 1.05 = 446.25.
  const dying = (low: number, mode: 'cross' | 'portfolio') =>
    binance({ last: [10_000, 10_000, [10_000, 10_000, low, low]] }, long10, {
      modes: [mode],
      capital: { USDT: '5446.25' },
    });

  it('liquidates the whole account at a uniMMR of 1.05, at mark', async () => {
    const played = await dying(9500, 'portfolio');
    // The fee of 1 % takes what is left.
    expect(played.story().slice(1)).toEqual([
      '2h liquidation of account: -10 BTCUSDT @ 9500',
      '2h liquidation of account: fee 446.25',
    ]);
    expect(played.cell()).toMatchObject({ verdict: 'liquidated', minHealth: 1.05, equityEnd: '0' });
    // 5,446.25 − 1.05 × 450 at first; the requirement told is that of 1.05.
    expect(played.cell().liquidations[0]!.cause).toMatchObject({
      distanceStart: '4973.75',
      distanceEnd: '0',
      price: { BTCUSDT: '-5000' },
      requirementByPrice: '26.25',
    });
  });

  it('and not above it, nor where cross margin would stand', async () => {
    expect((await dying(9500.01, 'portfolio')).cell().verdict).toBe('margin-called');
    expect((await dying(9500, 'cross')).cell().verdict).toBe('margin-called');
  });

  it('offsets nothing: a hedged pair asks for both sums', async () => {
    const market = madeMarket({ BTCUSDT: { last: [10_000, 10_000] }, ETHUSDT: { last: [1000, 1000] } });
    const seen: number[] = [];
    const does: Script = {
      0: ({ order }) => {
        order.market('BTCUSDT', { quantity: 1, leverage: 20 });
        order.market('ETHUSDT', { quantity: -10, leverage: 20 });
      },
      1: ({ account }) => seen.push(account.maintenanceMargin),
    };
    await play({ market, venue, asOf, does, modes: ['portfolio'], capital: { USDT: '5000' } });
    // 0.4 % and 0.5 % of 10,000
    expect(seen.at(-1)).toBeCloseTo(90, 9);
  });
});
