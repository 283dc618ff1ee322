/** A strategy's view of its own account: doubles at the closes of the candle that has just closed. */
import type { AccountView, MarginMode, OpenOrderView, PositionView, SymbolView } from '../strategy/strategy.ts';
import type { Account } from './account.ts';
import type { Order } from './orders.ts';
import type { Cursor } from './past.ts';

const symbolOf = (symbol: string | SymbolView): string => (typeof symbol === 'string' ? symbol : symbol.symbol);

export class OwnAccount implements AccountView {
  constructor(
    private readonly account: Account,
    readonly mode: MarginMode | 'unmargined',
    private readonly cursor: Cursor,
  ) {}

  get wallet(): number {
    return this.account.screen.wallet;
  }

  get equity(): number {
    const { screen } = this.account;
    this.stand();
    let equity = this.account.ledger.collateral === 'pooled' && screen.buckets.length > 0 ? 0 : screen.wallet;
    for (const bucket of screen.buckets) {
      screen.evaluate(bucket);
      equity += screen.equity;
    }
    return equity;
  }

  get maintenanceMargin(): number {
    const { screen } = this.account;
    this.stand();
    let sum = 0;
    for (const bucket of screen.buckets) {
      screen.evaluate(bucket);
      sum += screen.maintenance;
    }
    return sum;
  }

  get health(): number | null {
    const { screen } = this.account;
    this.stand();
    let health = Infinity;
    for (const bucket of screen.buckets) {
      screen.evaluate(bucket);
      if (screen.maintenance > 0) health = Math.min(health, screen.equity / screen.maintenance);
    }
    return Number.isFinite(health) ? health : null;
  }

  get positions(): readonly PositionView[] {
    return Array.from(this.account.screen.held, symbol => this.view(symbol));
  }

  get orders(): readonly OpenOrderView[] {
    const pending = this.account.orders.pending.flatMap(request => ('order' in request ? [request.order] : []));
    return [...pending, ...this.account.orders.resting].map(order => this.orderView(order));
  }

  position(symbol: string | SymbolView): PositionView | undefined {
    const index = this.account.ledger.symbols.indexOf(symbolOf(symbol));
    return index >= 0 && this.account.screen.quantity[index] !== 0 ? this.view(index) : undefined;
  }

  private stand(): void {
    const { screen, market } = this.account;
    for (const symbol of screen.held) screen.prices[symbol] = market.series[symbol]!.mark.close[this.cursor.row]!;
  }

  private view(symbol: number): PositionView {
    const { ledger, market, leverages, screen } = this.account;
    const position = ledger.positions[symbol]!;
    const quantity = screen.quantity[symbol]!;
    const cost = position.cost.toNumber();
    const value = quantity * market.series[symbol]!.mark.close[this.cursor.row]!;
    return {
      symbol: ledger.symbols[symbol]!,
      quantity,
      entryPrice: cost / quantity,
      leverage: leverages[symbol]!,
      unrealisedPnl: value - cost,
      notional: value,
      isolatedMargin: ledger.collateral === 'isolated' ? position.margin.toNumber() : null,
    };
  }

  private orderView({ id, symbol, type, price, reduceOnly }: Order): OpenOrderView {
    return { id, symbol: this.account.ledger.symbols[symbol]!, type, price: price?.toNumber() ?? null, reduceOnly };
  }
}
