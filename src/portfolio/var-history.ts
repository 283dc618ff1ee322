/** Joint history of returns: what was known, on dates that all underlyings share. */
import { configError } from '../basics/errors.ts';

export interface ReturnHistory {
  /** Open times of the bars, ms epoch UTC, rising. */
  times: readonly number[];
  /** Log returns over those bars, by underlying. */
  returns: Readonly<Record<string, readonly number[]>>;
  /** Changes of the volatility of options over those bars, 0.05 for five points; default: they stay as they are. */
  volatilityChanges?: Readonly<Record<string, readonly number[]>>;
}

export interface CloseSeries {
  /** Open times, ms epoch UTC, rising. */
  times: readonly number[];
  closes: readonly number[];
}

/**
 * Returns on the dates that all series have, each with the bar before it; a gap in one gives no return in any.
 * @param knownAt ms epoch: bars that close later are left out; default: none
 * @throws UserError 'config' for a close that is not above zero, or times that do not rise
 */
export function jointReturns(
  series: Readonly<Record<string, CloseSeries>>,
  { intervalMs, knownAt = Infinity }: { intervalMs: number; knownAt?: number },
): ReturnHistory {
  const names = Object.keys(series);
  const closes = names.map(name => byTime(name, series[name]!));
  const times = [...(closes[0]?.keys() ?? [])].filter(
    time => time + intervalMs <= knownAt && closes.every(own => own.has(time) && own.has(time - intervalMs)),
  );
  return {
    times,
    returns: Object.fromEntries(
      names.map((name, k) => {
        const own = closes[k]!;
        return [name, times.map(time => Math.log(own.get(time)! / own.get(time - intervalMs)!))];
      }),
    ),
  };
}

function byTime(name: string, { times, closes }: CloseSeries): Map<number, number> {
  if (times.length !== closes.length)
    throw configError(`${name}: ${times.length} times and ${closes.length} closes`);
  closes.forEach((close, at) => {
    if (!(close > 0 && close < Infinity))
      throw configError(`${name}: closes[${at}] must be above zero, got ${close}`);
  });
  risen(name, times);
  return new Map(times.map((time, at) => [time, closes[at]!]));
}

/** @throws UserError 'config' naming the series that is not one number per time */
export function checkHistory({ times, returns, volatilityChanges = {} }: ReturnHistory): void {
  risen('history', times);
  for (const [field, columns] of Object.entries({ returns, volatilityChanges })) {
    for (const [name, values] of Object.entries(columns)) {
      if (values.length !== times.length)
        throw configError(
          `history.${field}.${name}: ${values.length} values for ${times.length} times; one each is needed`,
        );
      const at = values.findIndex(value => !Number.isFinite(value));
      if (at >= 0) throw configError(`history.${field}.${name}[${at}]: expected a number, got ${values[at]}`);
    }
  }
}

function risen(name: string, times: readonly number[]): void {
  const at = times.findIndex((time, k) => !(k === 0 ? Number.isFinite(time) : time > times[k - 1]!));
  if (at >= 0) throw configError(`${name}: times[${at}] must be later than the one before, got ${times[at]}`);
}
