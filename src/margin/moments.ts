/** What a model that changes by itself may know of a moment: at a row's open, and never more (no look-ahead). */
export interface Moments {
  rows: number;
  /** ms epoch UTC. */
  timeAt(row: number): number;
  /** Annualised volatility of an option, 0.8 is 80 %, as known at the row's open; NaN where nothing says. */
  volatilityAt(symbol: number, row: number): number;
  /** Closes of UTC days by underlying, all of them: who asks leaves out those that close after its own time. */
  dailyCloses: Readonly<Record<string, { times: readonly number[]; closes: readonly number[] }>>;
}
