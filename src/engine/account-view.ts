/** A strategy's view of its own account: doubles at the closes of the candle that has just closed. */
import type {
  AccountView,
  MarginMode,
  OpenOrderView,
  PositionView,
  SymbolView,
} from '../strategy/strategy.ts';
import type { Account } from './account.ts';
import type { Order } from './orders.ts';
import type { Cursor } from './past.ts';

const symbolOf = (symbol: string | SymbolView): string =>
  typeof symbol === 'string' ? symbol : symbol.symbol;

/** A position between two bookings: only the mark moves it. */
class HeldPosition implements PositionView {
  readonly symbol: string;
  readonly quantity: number;
  readonly entryPrice: number;
  readonly leverage: number;
  readonly isolatedMargin: number | null;
  readonly #cost: number;
  readonly #closes: Float64Array;
  readonly #cursor: Cursor;

  constructor({ ledger, market, leverages, screen }: Account, symbol: number, cursor: Cursor) {
    this.#cursor = cursor;
    const { cost, margin } = ledger.positions[symbol]!;
    this.symbol = ledger.symbols[symbol]!;
    this.quantity = screen.quantity[symbol]!;
    this.#cost = cost.toNumber();
    this.entryPrice = this.#cost / this.quantity;
    this.leverage = leverages[symbol]!;
    this.isolatedMargin = ledger.collateral === 'isolated' ? margin.toNumber() : null;
    this.#closes = market.series[symbol]!.mark.close;
  }

  get notional(): number {
    return this.quantity * this.#closes[this.#cursor.row]!;
  }

  get unrealisedPnl(): number {
    return this.notional - this.#cost;
  }
}

export class OwnAccount implements AccountView {
  // Private at run time, too: whoever holds the view must not find the market through it.
  #seen: readonly PositionView[] = [];
  #seenVersion = -1;
  readonly #account: Account;
  readonly #cursor: Cursor;

  constructor(
    account: Account,
    readonly mode: MarginMode | 'unmargined',
    cursor: Cursor,
  ) {
    this.#account = account;
    this.#cursor = cursor;
  }

  get wallet(): number {
    return this.#account.screen.wallet;
  }

  get equity(): number {
    const { screen } = this.#account;
    this.#stand();
    let equity =
      this.#account.ledger.collateral === 'pooled' && screen.buckets.length > 0 ? 0 : screen.wallet;
    for (const bucket of screen.buckets) {
      screen.evaluate(bucket);
      equity += screen.equity;
    }
    return equity;
  }

  get maintenanceMargin(): number {
    const { screen } = this.#account;
    this.#stand();
    let sum = 0;
    for (const bucket of screen.buckets) {
      screen.evaluate(bucket);
      sum += screen.maintenance;
    }
    return sum;
  }

  get health(): number | null {
    const { screen } = this.#account;
    this.#stand();
    let health = Infinity;
    for (const bucket of screen.buckets) {
      screen.evaluate(bucket);
      if (screen.maintenance > 0) health = Math.min(health, screen.equity / screen.maintenance);
    }
    return Number.isFinite(health) ? health : null;
  }

  get positions(): readonly PositionView[] {
    const { screen } = this.#account;
    if (screen.version !== this.#seenVersion) {
      this.#seenVersion = screen.version;
      this.#seen = Array.from(screen.held, symbol => new HeldPosition(this.#account, symbol, this.#cursor));
    }
    return this.#seen;
  }

  get orders(): readonly OpenOrderView[] {
    const pending = this.#account.orders.pending.flatMap(request =>
      'order' in request ? [request.order] : [],
    );
    return [...pending, ...this.#account.orders.resting].map(order => this.#orderView(order));
  }

  position(symbol: string | SymbolView): PositionView | undefined {
    const name = symbolOf(symbol);
    return this.positions.find(position => position.symbol === name);
  }

  #stand(): void {
    const { screen, market } = this.#account;
    for (const symbol of screen.held)
      screen.prices[symbol] = market.series[symbol]!.mark.close[this.#cursor.row]!;
  }

  #orderView({ id, symbol, type, price, reduceOnly }: Order): OpenOrderView {
    return {
      id,
      symbol: this.#account.ledger.symbols[symbol]!,
      type,
      price: price?.toNumber() ?? null,
      reduceOnly,
    };
  }
}
