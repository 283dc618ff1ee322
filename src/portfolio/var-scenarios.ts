/**
 * The moves a VaR model revalues a book under: those of history on joint dates, which keeps correlation by construction,
 * as they were and scaled to the volatility of now. @source rules: portfolio.md §5.1 (Hull and White), §5.3
 */
import { ewmaVariances } from './ewma.ts';
import type { ReturnHistory } from './var-history.ts';
import type { VarParameters } from './var-parameters.ts';

/** Of one underlying, bar by bar. */
export interface Moves {
  /** Relative. */
  prices: Float64Array;
  /** Added to the volatility of its options; null: it stays as it is. */
  volatilities: Float64Array | null;
}

export interface VarScenarios {
  /** Of all history. */
  times: readonly number[];
  /** How many bars are scenarios: the last ones. */
  lookback: number;
  /** By underlying, one move for each bar of the lookback. */
  filtered: Readonly<Record<string, Moves>>;
  /** By underlying, one for each bar of all history, unscaled. */
  unscaled: Readonly<Record<string, Moves>>;
  /** The stressed bars are those of `unscaled` from here … */
  stressFrom: number;
  /** … to here, not included. */
  stressTo: number;
}

export function varScenarios(history: ReturnHistory, parameters: VarParameters): VarScenarios {
  const { times, returns, volatilityChanges = {} } = history;
  const from = Math.max(0, times.length - parameters.lookbackBars);
  const moves = (name: string, logReturns: readonly number[], first: number): Moves => ({
    prices: Float64Array.from(logReturns.slice(first), Math.expm1),
    volatilities: volatilityChanges[name] ? Float64Array.from(volatilityChanges[name].slice(first)) : null,
  });
  const entries = Object.entries(returns);
  const stressBars = Math.min(parameters.stressBars, times.length);
  const stressFrom = mostVolatile(Object.values(returns), times.length, stressBars);
  return {
    times,
    lookback: times.length - from,
    filtered: Object.fromEntries(
      entries.map(([name, own]) => [name, moves(name, scaledToNow(own, parameters.decay), from)]),
    ),
    unscaled: Object.fromEntries(entries.map(([name, own]) => [name, moves(name, own, 0)])),
    stressFrom,
    stressTo: stressFrom + stressBars,
  };
}

/** r·σ(now) ÷ σ(then); where there was no volatility then, the return as it was. */
export function scaledToNow(returns: readonly number[], decay: number): number[] {
  const variances = ewmaVariances(returns, decay);
  const now = variances.at(-1)!;
  return returns.map((value, t) => (variances[t]! > 0 ? value * Math.sqrt(now / variances[t]!) : value));
}

/** Start of the bars in a row whose mean square return, averaged over the underlyings, is the highest; the first of several. */
function mostVolatile(columns: readonly (readonly number[])[], count: number, bars: number): number {
  const squareAt = (t: number): number => columns.reduce((sum, own) => sum + own[t]! ** 2, 0);
  let sum = 0;
  let best = -Infinity;
  let start = 0;
  for (let t = 0; t < count; t++) {
    sum += squareAt(t);
    if (t >= bars) sum -= squareAt(t - bars);
    if (t >= bars - 1 && sum > best) [best, start] = [sum, t - bars + 1];
  }
  return start;
}
