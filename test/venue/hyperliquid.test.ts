import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, ZERO } from '../../src/basics/money.ts';
import type { Holding } from '../../src/margin/model.ts';
import type { TieredModel } from '../../src/margin/tiered-model.ts';
import { perpetual } from '../../src/market/instrument.ts';
import { leverageTiers } from '../../src/venue/hyperliquid.ts';
import { rulesOf } from '../../src/venue/registry.ts';
import type { ModeRules, RulesRequest } from '../../src/venue/venue.ts';
import { fullVectors, vectorsDir } from '../vectors/vectors.ts';
import { PaperBucket, zeroDistancePrice } from './paper-bucket.ts';

type Figure = string | number | Decimal;

const IN_2024 = Date.UTC(2024, 9, 15);
const IN_2025 = Date.UTC(2025, 9, 1);

function hyperliquid(symbols: string[], request: Partial<RulesRequest> = {}): ModeRules {
  return rulesOf('hyperliquid', {
    mode: 'cross',
    instruments: symbols.map(perpetual),
    asOf: IN_2025,
    severalAssets: false,
    overrides: {},
    ...request,
  });
}

const held = (symbol: number, quantity: Figure, leverage = 10): Holding => ({
  symbol,
  quantity: new Decimal(quantity),
  cost: new Decimal(quantity).mul(100),
  leverage,
});
const at = (...prices: Figure[]): Decimal[] => prices.map(price => new Decimal(price));
const maintenanceOf = (rules: ModeRules, quantity: Figure, price: Figure): string =>
  rules.model.maintenance([held(0, quantity)], at(price)).toString();

interface Position {
  side: 'long' | 'short';
  qty_base: string;
  entry_price: string;
  isolated_margin_usdc: string;
  symbol_max_leverage: string;
}

/** Positions read back from accounts (test_hyperliquid.py of freqtrade@3b1fb5af): coin, side, q, entry, margin, price. */
const PUBLISHED: [string, 'long' | 'short', string, string, string, string][] = [
  ['ETH', 'long', '0.015', '2458.5', '36.864593', '0.86915825'],
  ['BTC', 'short', '0.00105', '68240', '17.887922', '84431.79820839'],
  ['SOL', 'long', '0.33', '145.83', '24.045107', '74.83696193'],
  ['DOGE', 'short', '351', '0.14333', '25.136807', '0.20970228'],
];

const signed = (side: string, quantity: string): Decimal =>
  new Decimal(quantity).mul(side === 'long' ? 1 : -1);

describe('liquidation prices of published positions, by the venue of 2024', () => {
  it.each(PUBLISHED)('%s %s %s at %s', (coin, side, quantity, entry, margin, price) => {
    const solved = zeroDistancePrice(hyperliquid([`${coin}USDC`], { mode: 'isolated', asOf: IN_2024 }), {
      quantity: signed(side, quantity),
      entryPrice: new Decimal(entry),
      margin: new Decimal(margin),
    });
    expect(solved.div(price).sub(1).abs().toNumber()).toBeLessThan(1e-4);
  });

  it.skipIf(vectorsDir === null)('all positions of the vector file', () => {
    const vectors = fullVectors('engines.json').filter(({ id }) => id.startsWith('hl-real-'));
    expect(vectors.length).toBeGreaterThanOrEqual(22);
    for (const { id, inputs, expected } of vectors) {
      const position = inputs as Position;
      const coin = id.split('-')[3]!.toUpperCase();
      // A market of a builder has no published table: the vector's own highest leverage.
      const tiers = { [coin]: leverageTiers([[0, Number(position.symbol_max_leverage)]]) };
      const overrides = coin === 'XYZ' ? { tiers } : {};
      const rules = hyperliquid([coin], { mode: 'isolated', asOf: IN_2024, overrides });
      expect(rules.leverageMax(0, ZERO), id).toBe(Number(position.symbol_max_leverage));
      const solved = zeroDistancePrice(rules, {
        quantity: signed(position.side, position.qty_base),
        entryPrice: new Decimal(position.entry_price),
        margin: new Decimal(position.isolated_margin_usdc),
      });
      const wanted = expected['liquidation_price'] as string;
      expect(solved.div(wanted).sub(1).abs().toNumber(), id).toBeLessThan(1e-4);
    }
  });

  it('the same today: BTC at 40x, ETH at 25x', () => {
    // The ledger's cash is known: whatever the entry, margin = cash + quantity · entry.
    const size = new Decimal('0.00347');
    const btc = zeroDistancePrice(hyperliquid(['BTC']), {
      quantity: size,
      entryPrice: new Decimal(62_917),
      margin: size.mul(62_917).sub('213.037712'),
    });
    expect(btc.div('62171.2944953124').sub(1).abs().toNumber()).toBeLessThan(2e-8);
    const eth = zeroDistancePrice(hyperliquid(['ETH-USD']), {
      quantity: new Decimal('0.03'),
      entryPrice: new Decimal('2670.4'),
      margin: new Decimal('0.03').mul('2670.4').div(3),
    });
    expect(eth.sub('1816.5986').abs().toNumber()).toBeLessThan(5e-5);
  });
});

