/**
 * A scenario model of `src/portfolio` as a margin model of a replay. It is evaluated in doubles, from which exactness
 * starts: the decimal answer is the double's. f is not concave with options in the book, so legs are searched by the
 * bounds of its slope (engine/search-leg.ts), which every model states.
 */
import { Decimal } from '../basics/money.ts';
import { DAY_MS, YEAR_MS } from '../basics/time.ts';
import { type Instrument, isInverse } from '../market/instrument.ts';
import type { Explanation } from '../margin/explanation.ts';
import type { Holding, MarginModel, ScreenBook } from '../margin/model.ts';
import type { Moments } from '../margin/moments.ts';
import { BookAtPrices } from './book-at-prices.ts';
import type { PortfolioBook, PortfolioRequirement } from './portfolio-book.ts';
import { WholeBookModel } from '../margin/whole-book-model.ts';

/** How fast a requirement can change, as proven for the model: amounts of quote per unit of quote. */
export interface Sensitivity {
  /** Of a linear leg, per unit of its own value: its largest shock and its add-ons. */
  linear(instrument: Instrument): number;
  /** Of an option, per unit of the underlying's price and quantity. */
  optionByUnderlying(instrument: Instrument): number;
  /** Of an option, per unit of its own mark and quantity. */
  optionByMark: number;
}

export interface PortfolioModelOptions {
  id: string;
  instruments: readonly Instrument[];
  /** As known at a time (ms epoch UTC); made anew every UTC day where `daily`. */
  evaluateAt: (time: number) => (book: PortfolioBook) => PortfolioRequirement;
  /** Does it rest on the days before, as value at risk does? */
  daily: boolean;
  /** ms epoch UTC: when it is judged without moments. */
  asOf: number;
  sensitivity: Sensitivity;
  /** Null: the book is judged at one moment, and the instruments' own terms are all there is. */
  moments: Moments | null;
}

export class PortfolioModel extends WholeBookModel implements MarginModel {
  readonly id: string;
  readonly statesAreCertain = false;
  readonly isConvex = false;
  readonly knowsOptions = true;
  readonly initialFactor = null;
  readonly stand?: (row: number) => void;
  readonly nextChange?: (row: number) => number;
  private readonly book: BookAtPrices;
  private evaluate: (book: PortfolioBook) => PortfolioRequirement;
  private day = NaN;

  constructor(private readonly options: PortfolioModelOptions) {
    super();
    const { id, instruments, moments, evaluateAt, daily, asOf } = options;
    this.id = id;
    this.book = new BookAtPrices(instruments);
    this.evaluate = evaluateAt(asOf);
    const ages = instruments.some(({ expiry }) => expiry !== null);
    if (moments && (ages || daily)) {
      this.stand = row => this.standAt(moments, row);
      this.nextChange = row => (ages ? row + 1 : firstOfNextDay(moments, row));
    }
  }

  maintenance(holdings: readonly Holding[], prices: readonly Decimal[]): Decimal {
    return new Decimal(this.required(holdings, prices).maintenanceMargin);
  }

  initial(holdings: readonly Holding[], prices: readonly Decimal[]): Decimal {
    return new Decimal(this.required(holdings, prices).initialMargin);
  }

  explain(holdings: readonly Holding[], prices: readonly Decimal[]): Explanation {
    const { parts, scenarios, worst } = this.required(holdings, prices);
    const decimals = ({ pnl, ...scenario }: PortfolioRequirement['scenarios'][number]) => ({
      ...scenario,
      pnl: new Decimal(pnl),
      weight: 1,
    });
    return {
      parts: Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, new Decimal(value)])),
      scenarios: scenarios.map(decimals),
      worst: worst && decimals(worst),
    };
  }

  worstScenario(holdings: readonly Holding[], prices: readonly Decimal[]): string | null {
    return this.required(holdings, prices).worst?.id ?? null;
  }

  watches(symbol: number): readonly number[] {
    return this.book.watchedBy(symbol);
  }

  /** Never asked: legs are searched by the bounds of the slope. */
  slope(): Decimal {
    throw new Error(`Broken invariant: ${this.id} has no slope in closed form`);
  }

  screenMaintenance(held: Int32Array, quantities: Float64Array, prices: Float64Array): number {
    return held.length === 0 ? 0 : this.evaluate(this.book.at(held, quantities, prices)).maintenanceMargin;
  }

  slopeAtLeast(symbol: number, book: ScreenBook): number {
    return -this.slopeAtMost(symbol, book);
  }

  slopeAtMost(symbol: number, { quantities }: ScreenBook): number {
    const { instruments, sensitivity } = this.options;
    const own = instruments[symbol]!;
    const size = Math.abs(quantities[symbol]!) * own.contractSize.toNumber();
    let slope = own.option
      ? size * sensitivity.optionByMark
      : isInverse(own)
        ? 0
        : size * sensitivity.linear(own);
    for (const option of this.book.optionsPricedBy(symbol))
      slope += Math.abs(quantities[option]!) * sensitivity.optionByUnderlying(instruments[option]!);
    return slope;
  }

  private required(holdings: readonly Holding[], prices: readonly Decimal[]): PortfolioRequirement {
    return this.evaluate(this.book.ofHoldings(holdings, prices));
  }

  private standAt(moments: Moments, row: number): void {
    const time = moments.timeAt(row);
    const day = Math.floor(time / DAY_MS);
    if (this.options.daily && day !== this.day) {
      this.day = day;
      this.evaluate = this.options.evaluateAt(time);
    }
    this.options.instruments.forEach(({ expiry, option }, symbol) => {
      if (expiry === null) return;
      this.book.years[symbol] = Math.max(0, (expiry - time) / YEAR_MS);
      if (option) this.book.volatilities[symbol] = moments.volatilityAt(symbol, row);
    });
  }
}

function firstOfNextDay({ timeAt, rows }: Moments, row: number): number {
  const day = Math.floor(timeAt(row) / DAY_MS);
  let next = row + 1;
  while (next < rows && Math.floor(timeAt(next) / DAY_MS) === day) next++;
  return next;
}
