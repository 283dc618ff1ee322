import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, ZERO } from '../../src/basics/money.ts';
import { isLiquidated } from '../../src/margin/formulas.ts';
import type { Holding } from '../../src/margin/model.ts';
import { perpetual } from '../../src/market/instrument.ts';
import { liquidityTier } from '../../src/venue/dydx.ts';
import { rulesOf } from '../../src/venue/registry.ts';
import type { ModeRules, RulesRequest } from '../../src/venue/venue.ts';
import { fullVectors, vectorsDir } from '../vectors/vectors.ts';
import { PaperBucket } from './paper-bucket.ts';

function dydx(symbols: string[], request: Partial<RulesRequest> = {}): ModeRules {
  return rulesOf('dydx', {
    mode: 'cross',
    instruments: symbols.map(perpetual),
    asOf: Date.UTC(2025, 0, 1),
    severalAssets: false,
    overrides: {},
    ...request,
  });
}

const held = (symbol: number, quantity: string | number | Decimal, leverage = 100): Holding => ({
  symbol,
  quantity: new Decimal(quantity),
  cost: new Decimal(quantity).mul(100),
  leverage,
});
const at = (...prices: (string | number | Decimal)[]): Decimal[] => prices.map(price => new Decimal(price));
const ratedBy = (initial: string, fraction: string) => [
  liquidityTier(new Decimal(initial), new Decimal(fraction)),
];
/** The chain's grid; the model keeps what is below it. */
const ceiled = (amount: Decimal): string => amount.toDecimalPlaces(6, Decimal.ROUND_UP).toString();

describe('figures of the chain, by rates of its tests', () => {
  interface Margins {
    base_quantums: string;
    base_atomic_resolution: string;
    price_usd: string;
    initial_margin_rate: string;
    maintenance_fraction_of_im: string;
  }

  /** lib_test.go of v4-chain@84d4664b: quantity, price, rate, fraction → initial and maintenance margin. */
  const PUBLISHED: [string, string, string, string, string, string][] = [
    ['-0.005', '420000', '0.01', '0.5', '21', '10.5'],
    ['0.012', '36750', '0.2', '0.5', '88.2', '44.1'],
    ['0.074523', '123456', '0.05', '0.6', '460.015575', '276.009345'],
  ];

  it.each(PUBLISHED)('%s at %s, rate %s and %s', (quantity, price, rate, fraction, initial, maintenance) => {
    const { model } = dydx(['BTC-USD'], { overrides: { tiers: { 'BTC-USD': ratedBy(rate, fraction) } } });
    expect(ceiled(model.initial([held(0, quantity)], at(price)))).toBe(initial);
    expect(ceiled(model.maintenance([held(0, quantity)], at(price)))).toBe(maintenance);
  });

  it.skipIf(vectorsDir === null)('all margins of the vector file', () => {
    const vectors = fullVectors('engines.json').filter(({ id }) => id.startsWith('dydx4-margin-'));
    expect(vectors.length).toBeGreaterThanOrEqual(4);
    for (const { id, inputs, expected } of vectors) {
      const i = inputs as Margins;
      const tiers = { 'BTC-USD': ratedBy(i.initial_margin_rate, i.maintenance_fraction_of_im) };
      const { model } = dydx(['BTC-USD'], { overrides: { tiers } });
      const quantity = new Decimal(i.base_quantums).mul(new Decimal(10).pow(i.base_atomic_resolution));
      const asked = (amount: Decimal) => new Decimal(ceiled(amount)).mul(1e6).toString();
      expect(asked(model.initial([held(0, quantity)], at(i.price_usd))), id).toBe(
        expected['initial_margin_usd_e6'],
      );
      expect(asked(model.maintenance([held(0, quantity)], at(i.price_usd))), id).toBe(
        expected['maintenance_margin_usd_e6'],
      );
    }
  });

  interface Account {
    quote_balance: string;
    positions: {
      qty_base: string;
      oracle_price: string;
      initial_margin_rate?: string;
      maint_margin_rate?: string;
    }[];
    initial_margin_rate?: string;
    maint_margin_rate?: string;
  }

  it.skipIf(vectorsDir === null)('all subaccounts of the vector file', () => {
    const vectors = fullVectors('engines.json').filter(({ id }) => /^dydx4-(cross|isliq)-/.test(id));
    expect(vectors.length).toBeGreaterThanOrEqual(4);
    for (const { id, inputs, expected } of vectors) {
      const account = inputs as Account;
      const symbols = account.positions.map((_, k) => `M${k}-USD`);
      const tiers = Object.fromEntries(
        account.positions.map((position, k) => {
          const initial = position.initial_margin_rate ?? account.initial_margin_rate!;
          const maintenance = new Decimal(position.maint_margin_rate ?? account.maint_margin_rate!);
          return [symbols[k]!, ratedBy(initial, maintenance.div(initial).toString())];
        }),
      );
      const rules = dydx(symbols, { overrides: { tiers } });
      const holdings = account.positions.map(({ qty_base }, k) => held(k, qty_base));
      const prices = at(...account.positions.map(({ oracle_price }) => oracle_price));
      const equity = holdings.reduce(
        (sum, { quantity, symbol }) => sum.add(quantity.mul(prices[symbol]!)),
        new Decimal(account.quote_balance),
      );
      const maintenanceMargin = rules.model.maintenance(holdings, prices);
      const got: Record<string, unknown> = {
        net_collateral: equity.toString(),
        initial_margin: rules.model.initial(holdings, prices).toString(),
        maintenance_margin: maintenanceMargin.toString(),
        liquidatable: isLiquidated({ equity, maintenanceMargin, strict: rules.strict }),
      };
      for (const [key, wanted] of Object.entries(expected)) expect(got[key], `${id} ${key}`).toBe(wanted);
    }
  });
});

