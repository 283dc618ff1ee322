/** Derive's standard manager through its model: the published books, and every random one against the formula. */
import { describe, expect, it } from 'vitest';
import { Decimal, ZERO } from '../../src/basics/money.ts';
import {
  type DeriveAccount,
  type DeriveParameters,
  deriveStandardMargin,
} from '../../src/margin/formulas.ts';
import type { Holding } from '../../src/margin/model.ts';
import { type Instrument, perpetual } from '../../src/market/instrument.ts';
import { deriveModel } from '../../src/venue/derive.ts';
import { rulesOf } from '../../src/venue/registry.ts';
import type { ModeRules, RulesRequest } from '../../src/venue/venue.ts';
import { Dice } from '../engine/dice.ts';
import { differences, fullVectors, vectorsDir } from '../vectors/vectors.ts';
import { bookOfDerive, bookOfOptions } from './derive-books.ts';
import { drawBook, FAR, INSTRUMENTS, NEAR, numberOf, optionValue } from './option-books.ts';
import { PaperBucket } from './paper-bucket.ts';

function derive(instruments: readonly Instrument[], request: Partial<RulesRequest> = {}): ModeRules {
  const asOf = Date.UTC(2025, 5, 1);
  return rulesOf('derive', {
    mode: 'cross',
    instruments,
    asOf,
    severalAssets: false,
    overrides: {},
    ...request,
  });
}

describe('the published books', () => {
  /** Low confidence and a lost peg add to initial margin alone: these ask the formula for it. */
  const BEYOND_THE_MODEL = /confidence|depeg/;

  it.skipIf(vectorsDir === null)('24 accounts of the unit tests: margins of the whole book', () => {
    const vectors = fullVectors('portfolio.json').filter(({ id }) => id.startsWith('derive-srm-test_'));
    expect(vectors.length).toBeGreaterThanOrEqual(24);
    for (const vector of vectors) {
      const { im, mm } = bookOfDerive(vector.inputs);
      const known = BEYOND_THE_MODEL.test(vector.id) ? { mm } : { im, mm };
      const expected = Object.fromEntries(Object.keys(known).map(key => [key, vector.expected[key]!]));
      expect(differences({ ...vector, expected }, known), vector.id).toEqual([]);
    }
  });

  it.skipIf(vectorsDir === null)('8 option books of the other file', () => {
    const vectors = fullVectors('engines.json').filter(({ id }) => /^derive-srm-test\d+$/.test(id));
    expect(vectors.length).toBeGreaterThanOrEqual(8);
    for (const vector of vectors)
      expect(differences(vector, bookOfOptions(vector.inputs)), vector.id).toEqual([]);
  });
});

describe('random books', () => {
  const accountOf = (book: ReturnType<typeof drawBook>, cash: Decimal): DeriveAccount => ({
    cash,
    markets: Object.fromEntries(
      ['BTC', 'ETH'].map(coin => {
        const perp = numberOf(`${coin}_USDC-PERPETUAL`);
        const spot = book.prices[numberOf(`${coin}_USDC`)]!;
        const quantityOf = (symbol: number) =>
          book.holdings.find(own => own.symbol === symbol)?.quantity ?? ZERO;
        const expiries = [NEAR, FAR].map(expiry => ({
          forward: spot,
          options: book.holdings.flatMap(({ symbol, quantity }) => {
            const own = INSTRUMENTS[symbol]!;
            if (!own.option || own.underlying !== coin || own.expiry !== expiry) return [];
            return [{ ...own.option, quantity, markPrice: book.prices[symbol]! }];
          }),
        }));
        return [coin, { spot, perp: { quantity: quantityOf(perp), price: book.prices[perp]! }, expiries }];
      }),
    ),
  });

  it("equity − the model's margins is the margin in Derive's own sense", () => {
    const { model } = derive(INSTRUMENTS);
    const dice = new Dice(5);
    let bounded = 0;
    for (let k = 0; k < 300; k++) {
      const book = drawBook(dice);
      const cash = new Decimal(dice.integer(-1e6, 1e6));
      const equity = cash.add(optionValue(book));
      const published = deriveStandardMargin(accountOf(book, cash));
      for (const kind of ['maintenance', 'initial'] as const) {
        const excess = equity.sub(model[kind](book.holdings, book.prices));
        expect(excess.sub(published[`${kind}Excess`]).abs().lt('1e-25'), kind).toBe(true);
      }
      const alone = book.holdings.reduce(
        (sum, holding) => sum.add(model.maintenance([holding], book.prices)),
        ZERO,
      );
      if (model.maintenance(book.holdings, book.prices).lt(alone)) bounded++;
    }
    expect(bounded).toBeGreaterThan(30);
  });

  it('a future of the expiry is its forward', () => {
    const future: Instrument = {
      ...INSTRUMENTS[0]!,
      symbol: 'BTC-27JUN25',
      kind: 'linear-future',
      expiry: NEAR,
    };
    const call = INSTRUMENTS.findIndex(({ option, expiry }) => option?.right === 'call' && expiry === NEAR);
    const model = deriveModel([...INSTRUMENTS, future]);
    expect(model.watches(call)).toEqual([numberOf('BTC_USDC'), INSTRUMENTS.length]);
  });

  it('a book of perpetuals alone is convex, one that may hold options is searched', () => {
    expect(derive([perpetual('ETH_USDC')]).model.isConvex).toBe(true);
    expect(derive(INSTRUMENTS).model.isConvex).toBe(false);
  });
});

