/** How a model came to its requirement: the parts it is made of, and what each scenario does to the book. */
import { type Decimal, ZERO } from '../basics/money.ts';

export interface Scenario {
  /** In words, such as `BTC −12 %`. */
  id: string;
  /** Relative move of each underlying that moves: −0.12. */
  shocks: Record<string, number>;
  /** What the book wins (above zero) or loses, in quote. */
  pnl: Decimal;
  /** Share of a loss that counts towards the requirement: 1, or less for moves beyond the ordinary range. */
  weight: number;
}

export interface Explanation {
  /** Amounts in quote, each by its name and, where there is one per underlying, the underlying: `MR1 BTC`. */
  parts: Record<string, Decimal>;
  scenarios: Scenario[];
  /** The scenario that sets the scan of the whole book; null when no move costs it anything. */
  worst: Scenario | null;
}

/** `BTC −12 %`, `PEPE +8.33 %`, `ETH 0 %`. */
export function shockText(underlying: string, shock: Decimal): string {
  const percent = shock.mul(100).toDecimalPlaces(2);
  const sign = percent.isZero() ? '' : percent.isNegative() ? '−' : '+';
  return `${underlying} ${sign}${percent.abs().toFixed()} %`;
}

/** A move of one underlying by `shock` on a book that wins `delta` per unit of it. */
export const oneMove = (underlying: string, shock: Decimal, delta: Decimal, weight: number): Scenario => ({
  id: shockText(underlying, shock),
  shocks: { [underlying]: shock.toNumber() },
  pnl: delta.isZero() || shock.isZero() ? ZERO : delta.mul(shock),
  weight,
});

/** Several moves at once: every underlying by its own. */
export const together = (moves: readonly Scenario[]): Scenario => ({
  id: moves.map(({ id }) => id).join(', '),
  shocks: Object.assign({}, ...moves.map(({ shocks }) => shocks)) as Record<string, number>,
  pnl: moves.reduce((sum, { pnl }) => sum.add(pnl), ZERO),
  weight: 1,
});
