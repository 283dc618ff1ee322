/** What models that change by themselves may know of a market. */
import { DAY_MS } from '../basics/time.ts';
import type { Moments } from '../margin/moments.ts';
import type { Market, SymbolSeries } from '../market/market.ts';

export function momentsOf(market: Market): Moments {
  const { times, series } = market;
  const dailyCloses: Record<string, { times: number[]; closes: number[] }> = {};
  for (const own of series) {
    const { underlying, option, expiry } = own.instrument;
    if (option === null && expiry === null) dailyCloses[underlying] ??= dailyClosesOf(own, market);
  }
  return {
    rows: times.length,
    timeAt: row => times[row]!,
    volatilityAt: (symbol, row) => series[symbol]!.volatility?.[row] ?? NaN,
    dailyCloses,
  };
}

/** The close of the last candle of every UTC day that is there to its end; a stale one is no close. */
function dailyClosesOf({ last, stale }: SymbolSeries, { times: rows, intervalMs }: Market) {
  const times: number[] = [];
  const closes: number[] = [];
  for (let row = 0; row < rows.length; row++) {
    const end = rows[row]! + intervalMs;
    const close = last.close[row]!;
    if (end % DAY_MS !== 0 || stale?.[row] === 1 || !(close > 0)) continue;
    times.push(end - DAY_MS);
    closes.push(close);
  }
  return { times, closes };
}
