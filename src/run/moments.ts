/** What models that change by themselves may know of a market. */
import { DAY_MS } from '../basics/time.ts';
import type { Moments } from '../margin/moments.ts';
import type { Market, SymbolSeries } from '../market/market.ts';

const known = new WeakMap<Market, Moments>();

/** Made once per market; its daily closes only when a model asks for them. */
export function momentsOf(market: Market): Moments {
  let moments = known.get(market);
  if (!moments) known.set(market, (moments = new MarketMoments(market)));
  return moments;
}

class MarketMoments implements Moments {
  readonly rows: number;
  private closes: Moments['dailyCloses'] | null = null;

  constructor(private readonly market: Market) {
    this.rows = market.times.length;
  }

  timeAt = (row: number): number => this.market.times[row]!;

  volatilityAt = (symbol: number, row: number): number =>
    this.market.series[symbol]!.volatility?.[row] ?? NaN;

  get dailyCloses(): Moments['dailyCloses'] {
    return (this.closes ??= closesByUnderlying(this.market));
  }
}

function closesByUnderlying(market: Market): Moments['dailyCloses'] {
  const closes: Record<string, { times: number[]; closes: number[] }> = {};
  for (const own of market.series) {
    const { underlying, option, expiry } = own.instrument;
    if (option === null && expiry === null) closes[underlying] ??= dailyClosesOf(own, market);
  }
  return closes;
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
