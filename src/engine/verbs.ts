/** The order verbs of one ledger's strategy: checked, numbered, journalled, and left for the next moment. */
import { Decimal, text } from '../basics/money.ts';
import type {
  Amount,
  LimitOptions,
  OrderOptions,
  OrderVerbs,
  SymbolView,
  TriggerOptions,
} from '../strategy/strategy.ts';
import type { Account } from './account.ts';
import type { MoneyRequest, Order, OrderSize, OrderType } from './orders.ts';
import type { Cursor } from './past.ts';

const ORDERS_PER_CANDLE_MAX = 10_000;

export class Verbs implements OrderVerbs {
  // Private at run time, too: a strategy holds these verbs, and must find neither market nor books through them.
  #open = false;
  #askedNow = 0;
  #askedRow = -1;
  readonly #account: Account;
  readonly #followers: readonly Account[];
  readonly #cursor: Cursor;
  readonly #together: boolean;

  /** @param followers accounts that get every request of this one */
  constructor(account: Account, followers: readonly Account[], cursor: Cursor, together: boolean) {
    this.#account = account;
    this.#followers = followers;
    this.#cursor = cursor;
    this.#together = together;
  }

  /** While the strategy is only being warmed (false) nothing is asked for. For the engine alone. */
  static open(verbs: Verbs, trading: boolean): void {
    verbs.#open = trading;
  }

  market(symbol: string | SymbolView, options: OrderOptions): number {
    return this.#place(symbol, 'market', options, null);
  }

  limit(symbol: string | SymbolView, options: LimitOptions): number {
    return this.#place(symbol, 'limit', options, options?.price);
  }

  stop(symbol: string | SymbolView, options: TriggerOptions): number {
    return this.#place(symbol, 'stop', options, options?.price);
  }

  takeProfit(symbol: string | SymbolView, options: TriggerOptions): number {
    return this.#place(symbol, 'take-profit', options, options?.price);
  }

  close(symbol: string | SymbolView): number {
    return this.#place(symbol, 'market', { reduceOnly: true }, null);
  }

