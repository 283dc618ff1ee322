/** OKX's requirements, collateral and liquidation, against published figures and its announced tables. */
import { describe, expect, it } from 'vitest';
import { Decimal, ZERO } from '../../src/basics/money.ts';
import { makeInstrument, perpetual } from '../../src/market/instrument.ts';
import type { MarginTier } from '../../src/margin/tiered-model.ts';
import { rulesOf } from '../../src/venue/registry.ts';
import { differences, fullVectors, type Results, type Vector } from '../vectors/vectors.ts';
import { decimals, held, JULY_2021, okx, priceAtZero } from './okx-book.ts';

const flat = (rate: string): MarginTier[] => [
  {
    floor: ZERO,
    cap: new Decimal(Infinity),
    maintenanceMarginRate: new Decimal(rate),
    maxLeverage: 125,
    deduction: ZERO,
  },
];

interface Inputs {
  side: 'long' | 'short';
  qty_base: string;
  entry_price: string;
  leverage: string;
  maint_margin_rate: string;
  taker_fee_rate: string;
  wallet_balance_usdt?: string;
  unrealized_pnl?: string;
  margin_ratio?: string;
  size?: string;
  brackets?: { floor: string; cap: string; maint_margin_rate: string }[];
}

/** A vector through the rules object: fitted rates as overrides, nothing else of its own. */
function reproduce({ id, inputs }: Vector): Results {
  const i = inputs as Inputs;
  if (i.brackets) {
    const tiers = i.brackets.map(({ floor, cap, maint_margin_rate }) => ({
      ...flat(maint_margin_rate)[0]!,
      floor: new Decimal(floor),
      cap: new Decimal(cap),
    }));
    const { model } = okx(['ETHUSDT'], { overrides: { tiers: { ETHUSDT: tiers }, feeTakerRate: ZERO } });
    const own = model.own(held(0, i.size!, 1), decimals(1));
    return { maint_margin_rate: own.maintenance.div(own.notional) };
  }
  const quantity = i.side === 'short' ? `-${i.qty_base}` : i.qty_base;
  const own = held(0, quantity, i.entry_price, Number(i.leverage));
  const entry = decimals(i.entry_price);
  if (id === 'okx-real-btc-im-entry') return { use_margin: okx(['BTCUSDT']).model.initial([own], entry) };
  const overrides = {
    tiers: { ETHUSDT: flat(i.maint_margin_rate) },
    feeTakerRate: new Decimal(i.taker_fee_rate),
  };
  const { model } = okx(['ETHUSDT'], { overrides, mode: i.margin_ratio ? 'cross' : 'isolated' });
  if (!i.margin_ratio)
    return { liquidation_price: priceAtZero(model, own, new Decimal(i.wallet_balance_usdt!)) };
  const mark = own.cost.add(i.unrealized_pnl!).div(own.quantity);
  const asked = model.maintenance([own], [mark]);
  const fee = mark.mul(own.quantity.abs()).mul(i.taker_fee_rate);
  return {
    initial_margin: model.initial([own], [mark]),
    maintenance_margin: asked.sub(fee),
    liquidation_price: priceAtZero(model, own, asked.mul(i.margin_ratio).sub(i.unrealized_pnl!)),
  };
}

