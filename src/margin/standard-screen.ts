/** Options under a standard margin in doubles, for the screen: the sums of `standard-options.ts`. */
import type { StandardTerms } from './standard-terms.ts';

interface Option {
  symbol: number;
  isCall: boolean;
  strike: number;
  contractSize: number;
  spot: number;
  forward: number;
  expiry: number;
  /** Of the underlying's price, and of the mark (puts). */
  rate: number;
  markRate: number;
  /** Of the forward, for unpaired short calls; null: no bound by payoffs. */
  scale: number | null;
}

export class StandardScreen {
  private readonly options: (Option | null)[];
  /** Options by expiry. */
  private readonly expiries: Option[][];
  /** Options whose requirement a symbol's price moves, beside its own. */
  private readonly movedBy: Option[][];
  private readonly seen: Uint8Array;

  constructor(terms: readonly (StandardTerms | null)[]) {
    this.options = terms.map((own, symbol) => (own ? optionOf(own, symbol) : null));
    const options = this.options.filter(option => option !== null);
    const last = Math.max(-1, ...options.map(({ expiry }) => expiry));
    this.expiries = Array.from({ length: last + 1 }, (_, expiry) =>
      options.filter(option => option.expiry === expiry),
    );
    this.movedBy = terms.map((_, symbol) =>
      options.filter(({ spot, forward }) => spot === symbol || forward === symbol),
    );
    this.seen = new Uint8Array(this.expiries.length);
  }

  /** Does an option's requirement go by the price of this symbol? */
  isUnderlying(symbol: number): boolean {
    return this.movedBy[symbol]!.length > 0;
  }

  /** Symbols by which an option's requirement goes, beside its own. */
  watches(symbol: number): readonly number[] {
    const option = this.options[symbol];
    return option ? [...new Set([option.spot, option.forward])] : [];
  }

  maintenance(held: Int32Array, quantities: Float64Array, prices: Float64Array): number {
    const { seen } = this;
    seen.fill(0);
    let sum = 0;
    for (let k = 0; k < held.length; k++) {
      const option = this.options[held[k]!];
      if (!option || seen[option.expiry] === 1) continue;
      seen[option.expiry] = 1;
      sum += this.ofExpiry(this.expiries[option.expiry]!, quantities, prices);
    }
    return sum;
  }

  /** An option moves with its own mark, a future or a coin with the options on it: by these rates at least. */
  slopeAtLeast(symbol: number, quantities: Float64Array): number {
    const option = this.options[symbol];
    if (!option) return 0;
    const size = sizeOf(option, quantities);
    return size >= 0 || option.scale !== null ? size : 0;
  }

  slopeAtMost(symbol: number, quantities: Float64Array): number {
    const option = this.options[symbol];
    if (option) {
      const size = sizeOf(option, quantities);
      return size >= 0 ? size : -size * option.markRate;
    }
    let sum = 0;
    for (const moved of this.movedBy[symbol]!) {
      const short = Math.max(0, -sizeOf(moved, quantities));
      sum += short * Math.max(moved.rate, moved.isCall ? (moved.scale ?? 0) : 0);
    }
    return sum;
  }

  private ofExpiry(options: readonly Option[], quantities: Float64Array, prices: Float64Array): number {
    let alone = 0;
    let value = 0;
    let calls = 0;
    for (const option of options) {
      const size = sizeOf(option, quantities);
      if (size === 0) continue;
      const mark = prices[option.symbol]!;
      value += size * mark;
      if (option.isCall) calls += size;
      alone +=
        size > 0 ? size * mark : -size * Math.max(option.rate * prices[option.spot]!, option.markRate * mark);
    }
    const { scale, forward } = options[0]!;
    if (scale === null) return alone;
    const unpaired = calls < 0 ? -calls * scale * prices[forward]! : 0;
    return Math.min(alone, value - worstPayoff(options, quantities) + unpaired);
  }
}

const sizeOf = ({ symbol, contractSize }: Option, quantities: Float64Array): number =>
  quantities[symbol]! * contractSize;

function optionOf(terms: StandardTerms, symbol: number): Option {
  const { right, strike, contractSize, spot, forward, expiry, rates, bound } = terms;
  const isCall = right === 'call';
  return {
    symbol,
    isCall,
    strike: strike.toNumber(),
    contractSize: contractSize.toNumber(),
    spot,
    forward,
    expiry,
    rate: (isCall ? rates.callMaintenanceRate : rates.putMaintenanceRate).toNumber(),
    markRate: isCall ? 0 : rates.putMaintenanceMarkRate.toNumber(),
    scale: bound?.maintenanceScale.toNumber() ?? null,
  };
}

/** At a price of zero and at each strike, where payoffs bend; at or below zero. */
function worstPayoff(options: readonly Option[], quantities: Float64Array): number {
  let worst = Math.min(0, payoffAt(0, options, quantities));
  for (const option of options)
    if (quantities[option.symbol] !== 0)
      worst = Math.min(worst, payoffAt(option.strike, options, quantities));
  return worst;
}

function payoffAt(price: number, options: readonly Option[], quantities: Float64Array): number {
  let sum = 0;
  for (const option of options) {
    const inside = option.isCall ? price - option.strike : option.strike - price;
    if (inside > 0) sum += inside * sizeOf(option, quantities);
  }
  return sum;
}
