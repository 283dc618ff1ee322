/** One account of a replay: its books, its orders, its rules, and what it went through. */
import { type Decimal, ONE, ZERO } from '../basics/money.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Holding } from '../margin/model.ts';
import type { Market } from '../market/market.ts';
import type { Cause, PathKind } from '../results/results.ts';
import type { OnRefused } from '../strategy/strategy.ts';
import type { ModeRules } from '../venue/venue.ts';
import { CauseTrack } from './cause.ts';
import { type Form, formSlope, valueOf, worthForm } from './form.ts';
import { OrderBook, type Request } from './orders.ts';
import { type Pool, poolOf } from './pools.ts';
import type { Screen } from './screen.ts';
import type { Watch } from './watch.ts';

/** How a ledger trades: the venue's rules with what the run sets beside them. */
export interface Terms {
  /** Null: no margin rule at all (the account that tells what the liquidations cost). */
  rules: ModeRules | null;
  feeTakerRate: Decimal;
  feeMakerRate: Decimal;
  slippageRate: Decimal;
  liquidationHealth: Decimal;
  onRefused: OnRefused;
  afterLiquidation: 'continue' | 'stop' | 'refill';
  lotSteps: (Decimal | null)[];
}

/** The pooled bucket, or that of the quote asset; the pool of asset k is ACCOUNT − k. An isolated bucket goes by its symbol number. */
export const ACCOUNT = -1;

const POOL: readonly number[] = [ACCOUNT];
const NONE: readonly number[] = [];

/** What the account was opened with. */
export interface Capital {
  /** By asset number. */
  amounts: readonly Decimal[];
  /** In quote, at the opening. */
  worth: Decimal;
}

export class Account {
  readonly orders = new OrderBook();
  readonly causes = new Map<number, CauseTrack>();
  /** Leverage by symbol number, as last set by an accepted order. */
  readonly leverages: number[];
  /** Nothing can happen to the account before this row, unless something is due there for all. */
  wakeRow = 0;
  /** The row it stands at. */
  row = 0;
  /** Set by `afterLiquidation: 'stop'`: its strategy is not asked any more. */
  stopped = false;
  private readonly pools = new Map<number, Pool>();
  private held: readonly number[] | null = null;

  constructor(
    readonly market: Market,
    readonly terms: Terms,
    readonly ledger: Ledger,
    readonly screen: Screen,
    readonly watch: Watch,
    readonly path: PathKind,
    readonly capital: Capital,
    /** Tests only: decide everything in decimals, to compare journals. */
    readonly allDecimal: boolean,
  ) {
    this.leverages = market.series.map(() => 1);
  }

  /** Takes a request of a strategy; the next moment must look at it. */
  ask(request: Request): void {
    this.orders.add(request);
    this.wakeRow = 0;
  }

  /** Stands at a row: models that change by themselves follow. */
  stand(row: number): void {
    this.row = row;
    this.terms.rules?.model.stand?.(row);
  }

  /** The books have changed: the doubles follow. */
  mirror(): void {
    this.pools.clear();
    this.held = null;
    this.screen.mirror(this);
  }

  bucketOf(symbol: number): number {
    if (this.ledger.collateral === 'isolated') return symbol;
    return this.poolFor(this.ledger.assets.settle[symbol]!);
  }

  /** The pooled bucket that a balance is part of. */
  poolFor(asset: number): number {
    return this.pooling === 'all' ? ACCOUNT : ACCOUNT - asset;
  }

  /** Buckets that hold a position or owe something, by symbol or asset. */
  buckets(): readonly number[] {
    const held = this.heldSymbols();
    if (this.ledger.collateral === 'isolated') return held;
    if (this.pooling === 'all') return held.length > 0 || this.owes() ? POOL : NONE;
    return held.length === 0 ? NONE : [...new Set(held.map(symbol => this.bucketOf(symbol)))];
  }

  /** Is there a debt that the pool has to carry? */
  owes(): boolean {
    const { balances, assets } = this.ledger;
    return this.isPooledWhole() && assets.names.length > 1 && balances.some(balance => balance.isNegative());
  }

  /** One pool of all assets? */
  isPooledWhole(): boolean {
    return this.ledger.collateral === 'pooled' && this.pooling === 'all';
  }

  /** Symbols with a position, ascending. */
  heldSymbols(): readonly number[] {
    if (this.held) return this.held;
    const held: number[] = [];
    const { positions } = this.ledger;
    for (let symbol = 0; symbol < positions.length; symbol++) {
      const position = positions[symbol];
      if (position && !position.quantity.isZero()) held.push(symbol);
    }
    return (this.held = held);
  }

  /** Symbols whose prices matter: part of a bucket, or with an order at rest. */
  pricedOrResting(): Set<number> {
    return new Set([...this.screen.priced, ...this.orders.resting.map(order => order.symbol)]);
  }

  holdings(bucket: number): Holding[] {
    return this.pool(bucket).holdings;
  }

  judged(bucket: number): Holding[] {
    return this.pool(bucket).judged;
  }

  /** Symbols whose marks move a bucket, ascending. */
  priced(bucket: number): number[] {
    const { forms, judged } = this.pool(bucket);
    const symbols = forms.flatMap(({ symbols: own }) => own);
    const { model } = this.terms.rules ?? { model: null };
    const watched = judged.flatMap(({ symbol }) => model?.watches?.(symbol) ?? []);
    return [...new Set([...judged.map(({ symbol }) => symbol), ...symbols, ...watched])].sort(
      (a, b) => a - b,
    );
  }

  forms(bucket: number): Form[] {
    return this.pool(bucket).forms;
  }

