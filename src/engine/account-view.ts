/** A strategy's view of its own account: doubles at the closes of the candle that has just closed. */
import type {
  AccountView,
  MarginMode,
  OpenOrderView,
  PositionView,
  SymbolView,
} from '../strategy/strategy.ts';
import { type Instrument, isInverse } from '../market/instrument.ts';
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
  readonly #instrument: Instrument;
  readonly #closes: Float64Array;
  readonly #cursor: Cursor;

  constructor({ ledger, market, leverages, screen }: Account, symbol: number, cursor: Cursor) {
    this.#cursor = cursor;
    const { cost, margin } = ledger.positions[symbol]!;
    this.symbol = ledger.symbols[symbol]!;
    this.quantity = screen.quantity[symbol]!;
    this.#cost = cost.toNumber();
    this.#instrument = ledger.assets.instruments[symbol]!;
    const unit = this.#cost / this.quantity;
    const size = this.#instrument.contractSize.toNumber();
    this.entryPrice = isInverse(this.#instrument) ? -size / unit : unit / size;
    this.leverage = leverages[symbol]!;
    this.isolatedMargin = ledger.collateral === 'isolated' ? margin.toNumber() : null;
    this.#closes = market.series[symbol]!.mark.close;
  }

  /** In quote; of an inverse contract its face value. */
  get notional(): number {
    const size = this.quantity * this.#instrument.contractSize.toNumber();
    return isInverse(this.#instrument) ? size : size * this.#closes[this.#cursor.row]!;
  }

  get unrealisedPnl(): number {
    if (isInverse(this.#instrument)) return -this.#cost * this.#closes[this.#cursor.row]! - this.notional;
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
    const { screen, market } = this.#account;
    const { base, symbols, coefficients } = screen.worth;
    const row = this.#cursor.row;
    let equity = base;
    for (let k = 0; k < symbols.length; k++)
      equity += coefficients[k]! * market.series[symbols[k]!]!.mark.close[row]!;
    return equity;
  }

  balance(asset: string): number {
    const { assets, balances } = this.#account.ledger;
    return balances[assets.names.indexOf(asset)]?.toNumber() ?? 0;
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
    for (const symbol of screen.priced)
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
