/** What a model that changes by itself may know of a moment: at a row's open, and never more (no look-ahead). */
export interface Moments {
  /** ms epoch UTC. */
  timeAt(row: number): number;
  /** Annualised volatility of an option, 0.8 is 80 %, as known at the row's open. */
  volatilityAt(symbol: number, row: number): number;
}

export const YEAR_MS = 365 * 86_400_000;