  cancel(id: number): void {
    for (const account of [this.#account, ...this.#followers])
      this.#cancelWhere(account, order => order.id === id);
  }

  cancelAll(symbol?: string | SymbolView): void {
    const index = symbol === undefined ? -1 : this.#indexOf(symbol);
    for (const account of [this.#account, ...this.#followers])
      this.#cancelWhere(account, order => index < 0 || order.symbol === index);
  }

  addMargin(symbol: string | SymbolView, amount: Amount): void {
    this.#money('add-margin', this.#indexOf(symbol), amount);
  }

  removeMargin(symbol: string | SymbolView, amount: Amount): void {
    this.#money('remove-margin', this.#indexOf(symbol), amount);
  }

  deposit(amount: Amount): void {
    this.#money('deposit', -1, amount);
  }

  withdraw(amount: Amount): void {
    this.#money('withdraw', -1, amount);
  }

  #place(symbol: string | SymbolView, type: OrderType, options: OrderOptions, price: Amount | null): number {
    const index = this.#indexOf(symbol);
    const size = this.#sizeOf(options ?? {});
    const limit = type === 'market' ? null : priceOf(price);
    const leverage = options.leverage ?? null;
    if (leverage !== null && !(Number.isFinite(leverage) && leverage > 0))
      throw new Error(`the leverage of an order must be above 0, got ${leverage}`);
    const trigger = oneOf(['mark', 'last'], (options as TriggerOptions).trigger ?? 'mark', 'trigger');
    const wish = options.onRefused ?? this.#account.terms.onRefused;
    const onRefused = oneOf(['reject', 'scale-to-fit'], wish, 'onRefused');
    const id = this.#nextId();
    if (!this.#open) return id;
    const order: Order = {
      id,
      symbol: index,
      type,
      side: size === null ? 0 : isNegative(size) ? -1 : 1,
      size,
      price: limit,
      level: limit?.toNumber() ?? NaN,
      trigger,
      leverage,
      reduceOnly: options.reduceOnly ?? false,
      onRefused,
      askedRow: this.#cursor.row,
      group: this.#together ? this.#cursor.row : null,
    };
    this.#account.watch.asked++;
    for (const account of this.#takers()) {
      account.ask({ order });
      account.ledger.row(this.#now(), 'order', orderFacts(order, account.ledger.symbols[index]!));
    }
    return id;
  }

  #money(kind: MoneyRequest['kind'], symbol: number, amount: Amount): void {
    const request: MoneyRequest = { id: this.#nextId(), kind, symbol, amount: positive(amount, 'amount') };
    if (!this.#open) return;
    for (const account of this.#takers()) account.ask({ money: request });
  }

  /** Who gets a request: not those who stopped after a liquidation. */
  #takers(): Account[] {
    return [this.#account, ...this.#followers].filter(account => !account.stopped);
  }

  #cancelWhere(account: Account, matches: (order: Order) => boolean): void {
    for (const order of account.orders.take(matches))
      account.ledger.row(this.#now(), 'cancel', { order: order.id, by: 'strategy' });
  }

  #nextId(): number {
    if (this.#askedRow !== this.#cursor.row) {
      this.#askedRow = this.#cursor.row;
      this.#askedNow = 0;
    }
    if (++this.#askedNow > ORDERS_PER_CANDLE_MAX)
      throw new Error(`more than ${ORDERS_PER_CANDLE_MAX} orders were asked for at one candle`);
    return this.#account.orders.nextId();
  }

  #now(): number {
    return this.#account.market.times[this.#cursor.row]!;
  }

  #indexOf(symbol: string | SymbolView): number {
    const name = typeof symbol === 'string' ? symbol : symbol?.symbol;
    const index = this.#account.ledger.symbols.indexOf(name);
    if (index < 0)
      throw new Error(
        `there is no symbol "${name}" in this run; its markets are ${this.#account.ledger.symbols.join(', ')}`,
      );
    return index;
  }

  /** A reducing order without a size means the whole position. */
  #sizeOf({ quantity, notional, reduceOnly }: OrderOptions): OrderSize {
    if (quantity !== undefined && notional !== undefined)
      throw new Error('an order has a quantity or a notional, not both');
    if (quantity !== undefined) return { quantity: nonZero(quantity, 'quantity') };
    if (notional !== undefined) return { notional: nonZero(notional, 'notional') };
    if (reduceOnly !== true)
      throw new Error(`an order needs a size: quantity (base units) or notional (quote), signed`);
    return null;
  }
}

const isNegative = (size: NonNullable<OrderSize>): boolean =>
  ('quantity' in size ? size.quantity : size.notional).isNegative();

function decimalOf(amount: Amount | null | undefined, what: string): Decimal {
  let value: Decimal;
  try {
    value = new Decimal(amount as Amount);
  } catch {
    throw new Error(`the ${what} of an order must be a number, got ${String(amount)}`);
  }
  if (!value.isFinite())
    throw new Error(`the ${what} of an order must be a finite number, got ${String(amount)}`);
  return value;
}

function nonZero(amount: Amount, what: string): Decimal {
  const value = decimalOf(amount, what);
  if (value.isZero()) throw new Error(`the ${what} of an order must not be zero`);
  return value;
}

function positive(amount: Amount | null | undefined, what: string): Decimal {
  const value = decimalOf(amount, what);
  if (!value.gt(0)) throw new Error(`the ${what} of an order must be above 0, got ${String(amount)}`);
  return value;
}

/** Prices are doubles everywhere in the data, so an order's is one too: it is met exactly where the data says. */
const priceOf = (price: Amount | null | undefined): Decimal =>
  new Decimal(positive(price, 'price').toNumber());

function oneOf<T extends string>(choices: readonly T[], value: T, what: string): T {
  if (choices.includes(value)) return value;
  throw new Error(`the ${what} of an order must be ${choices.join(' or ')}, got ${String(value)}`);
}

function orderFacts(order: Order, symbol: string): Record<string, unknown> {
  const size =
    order.size === null
      ? null
      : 'quantity' in order.size
        ? { quantity: text(order.size.quantity) }
        : { notional: text(order.size.notional) };
  return {
    order: order.id,
    symbol,
    type: order.type,
    side: order.side === 0 ? 'close' : order.side > 0 ? 'buy' : 'sell',
    ...size,
    ...(order.price && { price: text(order.price) }),
    ...(order.leverage !== null && { leverage: order.leverage }),
    ...(order.reduceOnly && { reduceOnly: true }),
  };
}
