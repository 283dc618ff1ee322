/** Books for the venues' portfolio models, by hand and at random. */
import fc from 'fast-check';
import type { LinearLeg, OptionLeg, PortfolioBook, RiskUnit } from '../../src/index.ts';

export const contract = (terms: Partial<LinearLeg> = {}): LinearLeg => ({
  symbol: 'perpetual',
  quantity: 1,
  price: 100,
  inverseSize: null,
  yearsToExpiry: null,
  quote: 'USDT',
  ...terms,
});

/** Marked at nothing unless said otherwise. */
export const option = (terms: Partial<OptionLeg> = {}): OptionLeg => ({
  symbol: 'option',
  quantity: 1,
  right: 'call',
  strike: 100,
  yearsToExpiry: 0.25,
  volatility: 0.6,
  forward: 100,
  mark: 0,
  interestRate: 0,
  ...terms,
});

export const unit = (terms: Partial<RiskUnit> = {}): RiskUnit => ({
  underlying: 'BTC',
  index: 100,
  linear: [],
  options: [],
  spot: 0,
  ...terms,
});

export const book = (...units: Partial<RiskUnit>[]): PortfolioBook => ({ units: units.map(unit) });

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true, noDefaultInfinity: true });

export const optionLeg = (sizes: { min?: number; max?: number } = {}) =>
  fc.record<OptionLeg>({
    symbol: fc.constantFrom('a', 'b'),
    quantity: number(sizes.min ?? -5, sizes.max ?? 5),
    right: fc.constantFrom('call', 'put'),
    strike: number(20, 500),
    yearsToExpiry: fc.oneof(number(0.0001, 2), fc.constant(0)),
    volatility: fc.oneof(number(0.01, 3), fc.constant(0)),
    forward: number(50, 200),
    mark: number(0, 100),
    interestRate: fc.oneof(fc.constant(0), number(0, 0.1)),
  });

export const linearLeg = () =>
  fc.record<LinearLeg>({
    symbol: fc.constantFrom('c', 'd'),
    quantity: number(-5, 5),
    price: number(50, 200),
    inverseSize: fc.constantFrom(null, null, 10, 100),
    yearsToExpiry: fc.oneof(fc.constant(null), number(0, 1)),
    quote: fc.constantFrom('USDT', 'USDC', 'USD'),
  });

const unitOf = (underlying: string, { withOptions = true } = {}) =>
  fc.record<RiskUnit>({
    underlying: fc.constant(underlying),
    index: number(50, 200),
    linear: fc.array(linearLeg(), { maxLength: 4 }),
    options: withOptions ? fc.array(optionLeg(), { maxLength: 4 }) : fc.constant([]),
    spot: fc.oneof(fc.constant(0), number(0, 5)),
  });

/** On two underlyings. */
export const anyBook = (terms: { withOptions?: boolean } = {}) =>
  fc.tuple(unitOf('BTC', terms), unitOf('SOL', terms)).map(units => ({ units }));

export const scaled = ({ units }: PortfolioBook, k: number): PortfolioBook => ({
  units: units.map(own => ({
    ...own,
    linear: own.linear.map(leg => ({ ...leg, quantity: leg.quantity * k })),
    options: own.options.map(leg => ({ ...leg, quantity: leg.quantity * k })),
    spot: own.spot * k,
  })),
});