describe('liquidation', () => {
  const rules = derive([perpetual('ETH_USDC-PERPETUAL'), perpetual('SOL_USDC-PERPETUAL')]);

  it('is strict; at the crossing an eleventh of everything restores the buffer of a tenth', () => {
    expect(rules.strict).toBe(true);
    // 6.5 % of 110 × 2,000 and 10 % of 22 × 100.
    const book = { equity: 14_520, quantities: [110, -22], marks: [2000, 100] };
    const bucket = new PaperBucket(rules, book);
    rules.liquidate(bucket);
    const [cancel, ...sales] = bucket.steps;
    expect(cancel).toEqual({ step: 'cancel' });
    expect(sales.map(sale => 'quantity' in sale && Number(sale.quantity))).toEqual([10, 2]);
    expect(bucket.equity.toString()).toBe('14520');
    expect(bucket.health()!.toNumber()).toBeCloseTo(1.1, 12);
  });

  it('above its maintenance a bucket only loses its orders, without equity it is taken over', () => {
    const sound = new PaperBucket(rules, { equity: 131, quantities: [1, 0], marks: [2000, 1] });
    rules.liquidate(sound);
    expect(sound.steps).toEqual([{ step: 'cancel' }]);
    const lost = new PaperBucket(rules, { equity: -1, quantities: [1, 0], marks: [2000, 1] });
    rules.liquidate(lost);
    expect(lost.steps).toEqual([{ step: 'cancel' }, { step: 'takeover' }]);
  });
});

describe('what the venue is asked for', () => {
  const one = (leverage: number): Holding => ({ symbol: 0, quantity: new Decimal(1), cost: ZERO, leverage });

  it('initial margin is 10 %, 20 % for SOL, whatever leverage an order names', () => {
    const initial = (symbol: string, leverage: number) =>
      derive([perpetual(symbol)])
        .model.initial([one(leverage)], [new Decimal(1000)])
        .toString();
    expect([initial('ETH_USDC', 1), initial('ETH_USDC', 10), initial('SOL_USDC', 2)]).toEqual([
      '100',
      '100',
      '200',
    ]);
    expect(derive([perpetual('SOL_USDC')]).leverageMax(0, ZERO)).toBe(5);
    expect(derive([perpetual('XRP_USDC')]).rulesFrom).toEqual([
      expect.stringMatching(/^XRP_USDC: the mainnet script names no XRP; the rates of ETH .* stand in\.$/),
    ]);
  });

  it('base assets count for a share of their value, and the figures of the caller win', () => {
    const { collateral } = derive(INSTRUMENTS, {
      severalAssets: true,
      overrides: { haircuts: { SOL: new Decimal('0.4') } },
    });
    const counted = ['ETH', 'BTC', 'DOGE', 'USDC', 'SOL'].map(asset =>
      collateral.counted(asset, new Decimal(1)),
    );
    expect(counted.map(String)).toEqual(['0.8', '0.75', '0', '1', '0.6']);
    const rates: DeriveParameters = { perpMaintenanceRate: '0.05' };
    const model = deriveModel([perpetual('ETH_USDC')], {}, rates);
    expect(model.maintenance([one(1)], [new Decimal(1000)]).toString()).toBe('50');
  });

  it('isolated margin and what it does not list are refused, portfolio margin has its own model', () => {
    const ask = (mode: 'isolated' | 'portfolio') => () => derive([perpetual('ETH_USDC')], { mode });
    expect(ask('isolated')).toThrow(/venue\.isolated: Derive has no isolated margin/);
    expect(ask('portfolio')().venue).toBe('derive-pmrm');
    const future = { ...perpetual('ETHUSDC'), kind: 'linear-future' as const };
    expect(() => derive([future])).toThrow(/derive lists .* only, not ETHUSDC \(linear-future\)/);
  });
});
