/**
 * The books of one account: balances by asset, positions, and the other side of every posting. It keeps books and
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
import { unitValue } from '../market/instrument.ts';
import type { Assets } from './assets.ts';
import type { Position } from './position.ts';

/** `isolated`: a bucket per position. `pooled`: everything against the wallet (cross, portfolio, no margin at all). */
export type Collateral = 'isolated' | 'pooled';
/** Where money is, in its own asset. */
type Place = 'wallet' | 'market' | 'fees' | 'funding' | 'interest' | 'insurance' | 'external';
type World = Exclude<Place, 'wallet'>;
const WORLD: readonly World[] = ['market', 'fees', 'funding', 'interest', 'insurance', 'external'];

export class Ledger {
  /** By asset number; asset 0 is the quote. */
  readonly balances: Decimal[];
  readonly positions: (Position | null)[];
  /** Balance of everybody else, by asset: what the account gave them (+) or got from them (−). */
  readonly worlds: Record<World, Decimal>[];
  private postings: Posting[] = [];
  private changes: PositionChange[] = [];

  constructor(
    readonly collateral: Collateral,
    readonly symbols: readonly string[],
    readonly assets: Assets,
    private readonly journal: Journal,
  ) {
    this.positions = symbols.map(() => null);
    this.balances = assets.names.map(() => ZERO);
    this.worlds = assets.names.map(
      () => Object.fromEntries(WORLD.map(place => [place, ZERO])) as Record<World, Decimal>,
    );
  }

  /** Free money in the quote asset. */
  get wallet(): Decimal {
    return this.balances[0]!;
  }

  /** The other side of the quote asset. */
  get world(): Record<World, Decimal> {
    return this.worlds[0]!;
  }

  /** Free money in what a symbol settles in. */
  walletOf(symbol: number): Decimal {
    return this.balances[this.assets.settle[symbol]!]!;
  }

  /** Closes the row: everything booked since the last one, under one kind and its facts. */
  row(time: number, kind: RowKind, facts: Record<string, unknown>): void {
    this.journal.append({ time, kind, postings: this.postings, positions: this.changes, facts });
    this.postings = [];
    this.changes = [];
  }

  /** Money from outside (+) or back to it (−). */
  deposit(amount: Decimal, asset = 0): void {
    this.move('external', 'wallet', amount, asset);
  }

  /** Wallet → margin of a position, or back when negative. */
  transferMargin(symbol: number, amount: Decimal): void {
    this.move('wallet', margin(symbol), amount, this.assets.settle[symbol]!);
  }

  /** Charges a trading fee. Returns the part that what backs the position had to pay. */
  fee(symbol: number, amount: Decimal): Decimal {
    const asset = this.assets.settle[symbol]!;
    if (this.collateral === 'pooled' || this.assets.isSpot[symbol]) {
      this.move('wallet', 'fees', amount, asset);
      return amount;
    }
    // Isolated: from the free wallet; only what is not there comes from the margin.
    const fromWallet = Decimal.max(ZERO, Decimal.min(amount, this.balances[asset]!));
    const fromMargin = amount.sub(fromWallet);
    this.move('wallet', 'fees', fromWallet, asset);
    this.move(margin(symbol), 'fees', fromMargin, asset);
    return fromMargin;
  }

  /** Pays (+) or receives (−) funding, on what backs the position. */
  fundingPaid(symbol: number, amount: Decimal): void {
    this.move(this.purse(symbol), 'funding', amount, this.assets.settle[symbol]!);
  }

  /** Interest on a debt. */
  interestPaid(asset: number, amount: Decimal): void {
    this.move('wallet', 'interest', amount, asset);
  }

  /** Opens or adds: takes on quantity at a price; the caller posts margin. Same sign as what is held. */
  open(symbol: number, quantity: Decimal, price: Decimal): void {
    const value = this.valueOf(symbol, quantity, price);
    if (this.assets.isPremium[symbol])
      this.move(this.purse(symbol), 'market', value, this.assets.settle[symbol]!);
    this.change(symbol, quantity, value);
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
    const value = this.exactValueOf(symbol, quantity.neg(), price);
    // A premium was paid when it was opened; all others settle the difference now.
    const pnl = roundMoney(this.assets.isPremium[symbol] ? value : value.sub(cost));
    this.move('market', this.purse(symbol), pnl, this.assets.settle[symbol]!);
    this.change(symbol, quantity, cost.neg());
    return share;
  }