const IDS = /^(ft-(okx|gate)-iso-|ft-okx-tier-|okx-real-cross-|okx-real-btc-im)/;
const CARRIED: Vector[] = [
  {
    id: 'okx-real-cross-eth-net-10x',
    use: 'model-specific',
    source: 'OKX API sample (engines.json)',
    inputs: {
      side: 'long',
      qty_base: '0.15',
      entry_price: '1597.74',
      leverage: '10',
      unrealized_pnl: '-2.0115',
      margin_ratio: '11.719278420807477',
      maint_margin_rate: '0.008',
      taker_fee_rate: '0.0005',
    },
    expected: {
      initial_margin: '23.76495',
      maintenance_margin: '1.901196',
      liquidation_price: '1438.7380360728976',
    },
    tolerance: '1e-6',
    tolerance_kind: 'rel',
  },
  {
    id: 'ft-okx-iso-short-3x-10-1',
    use: 'model-specific',
    source: 'freqtrade tests/exchange/test_exchange.py:6041 (engines.json)',
    inputs: {
      side: 'short',
      qty_base: '1',
      entry_price: '10',
      leverage: '3',
      wallet_balance_usdt: '3.333333333333333',
      maint_margin_rate: '0.01',
      taker_fee_rate: '0.0006',
    },
    expected: { liquidation_price: '13.193482419684678' },
    tolerance: '1e-6',
    tolerance_kind: 'rel',
  },
];
const vectors = [...CARRIED, ...fullVectors('engines.json').filter(({ id }) => IDS.test(id))];

describe('published figures, through the rules', () => {
  it.each(vectors)('$id', vector => {
    const results = reproduce(vector);
    // PnL on last is the trade's, not the margin model's.
    const asked = Object.entries(vector.expected).filter(([key]) => key !== 'unrealized_pnl');
    const known = asked.filter(([key]) => key in results);
    expect(known.length).toBe(asked.length);
    expect(differences({ ...vector, expected: Object.fromEntries(asked) }, results)).toEqual([]);
  });

  it('the API sample of a BTC position needs no override: 0.4 % and the fee are the venue’s own', () => {
    const own = held(0, '0.01', '34131.1', 2);
    const { model } = okx(['BTCUSDT']);
    const mark = own.cost.add('0.0108608358957281').div(own.quantity);
    const asked = model.maintenance([own], [mark]);
    expect(asked.sub(mark.mul('0.01').mul('0.0005')).toNumber()).toBeCloseTo(1.3652874433435829, 9);
    const balance = asked.mul('140.49930117599155').sub('0.0108608358957281');
    expect(priceAtZero(model, own, balance).toNumber()).toBeCloseTo(12608.959083877446, 2);
  });
});

