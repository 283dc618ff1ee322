/** Books for the scan and VaR models, and random ones. */
import * as fc from 'fast-check';
import type { LinearLeg, OptionLeg, PortfolioBook, RiskUnit } from '../../src/index.ts';

export const INDEX: Record<string, number> = { BTC: 100_000, ETH: 4_000, SOL: 200 };

export const perp = (quantity: number, price: number): LinearLeg => ({
  symbol: 'PERP',
  quantity,
  price,
  inverseSize: null,
  yearsToExpiry: null,
  quote: 'USDT',
});

export const future = (quantity: number, price: number, yearsToExpiry: number): LinearLeg => ({
  ...perp(quantity, price),
  yearsToExpiry,
});

export const option = (quantity: number, own: Partial<OptionLeg> = {}): OptionLeg => ({
  symbol: 'OPTION',
  quantity,
  right: 'call',
  strike: 100_000,
  yearsToExpiry: 30 / 365,
  volatility: 0.5,
  forward: 100_000,
  mark: 5_700,
  interestRate: 0,
  ...own,
});

export const unit = (underlying: string, own: Partial<RiskUnit> = {}): RiskUnit => ({
  underlying,
  index: INDEX[underlying]!,
  linear: [],
  options: [],
  spot: 0,
  ...own,
});

export const bookOf = (...units: RiskUnit[]): PortfolioBook => ({ units });

/** Perpetuals of so many USD. */
export const dollars = (amounts: Record<string, number>): PortfolioBook =>
  bookOf(
    ...Object.entries(amounts).map(([name, amount]) =>
      unit(name, { linear: [perp(amount / INDEX[name]!, INDEX[name]!)] }),
    ),
  );

export const scaled = (book: PortfolioBook, factor: number): PortfolioBook => ({
  units: book.units.map(own => ({
    ...own,
    spot: own.spot * factor,
    linear: own.linear.map(leg => ({ ...leg, quantity: leg.quantity * factor })),
    options: own.options.map(leg => ({ ...leg, quantity: leg.quantity * factor })),
  })),
});

const size = fc.double({ min: -5, max: 5, noNaN: true });

/** BTC, ETH and SOL with perpetuals, futures and, if wanted, options. */
export const randomBook = (hasOptions: boolean): fc.Arbitrary<PortfolioBook> =>
  fc
    .tuple(...Object.keys(INDEX).map(name => randomUnit(name, hasOptions)))
    .map(units => ({ units: units as RiskUnit[] }));

function randomUnit(name: string, hasOptions: boolean): fc.Arbitrary<RiskUnit> {
  const index = INDEX[name]!;
  const options = fc.array(
    fc.record({
      quantity: size,
      right: fc.constantFrom('call' as const, 'put' as const),
      moneyness: fc.double({ min: 0.7, max: 1.4, noNaN: true }),
      days: fc.integer({ min: 2, max: 200 }),
    }),
    { maxLength: hasOptions ? 3 : 0 },
  );
  return fc.tuple(size, size, options).map(([near, far, held]) =>
    unit(name, {
      linear: [perp(near, index), future(far, index * 1.01, 0.25)],
      options: held.map(({ quantity, right, moneyness, days }) =>
        option(quantity, {
          right,
          strike: index * moneyness,
          forward: index,
          mark: index / 20,
          yearsToExpiry: days / 365,
        }),
      ),
    }),
  );
}
