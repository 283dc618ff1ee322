/**
 * The books of one account: wallet, positions, and the other side of every posting. It keeps books and
 * knows no rule: whether something may happen is the venue's and the margin model's business.
 */
import { Decimal, ONE, roundMoney, ZERO } from '../basics/money.ts';
import {
  Journal,
  type MoneyAccount,
  type Posting,
  type PositionChange,
  type RowKind,
} from '../journal/journal.ts';
import type { Position } from './position.ts';

/** `isolated`: a bucket per position. `pooled`: everything against the wallet (cross, portfolio, no margin at all). */
export type Collateral = 'isolated' | 'pooled';
type World = Exclude<MoneyAccount, 'wallet' | `margin:${string}`>;

export class Ledger {
  wallet: Decimal = ZERO;
  readonly positions: (Position | null)[];
  /** Balance of everybody else: what the account gave them (+) or got from them (−). */
  readonly world: Record<World, Decimal> = {
    market: ZERO,
    fees: ZERO,
    funding: ZERO,
    insurance: ZERO,
    external: ZERO,
  };
  private postings: Posting[] = [];
  private changes: PositionChange[] = [];

  constructor(
    readonly collateral: Collateral,
    readonly symbols: readonly string[],
    private readonly journal: Journal,
  ) {
    this.positions = symbols.map(() => null);
  }

  /** Closes the row: everything booked since the last one, under one kind and its facts. */
  row(time: number, kind: RowKind, facts: Record<string, unknown>): void {
    this.journal.append({ time, kind, postings: this.postings, positions: this.changes, facts });
    this.postings = [];
    this.changes = [];
  }

  /** Money from outside (+) or back to it (−). */
  deposit(amount: Decimal): void {
    this.move('external', 'wallet', amount);
  }

  /** Wallet → margin of a position, or back when negative. */
  transferMargin(symbol: number, amount: Decimal): void {
    this.move('wallet', this.purse(symbol), amount);
  }

  /** Charges a trading fee. Returns the part that what backs the position had to pay. */
  fee(symbol: number, amount: Decimal): Decimal {
    if (this.collateral === 'pooled') {
      this.move('wallet', 'fees', amount);
      return amount;
    }
    // Isolated: from the free wallet; only what is not there comes from the margin.
    const fromWallet = Decimal.max(ZERO, Decimal.min(amount, this.wallet));
    const fromMargin = amount.sub(fromWallet);
    this.move('wallet', 'fees', fromWallet);
    this.move(this.purse(symbol), 'fees', fromMargin);
    return fromMargin;
  }

  /** Pays (+) or receives (−) funding, on what backs the position. */
  fundingPaid(symbol: number, amount: Decimal): void {
    this.move(this.purse(symbol), 'funding', amount);
  }

  /** Opens or adds: takes on quantity at a price; the caller posts margin. Same sign as what is held. */
  open(symbol: number, quantity: Decimal, price: Decimal): void {
    this.change(symbol, quantity, roundMoney(quantity.mul(price)));
  }

  /**
   * Closes part or all of a position at a price; PnL goes to what backs it. Returns the share closed.
   * @param quantity signed trade, opposite to the position and no larger
   */
  close(symbol: number, quantity: Decimal, price: Decimal): Decimal {
    const position = this.positions[symbol]!;
    const whole = quantity.neg().eq(position.quantity);
    const share = whole ? ONE : quantity.neg().div(position.quantity);
    const cost = whole ? position.cost : roundMoney(position.cost.mul(share));
    const pnl = roundMoney(quantity.neg().mul(price).sub(cost));
    this.move('market', this.purse(symbol), pnl);
    this.change(symbol, quantity, cost.neg());
    return share;
  }

  /** The trader's loss beyond what backed it, made whole by the insurance fund. */
  coverDeficit(symbol: number | null, amount: Decimal): void {
    this.move('insurance', symbol === null ? 'wallet' : this.purse(symbol), amount);
  }

  /** A liquidation fee goes to the insurance fund. */
  liquidationFee(symbol: number | null, amount: Decimal): void {
    this.move(symbol === null ? 'wallet' : this.purse(symbol), 'insurance', amount);
  }

  /** Forgets a flat position; its margin must have gone back to the wallet. */
  dropFlat(symbol: number): void {
    const position = this.positions[symbol];
    if (position?.quantity.isZero() && position.margin.isZero()) this.positions[symbol] = null;
  }

  /** What everybody holds together: zero, always. Printed in the report. */
  imbalance(): Decimal {
    let sum = this.wallet;
    for (const position of this.positions) if (position) sum = sum.add(position.margin);
    for (const balance of Object.values(this.world)) sum = sum.add(balance);
    return sum;
  }

  private purse(symbol: number): MoneyAccount {
    return this.collateral === 'isolated' ? `margin:${this.symbols[symbol]!}` : 'wallet';
  }

  /** The one place where balances change: to the trader's side, from the world's, or between his own. */
  private move(source: MoneyAccount, target: MoneyAccount, amount: Decimal): void {
    if (amount.isZero()) return;
    if (amount.isNegative()) return this.move(target, source, amount.neg());
    this.credit(source, amount.neg());
    this.credit(target, amount);
    this.postings.push({ source, target, amount });
  }

  private credit(account: MoneyAccount, amount: Decimal): void {
    if (account === 'wallet') this.wallet = this.wallet.add(amount);
    else if (account.startsWith('margin:')) {
      const position = this.hold(this.symbols.indexOf(account.slice('margin:'.length)));
      position.margin = position.margin.add(amount);
    } else this.world[account as World] = this.world[account as World].add(amount);
  }

  private change(symbol: number, quantity: Decimal, cost: Decimal): void {
    const position = this.hold(symbol);
    position.quantity = position.quantity.add(quantity);
    position.cost = position.cost.add(cost);
    this.changes.push({ symbol: this.symbols[symbol]!, quantity, cost });
  }

  private hold(symbol: number): Position {
    return (this.positions[symbol] ??= { quantity: ZERO, cost: ZERO, margin: ZERO });
  }
}
