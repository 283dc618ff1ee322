/** The book of a portfolio model, filled anew at every point that is evaluated: legs are made once and reused. */
import type { Decimal } from '../basics/money.ts';
import { type Instrument, isInverse } from '../market/instrument.ts';
import { underlyingOf } from '../market/underlying.ts';
import type { Holding } from '../margin/model.ts';
import type { LinearLeg, OptionLeg, PortfolioBook, RiskUnit } from './portfolio-book.ts';

export class BookAtPrices {
  /** By symbol number; the model sets them as time goes by. */
  readonly years: Float64Array;
  readonly volatilities: Float64Array;
  private readonly units = new Map<string, RiskUnit>();
  private readonly legs: (LinearLeg | OptionLeg | null)[];
  /** Symbol number whose price is that of the underlying, by symbol number. */
  private readonly priced: number[];
  private readonly optionsBy: number[][];

  constructor(private readonly instruments: readonly Instrument[]) {
    this.years = new Float64Array(instruments.length);
    this.volatilities = new Float64Array(instruments.length);
    this.legs = instruments.map(legOf);
    this.priced = instruments.map((_, symbol) => {
      const index = underlyingOf(instruments, symbol);
      return index < 0 ? symbol : index;
    });
    this.optionsBy = instruments.map((_, symbol) =>
      instruments.flatMap(({ option }, other) => (option && this.priced[other] === symbol ? [other] : [])),
    );
    for (const { underlying } of instruments)
      this.units.set(underlying, { underlying, index: 0, linear: [], options: [], spot: 0 });
  }

  /** Options whose underlying a symbol prices. */
  optionsPricedBy(symbol: number): readonly number[] {
    return this.optionsBy[symbol]!;
  }

  /** The symbol that prices an option's underlying. */
  watchedBy(symbol: number): readonly number[] {
    return this.instruments[symbol]!.option ? [this.priced[symbol]!] : [];
  }

  /** @param held symbols of the bucket; quantities and prices by symbol number */
  at(held: ArrayLike<number>, quantities: Float64Array, prices: Float64Array): PortfolioBook {
    const units: RiskUnit[] = [];
    for (let k = 0; k < held.length; k++) {
      const symbol = held[k]!;
      const unit = this.units.get(this.instruments[symbol]!.underlying)!;
      if (!units.includes(unit)) {
        unit.linear.length = 0;
        unit.options.length = 0;
        unit.spot = 0;
        unit.index = prices[this.indexAmong(held, symbol)]!;
        units.push(unit);
      }
      this.put(unit, symbol, quantities[symbol]!, prices);
    }
    return { units };
  }

  ofHoldings(holdings: readonly Holding[], prices: readonly Decimal[]): PortfolioBook {
    const quantities = new Float64Array(this.instruments.length);
    for (const { symbol, quantity } of holdings) quantities[symbol]! += quantity.toNumber();
    const doubles = Float64Array.from(this.instruments, (_, symbol) => prices[symbol]?.toNumber() ?? NaN);
    return this.at([...new Set(holdings.map(({ symbol }) => symbol))], quantities, doubles);
  }

  /**
   * The symbol that prices the underlying of another: one that is held, since only its price is sure to be there; for
   * options alone the one they watch.
   */
  private indexAmong(held: ArrayLike<number>, symbol: number): number {
    const { underlying } = this.instruments[symbol]!;
    let best = -1;
    for (let k = 0; k < held.length; k++) {
      const own = this.instruments[held[k]!]!;
      if (own.underlying !== underlying || own.option) continue;
      if (best < 0 || rankOf(own) < rankOf(this.instruments[best]!)) best = held[k]!;
    }
    return best < 0 ? this.priced[symbol]! : best;
  }

  private put(unit: RiskUnit, symbol: number, quantity: number, prices: Float64Array): void {
    const leg = this.legs[symbol];
    if (!leg) {
      unit.spot += quantity;
      return;
    }
    const { contractSize, expiry } = this.instruments[symbol]!;
    if ('strike' in leg) {
      leg.quantity = quantity * contractSize.toNumber();
      leg.yearsToExpiry = this.years[symbol]!;
      leg.volatility = this.volatilities[symbol]!;
      leg.forward = unit.index;
      leg.mark = prices[symbol]!;
      unit.options.push(leg);
    } else {
      leg.quantity = leg.inverseSize === null ? quantity * contractSize.toNumber() : quantity;
      leg.price = prices[symbol]!;
      leg.yearsToExpiry = expiry === null ? null : this.years[symbol]!;
      unit.linear.push(leg);
    }
  }
}

/** What stays the same of a leg; a coin is no leg. */
function legOf(instrument: Instrument): LinearLeg | OptionLeg | null {
  const { symbol, kind, option, quote, contractSize, expiry } = instrument;
  if (kind === 'spot') return null;
  if (option)
    return {
      symbol,
      quantity: 0,
      right: option.right,
      strike: option.strike.toNumber(),
      yearsToExpiry: 0,
      volatility: 0,
      forward: 0,
      mark: 0,
      interestRate: 0,
    };
  return {
    symbol,
    quantity: 0,
    price: 0,
    inverseSize: isInverse(instrument) ? contractSize.toNumber() : null,
    yearsToExpiry: expiry === null ? null : 0,
    quote,
  };
}

/** Whose price comes nearest to an underlying's own. */
const INDEX_ORDER = ['spot', 'linear-perpetual', 'inverse-perpetual', 'linear-future', 'inverse-future'];
const rankOf = ({ kind }: Instrument): number => INDEX_ORDER.indexOf(kind);
