/** What a strategy asked for, from the asking to the fill, the refusal or the expiry. */
import type { Decimal } from '../basics/money.ts';
import type { OnRefused, TriggerSeries } from '../strategy/strategy.ts';

export type OrderType = 'market' | 'limit' | 'stop' | 'take-profit';

/** Signed size: base units, or quote to be turned into them at the fill price; null: the whole position. */
export type OrderSize = { quantity: Decimal } | { notional: Decimal } | null;

export interface Order {
  id: number;
  symbol: number;
  type: OrderType;
  /** +1 buys, −1 sells, 0 closes whatever is held when its time comes. */
  side: 1 | -1 | 0;
  size: OrderSize;
  /** Limit or trigger price; null for market orders. */
  price: Decimal | null;
  /** The same as a double, for the screen. */
  level: number;
  trigger: TriggerSeries;
  leverage: number | null;
  reduceOnly: boolean;
  onRefused: OnRefused;
  /** Row at whose close it was asked for. */
  askedRow: number;
  /** Orders of one all-or-nothing strategy's candle are accepted or refused together. */
  group: number | null;
}

/** A request that is no order: it moves money at the next open, in its turn. */
export interface MoneyRequest {
  id: number;
  kind: 'add-margin' | 'remove-margin' | 'deposit' | 'withdraw';
  /** Symbol number; −1 for the wallet. */
  symbol: number;
  amount: Decimal;
}

export type Request = { order: Order } | { money: MoneyRequest };

/** Why a margin rule or the books said no. In order of precedence. */
export type Refusal =
  | 'nothing-to-reduce'
  | 'size-below-lot'
  | 'not-in-this-mode'
  | 'expired'
  | 'reduce-only'
  | 'leverage-above-maximum'
  | 'insufficient-margin';

/** The requests of one ledger: those for the next open in the order asked, and the resting orders by id. */
export class OrderBook {
  pending: Request[] = [];
  resting: Order[] = [];
  private lastId = 0;

  get isEmpty(): boolean {
    return this.pending.length === 0 && this.resting.length === 0;
  }

  nextId(): number {
    return ++this.lastId;
  }

  add(request: Request): void {
    if ('order' in request && request.order.type !== 'market') this.resting.push(request.order);
    else this.pending.push(request);
  }

  remove(order: Order): void {
    this.resting = this.resting.filter(other => other !== order);
  }

  /** Takes back all orders that match; money requests stay. Returns them by id. */
  take(matches: (order: Order) => boolean): Order[] {
    const pending = this.pending.flatMap(request =>
      'order' in request && matches(request.order) ? [request.order] : [],
    );
    const resting = this.resting.filter(matches);
    this.pending = this.pending.filter(request => !('order' in request) || !matches(request.order));
    this.resting = this.resting.filter(order => !matches(order));
    return [...pending, ...resting].sort((a, b) => a.id - b.id);
  }
}
