/** A bucket in distress that keeps its own small books, to watch a procedure at work without the engine. */
import { Decimal, ZERO } from '../../src/basics/money.ts';
import type { Holding } from '../../src/margin/model.ts';
import { isInverse, notionalOf } from '../../src/market/instrument.ts';
import type { DistressedBucket } from '../../src/venue/venue.ts';
import { type Book, holdingOf, type Leg, pnlOf } from './binance-book.ts';

type Step = ['cancel'] | ['close', number, string, 'mark' | 'last'] | ['fee', string] | ['takeover'];

/** Equity in quote: one wallet in the settle asset of its contracts, or in quote where they differ. */
export class FakeBucket implements DistressedBucket {
  readonly steps: Step[] = [];
  readonly held: Holding[];
  ordersGain = ZERO;

  constructor(
    private readonly book: Book,
    legs: Leg[],
    public wallet: Decimal,
    readonly marks: Decimal[],
  ) {
    this.held = legs.map(leg => holdingOf(book, leg));
  }

  equity(): Decimal {
    const pnl = this.held.map(own =>
      this.inQuote(own.symbol, pnlOf(this.book, own, this.marks[own.symbol]!)),
    );
    return pnl.reduce((sum, own) => sum.add(own), this.inQuote(0, this.wallet));
  }

  maintenance(): Decimal {
    return this.book.rules.model.maintenance(this.held, this.marks);
  }

  holdings() {
    return this.held.map(own => ({
      ...own,
      notional: notionalOf(this.book.instruments[own.symbol]!, own.quantity, this.marks[own.symbol]!),
      maintenance: this.book.rules.model.maintenance([own], this.marks),
    }));
  }

  isBreached(): boolean {
    const { liquidationHealth } = this.book.rules;
    return this.held.length > 0 && this.equity().lte(this.maintenance().mul(liquidationHealth));
  }

  cancelOrders(): void {
    this.wallet = this.wallet.add(this.ordersGain);
    this.steps.push(['cancel']);
  }

  close(symbol: number, quantity: Decimal, at: 'mark' | 'last'): Decimal {
    const own = this.held.find(holding => holding.symbol === symbol)!;
    const left = own.quantity.abs().sub(quantity).div(own.quantity.abs());
    const pnl = pnlOf(this.book, own, this.marks[symbol]!);
    this.wallet = this.wallet.add(pnl.mul(new Decimal(1).sub(left)));
    const instrument = this.book.instruments[symbol]!;
    const notional = notionalOf(instrument, quantity, this.marks[symbol]!);
    own.cost = own.cost.mul(left);
    own.quantity = own.quantity.mul(left);
    if (own.quantity.isZero()) this.held.splice(this.held.indexOf(own), 1);
    this.steps.push(['close', symbol, quantity.toString(), at]);
    return this.inQuote(symbol, notional);
  }

  chargeFee(amount: Decimal): void {
    const fee = Decimal.max(ZERO, Decimal.min(amount, this.equity()));
    this.wallet = this.wallet.sub(fee.div(this.inQuote(0, new Decimal(1))));
    this.steps.push(['fee', fee.toDecimalPlaces(6).toString()]);
  }

  isExhausted(): boolean {
    return this.equity().lte('1e-15');
  }

  health(): Decimal | null {
    return this.held.length === 0 ? null : this.equity().div(this.maintenance());
  }

  takeOver(): void {
    this.held.length = 0;
    this.steps.push(['takeover']);
  }

  private inQuote(symbol: number, amount: Decimal): Decimal {
    return isInverse(this.book.instruments[symbol]!) ? amount.mul(this.marks[symbol]!) : amount;
  }
}