describe('margin tiers', () => {
  it('rates are half the initial margin at the highest leverage', () => {
    const published = { 40: '0.0125', 25: '0.02', 20: '0.025', 10: '0.05', 3: '0.1667' };
    for (const [leverage, rate] of Object.entries(published)) {
      const [tier] = leverageTiers([[0, Number(leverage)]]);
      expect(tier!.maintenanceMarginRate.sub(rate).abs().toNumber()).toBeLessThan(5e-5);
    }
  });

  it('the requirement follows the documented formula, continuous at the edge', () => {
    const rules = hyperliquid(['BTCUSDT', 'ETHUSDT']);
    expect(maintenanceOf(rules, 1000, 100_000)).toBe('1250000');
    expect(maintenanceOf(rules, 1500, 100_000)).toBe('1875000');
    // 200M · 2.5 % − 150M · (2.5 % − 1.25 %)
    expect(maintenanceOf(rules, 2000, 100_000)).toBe('3125000');
    const eth = (notional: number) => rules.model.maintenance([held(1, notional)], at(1, 1));
    expect(eth(100e6).toString()).toBe('2000000');
    const above = eth(130e6).sub(eth(100e6));
    expect(above.sub(1e6).abs().toNumber()).toBeLessThan(1e-9);
  });

  it('no table steps, so states within a candle are certain', () => {
    const coins = ['BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'OP', 'NOWHERE'];
    for (const asOf of [IN_2024, IN_2025]) {
      const { model } = hyperliquid(coins, { asOf });
      expect(model.statesAreCertain).toBe(true);
      expect(coins.every((_, symbol) => model.breaks(held(symbol, 1)).length === 0)).toBe(true);
    }
  });

  it('initial margin is notional ÷ leverage, capped by the tier', () => {
    const rules = hyperliquid(['BTCUSDC']);
    expect(rules.model.initial([held(0, -2, 8)], at(60_000)).toString()).toBe('15000');
    expect(rules.leverageMax(0, new Decimal(150e6))).toBe(40);
    expect(rules.leverageMax(0, new Decimal(151e6))).toBe(20);
  });

  it('knows a coin however it is written, and says what stands in', () => {
    const tiersOf = (symbol: string, asOf = IN_2025) => {
      const { model, rulesFrom } = hyperliquid([symbol], { asOf });
      return {
        table: (model as TieredModel).terms[0]!.tiers.map(({ maxLeverage }) => maxLeverage),
        rulesFrom,
      };
    };
    for (const symbol of ['BTC', 'BTCUSDT', 'BTC-USD', 'BTC-USDC-SWAP', 'BTC_USDC-PERPETUAL'])
      expect(tiersOf(symbol).table).toEqual([40, 20]);
    for (const symbol of ['kPEPE', '1000PEPEUSDT', 'PEPEUSDC'])
      expect(tiersOf(symbol).table).toEqual([10, 5]);
    expect(tiersOf('BTC', IN_2024).table).toEqual([50]);
    expect(tiersOf('BTC', Date.UTC(2020, 2, 12)).rulesFrom[0]).toMatch(/earliest known/);
    expect(tiersOf('NOWHEREUSDT')).toEqual({
      table: [10, 5],
      rulesFrom: [expect.stringMatching(/^NOWHEREUSDT: not among .* stands in/)],
    });
  });
});

describe('laws of the requirement', () => {
  const { model } = hyperliquid(['BTC', 'ETH', 'SOL']);
  const quantity = fc.integer({ min: -1e6, max: 1e6 }).map(thousandths => thousandths / 1000);
  const book = fc.tuple(quantity, quantity, quantity);

  it('nothing held asks nothing', () => {
    expect(model.maintenance([], at(1, 1, 1)).isZero()).toBe(true);
    expect(model.initial([], at(1, 1, 1)).isZero()).toBe(true);
  });

  it('does not depend on the order or the side of positions', () => {
    fc.assert(
      fc.property(book, quantities => {
        const holdings = quantities.map((q, symbol) => held(symbol, q));
        const prices = at(60_000, 3_000, 150);
        const sum = model.maintenance(holdings, prices);
        expect(model.maintenance([...holdings].reverse(), prices).eq(sum)).toBe(true);
        expect(
          model
            .maintenance(
              holdings.map(h => held(h.symbol, h.quantity.neg())),
              prices,
            )
            .eq(sum),
        ).toBe(true);
      }),
    );
  });

  it('grows at least as fast as the book, and in its first tiers just as fast', () => {
    fc.assert(
      fc.property(book, fc.integer({ min: 2, max: 9 }), (quantities, k) => {
        const prices = at(1_000, 1_000, 1_000);
        const of = (factor: number, scale: number) =>
          model.maintenance(
            quantities.map((q, symbol) => held(symbol, new Decimal(q).mul(factor).mul(scale))),
            prices,
          );
        expect(of(k, 1).gte(of(1, 1).mul(k).sub('1e-12'))).toBe(true);
        expect(of(k, 0.001).sub(of(1, 0.001).mul(k)).abs().lt('1e-12')).toBe(true);
      }),
    );
  });
});

describe('liquidation', () => {
  const rules = hyperliquid(['BTC', 'ETH']);
  const close = (symbol: number, quantity: number | string, price: number) => ({
    step: 'close',
    symbol,
    quantity: String(quantity),
    price: String(price),
  });
  const cancel = { step: 'cancel' };

  it('is strict: a bucket above its maintenance only loses its orders', () => {
    expect(rules.strict).toBe(true);
    const bucket = new PaperBucket(rules, { equity: '1250.01', quantities: [1, 0], marks: [100_000, 1] });
    rules.liquidate(bucket);
    expect(bucket.steps).toEqual([cancel]);
  });

  it('a small position is closed whole at last, without a fee, and what is left stays', () => {
    const bucket = new PaperBucket(rules, {
      equity: 1200,
      quantities: [1, 0],
      marks: [99_000, 1],
      lasts: [98_900, 1],
    });
    rules.liquidate(bucket);
    expect(bucket.steps).toEqual([cancel, close(0, 1, 98_900)]);
    expect(bucket.equity.toString()).toBe('1100');
  });

  it('of a large position a fifth goes first, and that may be enough', () => {
    const bucket = new PaperBucket(rules, { equity: 12_400, quantities: [10, 0], marks: [100_000, 1] });
    rules.liquidate(bucket);
    expect(bucket.steps).toEqual([cancel, close(0, 2, 100_000)]);
    expect(bucket.quantities).toEqual(['8', '0']);
  });

  it('the crossing itself, at zero distance, counts as below', () => {
    const bucket = new PaperBucket(rules, { equity: 12_500, quantities: [-10, 0], marks: [100_000, 1] });
    expect(bucket.isBreached()).toBe(false);
    rules.liquidate(bucket);
    expect(bucket.steps).toEqual([cancel, close(0, 2, 100_000)]);
  });

  it('after the fifth the next orders are whole', () => {
    const bucket = new PaperBucket(rules, { equity: 8_400, quantities: [10, 0], marks: [100_000, 1] });
    rules.liquidate(bucket);
    expect(bucket.steps).toEqual([cancel, close(0, 2, 100_000), close(0, 8, 100_000)]);
    expect(bucket.equity.toString()).toBe('8400');
  });

  it('cross: the largest maintenance first, whole positions of any size once one was cut', () => {
    const bucket = new PaperBucket(rules, {
      equity: 19_500,
      quantities: [10, -200],
      marks: [100_000, 3_000],
      lasts: [99_400, 3_000],
    });
    rules.liquidate(bucket);
    // Asked: 12,500 + 12,000. After a fifth of BTC 18,300 stand against 10,000 + 12,000, then against 10,000.
    expect(bucket.steps).toEqual([cancel, close(0, 2, 99_400), close(1, 200, 3_000)]);
    expect(bucket.quantities).toEqual(['8', '0']);
  });

  it('below two thirds of the maintenance the backstop takes all of it', () => {
    const book = { quantities: [10, 0], marks: [100_000, 1] };
    const backstop = new PaperBucket(rules, { ...book, equity: '8333.33' });
    rules.liquidate(backstop);
    expect(backstop.steps).toEqual([cancel, { step: 'takeover' }]);
    expect(backstop.equity.isZero()).toBe(true);
    const market = new PaperBucket(rules, { ...book, equity: '8333.34' });
    rules.liquidate(market);
    expect(market.steps).not.toContainEqual({ step: 'takeover' });
  });

  it('a fill far below mark leads to the backstop', () => {
    const bucket = new PaperBucket(rules, {
      equity: 12_400,
      quantities: [10, 0],
      marks: [100_000, 1],
      lasts: [97_000, 1],
    });
    rules.liquidate(bucket);
    expect(bucket.steps).toEqual([cancel, close(0, 2, 97_000), { step: 'takeover' }]);
  });
});

describe('what the venue is asked for', () => {
  it('the figures of the caller win, and are named', () => {
    const rules = hyperliquid(['BTC', 'ETH'], {
      overrides: { tiers: { BTC: leverageTiers([[0, 5]]) }, feeTakerRate: new Decimal('0.001') },
    });
    expect(rules.leverageMax(0, ZERO)).toBe(5);
    expect(rules.leverageMax(1, ZERO)).toBe(25);
    expect(rules.feeTakerRate.toString()).toBe('0.001');
    expect(rules.rulesFrom).toHaveLength(1);
    expect(rules.assumptions.join(' ')).toMatch(/tiers of BTC.*taker fee 0\.1 %/);
  });

  it('portfolio margin is refused with the reason and a model instead', () => {
    expect(() => hyperliquid(['BTC'], { mode: 'portfolio' })).toThrow(/third-party.*portfolio: 'pm-stress'/);
  });

  it('contracts that it does not list are refused by name', () => {
    const inverse = { ...perpetual('BTCUSD_PERP'), kind: 'inverse-perpetual' as const };
    expect(() => hyperliquid([], { instruments: [inverse] })).toThrow(/BTCUSD_PERP \(inverse-perpetual\)/);
  });
});