describe('liquidity tiers', () => {
  it('margins of the genesis tiers', () => {
    const rules = dydx(['BTC-USD', 'SOL-USD', 'MKR-USD']);
    const asked = [0, 1, 2].map(symbol => {
      const prices = at(1, 1, 1);
      const holding = held(symbol, 1000);
      return [rules.model.initial([holding], prices), rules.model.maintenance([holding], prices)].map(Number);
    });
    expect(asked).toEqual([
      [20, 12],
      [100, 50],
      [200, 100],
    ]);
    expect([0, 1, 2].map(symbol => rules.leverageMax(symbol, ZERO))).toEqual([50, 10, 5]);
  });

  it("a lower leverage of one's own asks for more, a higher one for no less", () => {
    const { model } = dydx(['BTC-USD']);
    expect(model.initial([held(0, 1, 10)], at(50_000)).toString()).toBe('5000');
    expect(model.initial([held(0, 1, 80)], at(50_000)).toString()).toBe('1000');
  });

  it('knows a coin however it is written, and says what stands in', () => {
    for (const symbol of ['BTC', 'BTCUSDT', 'BTC-USD', 'BTCUSDC']) {
      expect(dydx([symbol]).leverageMax(0, ZERO)).toBe(50);
      expect(dydx([symbol]).rulesFrom).toEqual([expect.stringContaining('Large-Cap')]);
    }
    const unknown = dydx(['NOWHEREUSDT']);
    expect(unknown.leverageMax(0, ZERO)).toBe(5);
    expect(unknown.rulesFrom).toEqual([expect.stringMatching(/^NOWHEREUSDT: .*Long-Tail.*stands in/)]);
  });

  it('an isolated market shares no subaccount', () => {
    expect(() => dydx(['BTC-USD', 'EIGEN-USD'])).toThrow(/EIGEN-USD is an isolated market/);
    expect(dydx(['EIGEN-USD']).leverageMax(0, ZERO)).toBe(20);
    expect(dydx(['BTC-USD', 'EIGEN-USD'], { mode: 'isolated' }).leverageMax(1, ZERO)).toBe(20);
  });
});

describe('laws of the requirement', () => {
  const { model } = dydx(['BTC-USD', 'SOL-USD', 'MKR-USD']);
  const book = fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 3, maxLength: 3 });
  const prices = at(60_000, 150, 1_400);
  const of = (quantities: number[], scale = 1) =>
    quantities.map((q, k) => held(k, new Decimal(q).mul(scale)));

  it('nothing asks nothing; order and side do not matter; it scales; initial is above maintenance', () => {
    expect(model.maintenance([], prices).isZero()).toBe(true);
    fc.assert(
      fc.property(book, fc.integer({ min: 2, max: 50 }), (quantities, k) => {
        const sum = model.maintenance(of(quantities), prices);
        expect(model.maintenance(of(quantities).reverse(), prices).eq(sum)).toBe(true);
        expect(model.maintenance(of(quantities, -1), prices).eq(sum)).toBe(true);
        expect(model.maintenance(of(quantities, k), prices).eq(sum.mul(k))).toBe(true);
        expect(model.initial(of(quantities), prices).gte(sum)).toBe(true);
      }),
    );
  });
});

