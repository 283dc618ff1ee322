/** One account of a replay: its books, its orders, its rules, and what it went through. */
import { Decimal, ZERO } from '../basics/money.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { unrealisedPnl } from '../ledger/position.ts';
import type { Holding } from '../margin/model.ts';
import type { Market } from '../market/market.ts';
import type { Cause, PathKind } from '../results/results.ts';
import type { OnRefused } from '../strategy/strategy.ts';
import type { ModeRules } from '../venue/venue.ts';
import { CauseTrack } from './cause.ts';
import { OrderBook, type Request } from './orders.ts';
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

/** The pooled bucket; an isolated one goes by its symbol number. */
export const ACCOUNT = -1;

export class Account {
  readonly orders = new OrderBook();
  readonly causes = new Map<number, CauseTrack>();
  /** Leverage by symbol number, as last set by an accepted order. */
  readonly leverages: number[];
  /** Nothing can happen to the account before this row, unless something is due there for all. */
  wakeRow = 0;
  /** Set by `afterLiquidation: 'stop'`: its strategy is not asked any more. */
  stopped = false;

  constructor(
    readonly market: Market,
    readonly terms: Terms,
    readonly ledger: Ledger,
    readonly screen: Screen,
    readonly watch: Watch,
    readonly path: PathKind,
    readonly capital: Decimal,
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

  bucketOf(symbol: number): number {
    return this.ledger.collateral === 'pooled' ? ACCOUNT : symbol;
  }

  /** Buckets that hold a position, by symbol. */
  buckets(): number[] {
    const held = this.heldSymbols();
    if (this.ledger.collateral === 'isolated') return held;
    return held.length > 0 ? [ACCOUNT] : [];
  }

  heldSymbols(): number[] {
    const held: number[] = [];
    const { positions } = this.ledger;
    for (let symbol = 0; symbol < positions.length; symbol++) {
      const position = positions[symbol];
      if (position && !position.quantity.isZero()) held.push(symbol);
    }
    return held;
  }

  /** Symbols whose prices matter: held, or with an order at rest. */
  heldOrResting(): Set<number> {
    return new Set([...this.heldSymbols(), ...this.orders.resting.map(order => order.symbol)]);
  }

  holdings(bucket: number): Holding[] {
    const holdings: Holding[] = [];
    const { positions } = this.ledger;
    for (let symbol = 0; symbol < positions.length; symbol++) {
      if (bucket !== ACCOUNT && bucket !== symbol) continue;
      const quantity = positions[symbol]?.quantity;
      if (quantity && !quantity.isZero()) holdings.push({ symbol, quantity });
    }
    return holdings;
  }

  /** Collateral + unrealised PnL at mark, exact. */
  equity(bucket: number, marks: readonly Decimal[]): Decimal {
    if (bucket !== ACCOUNT) {
      const position = this.ledger.positions[bucket];
      return position ? position.margin.add(unrealisedPnl(position, marks[bucket]!)) : ZERO;
    }
    let equity = this.ledger.wallet;
    for (const symbol of this.heldSymbols())
      equity = equity.add(unrealisedPnl(this.ledger.positions[symbol]!, marks[symbol]!));
    return equity;
  }

  /** Equity of the whole ledger: the free wallet and every bucket. */
  totalEquity(marks: readonly Decimal[]): Decimal {
    if (this.ledger.collateral === 'pooled') return this.equity(ACCOUNT, marks);
    return this.buckets().reduce((sum, bucket) => sum.add(this.equity(bucket, marks)), this.ledger.wallet);
  }

  maintenance(bucket: number, marks: readonly Decimal[]): Decimal {
    return this.terms.rules?.model.maintenance(this.holdings(bucket), marks) ?? ZERO;
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
    const required = (holdings: readonly Holding[], at: readonly Decimal[]) =>
      liquidationHealth.mul(rules.model.maintenance(holdings, at));
    return track.explain(this.distance(bucket, marks), required);
  }

  /** Is f <= 0 there? In doubles when they can tell, in decimals when they cannot (semantics §8). */
  isBreached(bucket: number, marks: readonly Decimal[]): boolean {
    if (this.terms.rules === null) return false;
    const sign = this.allDecimal ? 0 : this.screenedSign(bucket, marks);
    return sign === 0 ? this.distance(bucket, marks).lte(0) : sign < 0;
  }

  private screenedSign(bucket: number, marks: readonly Decimal[]): number {
    const { screen } = this;
    const mirrored = screen.buckets.find(other => other.symbol === bucket);
    if (!mirrored) return 0;
    for (const symbol of mirrored.held) screen.prices[symbol] = marks[symbol]!.toNumber();
    screen.evaluate(mirrored);
    const distance = screen.equity - this.terms.liquidationHealth.toNumber() * screen.maintenance;
    return Math.abs(distance) > 2 * screen.error ? Math.sign(distance) : 0;
  }

  /** Starts the account of causes for buckets that have none yet, at these marks. */
  openTracks(time: number, marks: readonly Decimal[]): void {
    if (this.terms.rules === null) return;
    for (const bucket of this.buckets()) {
      if (this.causes.has(bucket)) continue;
      const equity = this.equity(bucket, marks);
      this.causes.set(
        bucket,
        new CauseTrack(this.ledger.symbols, time, equity, this.holdings(bucket), marks),
      );
    }
  }
}