describe('announced tiers', () => {
  const rate = (symbol: string, quantity: number, price: number, asOf = JULY_2021) => {
    const own = okx([symbol], { asOf }).model.own(held(0, quantity, price), decimals(price));
    return { rate: own.maintenance.div(own.notional).sub('0.0005').toNumber(), tier: own.tier };
  };

  it('ask one rate of the whole position, by its size and at any price', () => {
    for (const price of [100, 2000, 60_000]) {
      expect(rate('ETHUSDT', 300, price)).toEqual({ rate: 0.004, tier: 1 });
      expect(rate('ETHUSDT', 300.1, price)).toEqual({ rate: 0.005, tier: 2 });
      expect(rate('ETHUSDT', -1200, price)).toEqual({ rate: 0.01, tier: 3 });
      expect(rate('ETHUSDT', -1200.1, price)).toEqual({ rate: 0.015, tier: 4 });
      expect(rate('ETHUSDT', 2400.1, price)).toEqual({ rate: 0.02, tier: 5 });
    }
  });

  it('are those of their day', () => {
    expect(rate('ADAUSDT', 150_000, 1, Date.UTC(2020, 2, 12))).toEqual({ rate: 0.02, tier: 3 });
    expect(rate('ADAUSDT', 300_000, 1, JULY_2021)).toEqual({ rate: 0.025, tier: 4 });
    expect(rate('ADAUSDT', 300_000, 1, Date.UTC(2022, 10, 8))).toEqual({ rate: 0.02, tier: 3 });
    expect(rate('ADAUSDT', 300_000, 1, Date.UTC(2023, 5, 1))).toEqual({ rate: 0.0075, tier: 2 });
    expect(rate('AAVEUSDT', 350, 80, Date.UTC(2023, 5, 1))).toEqual({ rate: 0.015, tier: 3 });
    expect(rate('AAVEUSDT', 350, 80, Date.UTC(2023, 8, 1))).toEqual({ rate: 0.0065, tier: 1 });
  });

  it('cap the leverage, and ask for the initial margin of that cap where more was chosen', () => {
    const { leverageMax, model } = okx(['ETHUSDT']);
    const max = (quantity: number) => leverageMax(0, new Decimal(quantity * 2000), new Decimal(quantity));
    expect([max(-1), max(500), max(1200), max(2400), max(3600)]).toEqual([125, 100, 66.66, 50, 40]);
    expect(model.initial([held(0, 2000, 1000, 125)], decimals(1000)).toFixed()).toBe('40000');
    expect(model.initial([held(0, 2000, 1000, 10)], decimals(1000)).toFixed()).toBe('200000');
  });

  it('say whose they are and what is ours', () => {
    const { rulesFrom, assumptions } = okx(['ETHUSDT', 'ETHUSDC', 'SOLUSDT', 'BTCUSDT'], {
      asOf: Date.UTC(2020, 2, 12),
    });
    expect(rulesFrom[0]).toMatch(/ETHUSDT: OKX position tiers in force from 2021-06-11, the earliest known/);
    expect(rulesFrom[1]).toMatch(/ETHUSDC: no OKX tiers .* ETHUSDT .* stand in/);
    expect(rulesFrom[2]).toMatch(/SOLUSDT: no OKX tiers .* ADAUSDT .* ours: the edges/);
    expect(rulesFrom[3]).toMatch(/ours: no BTCUSDT table was found/);
    expect(assumptions.join(' ')).toMatch(/0\.05 % \(fitted/);
    expect(assumptions.join(' ')).toMatch(/warning below 300 % \(ours/);
  });
});

describe('an inverse contract', () => {
  const btc = makeInstrument({ symbol: 'BTCUSD_PERP', kind: 'inverse-perpetual', contractSize: 100 });
  const { model } = okx([btc]);
  // 10,000 contracts of 100 USD at 50,000: 20 BTC, the last of tier 1; above 20 BTC below that price.
  const own = { symbol: 0, quantity: new Decimal(10_000), cost: new Decimal(-20), leverage: 10 };

  it('asks for face ÷ mark × (mmr + fee) in coin', () => {
    expect(model.own(own, decimals(50_000))).toMatchObject({ tier: 1 });
    expect(model.own(own, decimals(50_000)).maintenance.toFixed()).toBe('0.09');
    expect(model.own(own, decimals(49_999)).tier).toBe(2);
    expect(model.maintenance([own], decimals(50_000)).toFixed()).toBe('4500');
    expect(
      model
        .breaks(own)
        .map(price => price.toFixed())
        .slice(-2),
    ).toEqual(['25000', '50000']);
  });
});

describe('collateral', () => {
  const pooled = (asOf = JULY_2021, haircuts = {}) =>
    okx(['BTCUSDT'], { severalAssets: true, asOf, overrides: { haircuts } }).collateral;
  const counted = (asset: string, amount: number, asOf?: number) =>
    pooled(asOf).counted(asset, new Decimal(amount)).toFixed();

  it('is one pool only where several assets back the account', () => {
    expect(okx(['BTCUSDT']).collateral.pool).toBe('settle');
    expect(okx(['BTCUSDT'], { mode: 'isolated', severalAssets: true }).collateral.pool).toBe('settle');
    expect(pooled()).toMatchObject({ pool: 'all', unrealised: 'counted' });
  });

  it('counts the slices of a coin’s amount, a debt whole', () => {
    expect([counted('USDT', 5), counted('BTC', 10), counted('BTC', -10), counted('USDT', -7)]).toEqual([
      '5',
      '9.8',
      '-10',
      '-7',
    ]);
    // 120 m × 0.85 + 80 m × 0.79 + 50 m × 0.76 + 20 m × 0.73
    expect(counted('X', 270e6)).toBe('217800000');
    // The 28th and last tier counts 1 %; nothing counts beyond 3,250 m.
    expect(Number(counted('X', 3250e6)) - Number(counted('X', 3130e6))).toBeCloseTo(1.2e6, 3);
    expect(counted('X', 9e9)).toBe(counted('X', 3250e6));
    expect([counted('ARB', 100), counted('ARB', 100, Date.UTC(2025, 9, 13))]).toEqual(['85', '90']);
    expect(
      pooled(JULY_2021, { BTC: new Decimal('0.3') })
        .counted('BTC', new Decimal(10))
        .toFixed(),
    ).toBe('7');
  });

  it('is concave in the amount', () => {
    const rules = pooled();
    const value = (asset: string, amount: number) => rules.counted(asset, new Decimal(amount)).toNumber();
    for (const asset of ['USDT', 'BTC', 'X', 'ARB', 'NEW'])
      for (let k = 0; k < 400; k++) {
        const a = -1e8 + k * 1e7;
        const b = a + 4e8;
        const chord = (value(asset, a) + value(asset, b)) / 2;
        expect(value(asset, (a + b) / 2)).toBeGreaterThanOrEqual(chord - 1e-3);
      }
  });

  it('lends with a free amount, margins and interest', () => {
    const borrow = pooled().borrow!;
    expect(['USDT', 'BTC', 'ETH', 'NEW'].map(asset => borrow.freeAmount(asset).toFixed())).toEqual([
      '20000',
      '1',
      '5',
      '0',
    ]);
    expect([
      borrow.maintenanceMarginRate('USDT').toFixed(),
      borrow.initialMarginRate('USDT').toFixed(),
    ]).toEqual(['0.03', '0.1']);
    expect(borrow.hourlyRate('USDT').gt(0)).toBe(true);
    expect(borrow.convert).toBeNull();
  });
});

describe('portfolio margin', () => {
  it('is the scenario model with OKX’s collateral and fees, and says so', () => {
    const { model, assumptions, feeTakerRate, collateral } = okx(['BTCUSDT'], {
      mode: 'portfolio',
      severalAssets: true,
    });
    expect(model.id).toBe('pm-stress');
    expect(model.maintenance([held(0, 1, 1000)], decimals(1000)).toFixed()).toBe('122');
    expect(feeTakerRate.toFixed()).toBe('0.0005');
    expect(collateral.pool).toBe('all');
    expect(assumptions.join(' ')).toMatch(/pm-stress .* stands in for MR1 to MR9/);
  });
});

describe('what is asked for', () => {
  it('is known to the registry in every mode, with the caller’s own fee', () => {
    for (const mode of ['isolated', 'cross', 'portfolio'] as const) {
      const request = { mode, instruments: [perpetual('BTCUSDT')], asOf: 0, severalAssets: false };
      expect(rulesOf('okx', { ...request, overrides: { feeTakerRate: new Decimal('0.001') } })).toMatchObject(
        {
          venue: 'okx',
          feeTakerRate: new Decimal('0.001'),
          liquidationHealth: 1,
          strict: false,
          warningHealth: 3,
        },
      );
    }
  });

  it('is refused for options', () => {
    const option = makeInstrument({
      symbol: 'BTC-27DEC24-100000-C',
      kind: 'option',
      strike: 100_000,
      right: 'call',
    });
    expect(() => okx([option])).toThrow(/no margin rules for options/);
  });

  it('says that expiries are counted apart', () => {
    const futures = ['BTCUSDT_241227', 'BTCUSDT_250328'].map(symbol =>
      makeInstrument({ symbol, kind: 'linear-future', expiry: 1 }),
    );
    expect(okx(futures).assumptions.join(' ')).toMatch(/all expiries of one family/);
    expect(okx(['BTCUSDT']).assumptions.join(' ')).not.toMatch(/all expiries/);
  });
});