  /** Collateral as it counts + unrealised PnL at mark, in quote, exact. */
  equity(bucket: number, marks: readonly Decimal[]): Decimal {
    const [first, ...others] = this.pool(bucket).forms;
    if (first === undefined) return ZERO;
    return others.reduce((sum, form) => sum.add(valueOf(form, marks)), valueOf(first, marks));
  }

  /** How fast equity changes along a direction of the marks. */
  equitySlope(bucket: number, marks: readonly Decimal[], drift: readonly Decimal[]): Decimal {
    return this.forms(bucket).reduce((sum, form) => sum.add(formSlope(form, marks, drift)), ZERO);
  }

  /** What the whole ledger is worth to its owner, in quote: every asset at full price, every position at mark. */
  worth(marks: readonly Decimal[]): Decimal {
    return valueOf(worthForm(this.ledger), marks);
  }

  maintenance(bucket: number, marks: readonly Decimal[]): Decimal {
    const { rules } = this.terms;
    if (rules === null) return ZERO;
    return rules.model
      .maintenance(this.judged(bucket), marks)
      .add(this.debtMargin(bucket, marks, 'maintenance'));
  }

  /** Initial margin of a bucket, debts included. */
  initial(bucket: number, marks: readonly Decimal[]): Decimal {
    const own = this.terms.rules?.model.initial(this.judged(bucket), marks) ?? ZERO;
    return own.add(this.debtMargin(bucket, marks, 'initial'));
  }

  /**
   * What a venue asks for what is owed.
   * @param unit the price of what is worth one quote: zero when `marks` are a direction
   */
  debtMargin(
    bucket: number,
    marks: readonly Decimal[],
    kind: 'maintenance' | 'initial',
    unit: Decimal = ONE,
  ): Decimal {
    const borrow = this.terms.rules?.collateral.borrow;
    if (!borrow || bucket !== ACCOUNT || !this.owes()) return ZERO;
    const { balances, assets } = this.ledger;
    return balances.reduce((sum, balance, asset) => {
      if (!balance.isNegative()) return sum;
      const name = assets.names[asset]!;
      const rate = kind === 'initial' ? borrow.initialMarginRate(name) : borrow.maintenanceMarginRate(name);
      const price = assets.pricedBy[asset]! < 0 ? unit : marks[assets.pricedBy[asset]!]!;
      return sum.add(balance.neg().mul(price).mul(rate));
    }, ZERO);
  }

  /** f = E − w·MM, exact: the distance of a bucket to liquidation. */
  distance(bucket: number, marks: readonly Decimal[]): Decimal {
    return this.equity(bucket, marks).sub(this.terms.liquidationHealth.mul(this.maintenance(bucket, marks)));
  }

  /** Why a bucket's distance came to what it is at these marks; null for a bucket that has only just opened. */
  explain(bucket: number, marks: readonly Decimal[]): Cause | null {
    const track = this.causes.get(bucket);
    const { rules, liquidationHealth } = this.terms;
    if (!track || rules === null) return null;
    for (const { symbol } of this.holdings(bucket))
      track.reach(symbol, this.ledger.positions[symbol]!, marks[symbol]!);
    const { model } = rules;
    const required = (holdings: readonly Holding[], at: readonly Decimal[], row: number) => {
      model.stand?.(row);
      return liquidationHealth.mul(model.maintenance(holdings, at));
    };
    const now = { judged: this.judged(bucket), marks, row: this.row };
    const cause = track.explain(this.equity(bucket, marks), this.distance(bucket, marks), required, now);
    model.stand?.(this.row);
    return cause;
  }

  /** Is f <= 0 there? In doubles when they are sure that it is not, else in decimals (semantics §8). */
  isBreached(bucket: number, marks: readonly Decimal[]): boolean {
    if (this.terms.rules === null) return false;
    if (!this.allDecimal && this.surelyStands(bucket, marks)) return false;
    return this.isBreachedExactly(bucket, marks);
  }

  /** Equality liquidates, unless the venue's rule is strict. */
  isBreachedExactly(bucket: number, marks: readonly Decimal[]): boolean {
    const distance = this.distance(bucket, marks);
    return this.terms.rules?.strict ? distance.lt(0) : distance.lte(0);
  }

  /** By the requirement's ceiling: at the edge of a stepped tier doubles do not know which one it is. */
  private surelyStands(bucket: number, marks: readonly Decimal[]): boolean {
    const { screen } = this;
    const mirrored = screen.buckets.find(other => other.symbol === bucket);
    if (!mirrored) return false;
    for (const symbol of mirrored.priced) screen.prices[symbol] = marks[symbol]!.toNumber();
    screen.evaluateCeiling(mirrored);
    const distance = screen.equity - this.terms.liquidationHealth.toNumber() * screen.maintenance;
    return distance > 2 * screen.error;
  }

  /** Starts the account of causes for buckets that have none yet, at these marks. */
  openTracks(time: number, marks: readonly Decimal[]): void {
    if (this.terms.rules === null) return;
    for (const bucket of this.buckets()) {
      if (this.causes.has(bucket)) continue;
      const { assets } = this.ledger;
      const start = {
        row: this.row,
        time,
        equity: this.equity(bucket, marks),
        judged: this.judged(bucket),
        marks,
        debts: this.terms.liquidationHealth.mul(this.debtMargin(bucket, marks, 'maintenance')),
      };
      this.causes.set(bucket, new CauseTrack(assets, start, this.holdings(bucket)));
    }
  }

  get pooling(): 'settle' | 'all' {
    return this.terms.rules?.collateral.pool ?? 'all';
  }

  private pool(bucket: number): Pool {
    let pool = this.pools.get(bucket);
    if (!pool) this.pools.set(bucket, (pool = poolOf(this, bucket)));
    return pool;
  }
}