  /** A spot trade: quote against the coin. */
  exchange(symbol: number, quantity: Decimal, price: Decimal): void {
    this.convert(this.assets.base[symbol]!, quantity, this.assets.settle[symbol]!, quantity.mul(price).neg());
  }

  /** Gets one asset for another; amounts signed as the account sees them. */
  convert(asset: number, amount: Decimal, against: number, paid: Decimal): void {
    this.move('market', 'wallet', roundMoney(amount), asset);
    this.move('market', 'wallet', roundMoney(paid), against);
  }

  /** The trader's loss beyond what backed it, made whole by the insurance fund. */
  coverDeficit(bucket: MoneyPurse, amount: Decimal): void {
    this.move('insurance', purseOf(bucket), amount, this.assetOf(bucket));
  }

  /** A liquidation fee, or what a takeover leaves, goes to the insurance fund. */
  liquidationFee(bucket: MoneyPurse, amount: Decimal): void {
    this.move(purseOf(bucket), 'insurance', amount, this.assetOf(bucket));
  }

  /** Forgets a flat position; its margin must have gone back to the wallet. */
  dropFlat(symbol: number): void {
    const position = this.positions[symbol];
    if (position?.quantity.isZero() && position.margin.isZero()) this.positions[symbol] = null;
  }

  /** What everybody holds together, in the asset where it is farthest from zero: zero, always. */
  imbalance(): Decimal {
    const sums = this.balances.map((balance, asset) =>
      Object.values(this.worlds[asset]!).reduce((sum, other) => sum.add(other), balance),
    );
    this.positions.forEach((position, symbol) => {
      const asset = this.assets.settle[symbol]!;
      if (position) sums[asset] = sums[asset]!.add(position.margin);
    });
    return sums.reduce((worst, sum) => (sum.abs().gt(worst) ? sum.abs() : worst), ZERO);
  }

  private assetOf(bucket: MoneyPurse): number {
    return 'symbol' in bucket ? this.assets.settle[bucket.symbol]! : bucket.asset;
  }

  private purse(symbol: number): Place | Margin {
    return this.collateral === 'isolated' ? margin(symbol) : 'wallet';
  }

  private valueOf(symbol: number, quantity: Decimal, price: Decimal): Decimal {
    return roundMoney(this.exactValueOf(symbol, quantity, price));
  }

  private exactValueOf(symbol: number, quantity: Decimal, price: Decimal): Decimal {
    return quantity.mul(unitValue(this.assets.instruments[symbol]!, price));
  }

  /** The one place where balances change: to the trader's side, from the world's, or between his own. */
  private move(source: Place | Margin, target: Place | Margin, amount: Decimal, asset: number): void {
    if (amount.isZero()) return;
    if (amount.isNegative()) return this.move(target, source, amount.neg(), asset);
    this.credit(source, amount.neg(), asset);
    this.credit(target, amount, asset);
    this.postings.push({ source: this.nameOf(source, asset), target: this.nameOf(target, asset), amount });
  }

  private credit(place: Place | Margin, amount: Decimal, asset: number): void {
    if (place === 'wallet') this.balances[asset] = this.balances[asset]!.add(amount);
    else if (typeof place === 'number') {
      const position = this.hold(place);
      position.margin = position.margin.add(amount);
    } else this.worlds[asset]![place] = this.worlds[asset]![place].add(amount);
  }

  /** As the journal knows it: what is not in the quote names its asset. */
  private nameOf(place: Place | Margin, asset: number): MoneyAccount {
    if (typeof place === 'number') return `margin:${this.symbols[place]!}`;
    return asset === 0 ? place : `${place}:${this.assets.names[asset]!}`;
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

/** The margin of a position goes by its symbol number. */
type Margin = number;
const margin = (symbol: number): Margin => symbol;

/** What backs a bucket: the margin of a symbol, or the balance of an asset. */
export type MoneyPurse = { symbol: number } | { asset: number };
const purseOf = (bucket: MoneyPurse): Place | Margin => ('symbol' in bucket ? bucket.symbol : 'wallet');