describe('liquidation', () => {
  const rules = dydx(['BTC-USD', 'SOL-USD']);
  const cancel = { step: 'cancel' };
  const close = (symbol: number, quantity: number | string, price: number) => ({
    step: 'close',
    symbol,
    quantity: String(quantity),
    price: String(price),
  });
  const fee = (amount: number | string) => ({ step: 'fee', amount: String(amount) });

  it('is strict: a bucket above its maintenance only loses its orders', () => {
    expect(rules.strict).toBe(true);
    const bucket = new PaperBucket(rules, { equity: '50000.01', quantities: [0, 10_000], marks: [1, 100] });
    rules.liquidate(bucket);
    expect(bucket.steps).toEqual([cancel]);
  });

  it('a tenth of the position in a block, for 1.5 % of the fill, until the subaccount stands', () => {
    const bucket = new PaperBucket(rules, { equity: 49_000, quantities: [0, 10_000], marks: [1, 100] });
    rules.liquidate(bucket);
    // 47,500 stand against 45,000.
    expect(bucket.steps).toEqual([cancel, close(1, 1_000, 100), fee(1_500)]);
    expect(bucket.equity.toString()).toBe('47500');
  });

  it('the next block takes a tenth of what is left', () => {
    const bucket = new PaperBucket(rules, { equity: 46_000, quantities: [0, -10_000], marks: [1, 100] });
    rules.liquidate(bucket);
    // 44,500 against 45,000, then 43,150 against 40,500.
    expect(bucket.steps).toEqual([cancel, close(1, 1_000, 100), fee(1_500), close(1, 900, 100), fee(1_350)]);
  });

  it('at least 1,000 USDC, so a small position goes whole', () => {
    const bucket = new PaperBucket(rules, { equity: 45, quantities: [0, 9], marks: [1, 100] });
    rules.liquidate(bucket);
    expect(bucket.steps).toEqual([cancel, close(1, 9, 100), fee('13.5')]);
    const larger = new PaperBucket(rules, { equity: 240, quantities: [0, 50], marks: [1, 100] });
    rules.liquidate(larger);
    expect(larger.steps[1]).toEqual(close(1, 10, 100));
  });

  it('the fee is at most what the fill is better than the bankruptcy price', () => {
    // 1,080 of equity against 1,200: a tenth takes along 108, less what the fill lost, 50.
    const bucket = new PaperBucket(rules, {
      equity: 1_080,
      quantities: [1, 0],
      marks: [100_000, 1],
      lasts: [99_500, 1],
    });
    rules.liquidate(bucket);
    expect(bucket.steps.slice(0, 3)).toEqual([cancel, close(0, '0.1', 99_500), fee(58)]);
    // So the share of equity in the maintenance is kept: 972 of 1,080.
    const flat = new PaperBucket(rules, { equity: 1_080, quantities: [1, 0], marks: [100_000, 1] });
    rules.liquidate(flat);
    const fees = flat.steps.flatMap(step => (step.step === 'fee' ? [Number(step.amount)] : []));
    expect(fees[0]).toBe(108);
    expect(flat.quantities).toEqual(['0', '0']);
    expect(flat.equity.toNumber()).toBeCloseTo(0, 12);
  });

  it('a whole close pays the fee out of what is left, and nothing when nothing is left', () => {
    const paid = (equity: number, last: number) => {
      const bucket = new PaperBucket(rules, {
        equity,
        quantities: [0, 9],
        marks: [1, 100],
        lasts: [1, last],
      });
      rules.liquidate(bucket);
      return bucket.steps.flatMap(step =>
        step.step === 'fee' ? [new Decimal(step.amount).toDP(18).toString()] : [],
      );
    };
    expect(paid(20, 100)).toEqual(['13.5']);
    expect(paid(10, 100)).toEqual(['10']);
    expect(paid(10, 100.2)).toEqual(['11.8']);
    expect(paid(10, 99)).toEqual(['1']);
    expect(paid(9, 99)).toEqual([]);
    expect(paid(9, 98)).toEqual([]);
  });

  it('cross: the largest maintenance first', () => {
    const bucket = new PaperBucket(rules, { equity: 5_000, quantities: [1, -100], marks: [100_000, 1_000] });
    rules.liquidate(bucket);
    expect(bucket.steps[1]).toEqual(close(1, 10, 1_000));
    expect(bucket.maintenance.lt(bucket.equity)).toBe(true);
  });

  it('without equity the rest is deleveraged', () => {
    const bucket = new PaperBucket(rules, { equity: -5, quantities: [0, 10_000], marks: [1, 100] });
    rules.liquidate(bucket);
    expect(bucket.steps).toEqual([cancel, { step: 'takeover' }]);
    const bad = new PaperBucket(rules, {
      equity: 49_000,
      quantities: [0, 10_000],
      marks: [1, 100],
      lasts: [1, 50],
    });
    rules.liquidate(bad);
    expect(bad.steps).toEqual([cancel, close(1, 1_000, 50), { step: 'takeover' }]);
  });
});

describe('what the venue is asked for', () => {
  it('the figures of the caller win, and are named', () => {
    const rules = dydx(['BTC-USD'], {
      overrides: { tiers: { 'BTC-USD': ratedBy('0.5', '0.8') }, feeTakerRate: new Decimal('0.001') },
    });
    expect(rules.leverageMax(0, ZERO)).toBe(2);
    expect(rules.feeTakerRate.toString()).toBe('0.001');
    expect(rules.rulesFrom).toEqual([]);
    expect(rules.assumptions.join(' ')).toMatch(/tiers of BTC-USD.*taker fee 0\.1 %/);
  });

  it('portfolio margin is refused with a model instead', () => {
    expect(() => dydx(['BTC-USD'], { mode: 'portfolio' })).toThrow(
      /no portfolio margin.*portfolio: 'pm-stress'/,
    );
  });

  it('contracts that it does not list are refused by name', () => {
    const spot = { ...perpetual('BTCUSDC'), kind: 'spot' as const };
    expect(() => dydx([], { instruments: [spot] })).toThrow(/BTCUSDC \(spot\)/);
  });
});
