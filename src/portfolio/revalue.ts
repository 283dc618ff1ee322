/** What a book gains when prices and volatilities move at once. Doubles. @source rules: portfolio.md §0, §6 */
import { black76 } from '../market/black76.ts';
import { deviationOf, optionPrice, signOf } from './option-value.ts';
import type { OptionLeg, RiskUnit } from './portfolio-book.ts';
import { coinsOf, notionalOf } from './scenario-report.ts';

export interface MarketMove {
  /** Relative, −0.12 is 12 % down; never below −1. */
  price: number;
  /** σ is multiplied by this; default 1. */
  volatilityFactor?: number;
  /** Added to σ after that; default 0. */
  volatilityAdded?: number;
  /** Time that has passed when options are valued anew; default 0. */
  years?: number;
}

/** Units of the underlying, at another price, volatility and time if a move is given. */
export const optionDelta = (option: OptionLeg, move: MarketMove = { price: 0 }): number =>
  option.quantity * black76({ ...option, ...moved(option, move) }).delta;

/**
 * Coins in use: the part of those owned that offsets the delta of the contracts; the rest is collateral and has its haircut.
 * @source rules: portfolio.md §1.2, §7
 */
export function spotInUse({ linear, options, spot }: RiskUnit): number {
  if (!(spot > 0)) return 0;
  const delta =
    linear.reduce((sum, leg) => sum + coinsOf(leg), 0) +
    options.reduce((sum, option) => sum + optionDelta(option), 0);
  return Math.min(Math.max(0, -delta), spot);
}

/**
 * P&L of one underlying's positions in USD, as a function of the move. An inverse contract gains contracts·size·s: its
 * profit in coin, valued at the price after the move.
 */
export function revaluer(unit: RiskUnit): (move: MarketMove) => number {
  const { index, linear, options } = unit;
  let delta = spotInUse(unit) * index;
  for (const leg of linear) delta += notionalOf(leg);
  if (options.length === 0) return ({ price }) => delta * price;
  const before = options.map(option => valueOf(option, { price: 0 }));
  return move => {
    let pnl = delta * move.price;
    options.forEach((option, k) => {
      pnl += option.quantity * (valueOf(option, move) - before[k]!);
    });
    return pnl;
  };
}

function valueOf(option: OptionLeg, move: MarketMove): number {
  const { forward, volatility, yearsToExpiry } = moved(option, move);
  const discount = Math.exp(-option.interestRate * yearsToExpiry);
  const moneyness = Math.log(forward / option.strike);
  const deviation = deviationOf(volatility, yearsToExpiry);
  return optionPrice(signOf(option), forward, option.strike, moneyness, deviation, discount);
}

const moved = (
  { forward, volatility, yearsToExpiry }: OptionLeg,
  { price, volatilityFactor = 1, volatilityAdded = 0, years = 0 }: MarketMove,
) => ({
  forward: forward * (1 + price),
  volatility: Math.max(0, volatility * volatilityFactor + volatilityAdded),
  yearsToExpiry: Math.max(0, yearsToExpiry - years),
});
