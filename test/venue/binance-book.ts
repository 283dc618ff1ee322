/** Binance's rules for small books, and the price at which they liquidate one, found through the rules alone. */
import { Decimal, ONE, ZERO } from '../../src/basics/money.ts';
import type { Holding } from '../../src/margin/model.ts';
import type { MarginTier } from '../../src/margin/tiered-model.ts';
import {
  type Instrument,
  type InstrumentInput,
  isInverse,
  makeInstrument,
  unitValue,
} from '../../src/market/instrument.ts';
import { rulesOf } from '../../src/venue/registry.ts';
import type { ModeRules, RuleOverrides, RulesRequest } from '../../src/venue/venue.ts';

export interface Asked extends Partial<Omit<RulesRequest, 'instruments'>> {
  venue?: string;
  instruments: InstrumentInput[];
}

export const linear = (symbol: string): InstrumentInput => ({ symbol, kind: 'linear-perpetual' });
export const inverse = (symbol: string, contractSize = 100): InstrumentInput => ({
  symbol,
  kind: 'inverse-perpetual',
  contractSize,
});

export interface Book {
  rules: ModeRules;
  instruments: Instrument[];
}

export function binanceBook(asked: Asked): Book {
  const { venue = 'binance-usdm', instruments: inputs, ...more } = asked;
  const instruments = inputs.map(makeInstrument);
  const request: RulesRequest = {
    mode: 'cross',
    asOf: Date.UTC(2022, 2, 1),
    severalAssets: false,
    overrides: {},
    ...more,
    instruments,
  };
  return { rules: rulesOf(venue, request), instruments };
}

type Figure = string | number;

/** One tier for every notional, with the amount a table deducts. */
export const oneTier = (rate: Figure, deduction: Figure = 0): MarginTier[] => [
  {
    floor: ZERO,
    cap: new Decimal(Infinity),
    maintenanceMarginRate: new Decimal(rate),
    maxLeverage: 125,
    deduction: new Decimal(deduction),
  },
];
export const tiersFor = (symbol: string, rate: Figure, deduction?: Figure): RuleOverrides => ({
  tiers: { [symbol]: oneTier(rate, deduction) },
});

export interface Leg {
  symbol: number;
  quantity: Figure;
  entry: Figure;
  leverage?: number;
}

export function holdingOf({ instruments }: Book, leg: Leg): Holding {
  const quantity = new Decimal(leg.quantity);
  const cost = quantity.mul(unitValue(instruments[leg.symbol]!, new Decimal(leg.entry)));
  return { symbol: leg.symbol, quantity, cost, leverage: leg.leverage ?? 1 };
}

/** PnL in the settle asset. */
export const pnlOf = ({ instruments }: Book, { symbol, quantity, cost }: Holding, price: Decimal): Decimal =>
  quantity.mul(unitValue(instruments[symbol]!, price)).sub(cost);

/**
 * The price, the same for every leg, at which wallet + PnL = w · MM; all amounts in the settle asset of the legs.
 * @param within two prices, one on either side of the crossing
 */
export function crossing(
  book: Book,
  legs: Leg[],
  wallet: Figure | Decimal,
  within: [Figure, Figure],
): Decimal {
  const holdings = legs.map(leg => holdingOf(book, leg));
  const distance = (price: Decimal): Decimal => {
    const prices = book.instruments.map(() => price);
    const rate = isInverse(book.instruments[legs[0]!.symbol]!) ? price : ONE;
    const equity = holdings.reduce((sum, own) => sum.add(pnlOf(book, own, price)), new Decimal(wallet));
    const maintenance = book.rules.model.maintenance(holdings, prices);
    return equity.mul(rate).sub(maintenance.mul(book.rules.liquidationHealth));
  };
  let [low, high] = within.map(price => new Decimal(price)) as [Decimal, Decimal];
  const rising = distance(high).gt(0);
  if (distance(low).gt(0) === rising) throw new Error('no crossing between these prices');
  for (let step = 0; step < 130; step++) {
    const middle = low.add(high).div(2);
    if (distance(middle).gt(0) === rising) high = middle;
    else low = middle;
  }
  return low.add(high).div(2);
}
