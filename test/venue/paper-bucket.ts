/** A bucket on paper: the verbs of a procedure on plain sums, and what was done, step by step. */
import { Decimal, min, ONE, ZERO } from '../../src/basics/money.ts';
import type { DistressedBucket, ModeRules } from '../../src/venue/venue.ts';

export type Step =
  | { step: 'cancel' | 'takeover' }
  | { step: 'close'; symbol: number; quantity: string; price: string }
  | { step: 'fee'; amount: string };

export class PaperBucket implements DistressedBucket {
  readonly steps: Step[] = [];
  private readonly marks: Decimal[];
  private readonly lasts: Decimal[];
  private readonly held = new Map<number, Decimal>();
  private cash: Decimal;

  /** @param book.equity at the marks; lasts are the marks where none are given */
  constructor(
    private readonly rules: ModeRules,
    book: { equity: number | string; quantities: (number | string)[]; marks: number[]; lasts?: number[] },
  ) {
    this.marks = book.marks.map(price => new Decimal(price));
    this.lasts = (book.lasts ?? book.marks).map(price => new Decimal(price));
    book.quantities.forEach((quantity, symbol) => this.held.set(symbol, new Decimal(quantity)));
    this.cash = new Decimal(book.equity).sub(this.value());
  }

  get equity(): Decimal {
    return this.cash.add(this.value());
  }

  get maintenance(): Decimal {
    return this.rules.model.maintenance(this.holdings(), this.marks);
  }

  /** Quantities left, by symbol number. */
  get quantities(): string[] {
    return [...this.held.values()].map(quantity => quantity.toString());
  }

  holdings() {
    const { model } = this.rules;
    return [...this.held].flatMap(([symbol, quantity]) => {
      if (quantity.isZero()) return [];
      const cost = quantity.mul(this.marks[symbol]!);
      const holding = { symbol, quantity, cost, leverage: 1 };
      return [{ ...holding, notional: cost.abs(), maintenance: model.maintenance([holding], this.marks) }];
    });
  }

  isBreached(): boolean {
    if (this.holdings().length === 0) return false;
    const distance = this.equity.sub(this.maintenance);
    return this.rules.strict ? distance.lt(0) : distance.lte(0);
  }

  cancelOrders(): void {
    this.steps.push({ step: 'cancel' });
  }

  close(symbol: number, quantity: Decimal, at: 'mark' | 'last'): Decimal {
    const held = this.held.get(symbol)!;
    if (quantity.lte(0) || quantity.gt(held.abs())) throw new Error(`close: ${quantity.toString()}`);
    const price = (at === 'mark' ? this.marks : this.lasts)[symbol]!;
    const signed = quantity.mul(held.isNegative() ? -1 : 1);
    this.cash = this.cash.add(signed.mul(price));
    this.held.set(symbol, held.sub(signed));
    this.steps.push({ step: 'close', symbol, quantity: quantity.toString(), price: price.toString() });
    return quantity.mul(price);
  }

  chargeFee(amount: Decimal): void {
    const fee = min(amount, this.equity);
    if (fee.lte(0)) return;
    this.cash = this.cash.sub(fee);
    this.steps.push({ step: 'fee', amount: fee.toString() });
  }

  isExhausted(): boolean {
    return this.equity.lte('1e-15');
  }

  health(): Decimal | null {
    return this.maintenance.isZero() ? null : this.equity.div(this.maintenance);
  }

  takeOver(): void {
    for (const symbol of this.held.keys()) this.held.set(symbol, ZERO);
    this.cash = ZERO;
    this.steps.push({ step: 'takeover' });
  }

  private value(): Decimal {
    return [...this.held].reduce((sum, [s, quantity]) => sum.add(quantity.mul(this.marks[s]!)), ZERO);
  }
}

/**
 * The price at which an isolated position stands at zero distance, solved on the model itself: Newton's steps,
 * which end exactly on a concave piecewise linear distance.
 */
export function zeroDistancePrice(
  rules: ModeRules,
  position: { quantity: Decimal; entryPrice: Decimal; margin: Decimal },
): Decimal {
  const { quantity, entryPrice, margin } = position;
  const holding = { symbol: 0, quantity, cost: quantity.mul(entryPrice), leverage: 1 };
  let price = entryPrice;
  for (let step = 0; step < 20; step++) {
    const distance = margin
      .add(quantity.mul(price.sub(entryPrice)))
      .sub(rules.model.maintenance([holding], [price]));
    if (distance.abs().lt('1e-25')) break;
    price = price.sub(distance.div(quantity.sub(rules.model.slope([holding], [price], [ONE]))));
  }
  return price;
}
