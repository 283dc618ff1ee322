/** A bucket in the hands of its venue's liquidation procedure: every verb is a booking and a journal row. */
import { Decimal, max, min, ONE, roundMoney, text, ZERO } from '../basics/money.ts';
import { assetPrice } from '../ledger/assets.ts';
import { notionalOf } from '../market/instrument.ts';
import type { DistressedBucket } from '../venue/venue.ts';
import { ACCOUNT, type Account } from './account.ts';
import { book, inQuote } from './booking.ts';
import { slipped, type Spot } from './prices.ts';

/** Rounding to the booking grid leaves a few of its units, of any asset; what is below this is nobody's debt. */
const DUST = new Decimal('1e-15');

/** The same in quote: a unit of a coin is worth its price. */
export const dustIn = ({ ledger: { assets } }: Account, { place }: Spot): Decimal =>
  assets.names.reduce((most, _, asset) => max(DUST.mul(assetPrice(assets, asset, place.mark)), most), DUST);

export const nameOf = ({ ledger }: Account, bucket: number): string => {
  if (bucket >= 0) return ledger.symbols[bucket]!;
  return bucket === ACCOUNT ? 'account' : `account:${ledger.assets.names[ACCOUNT - bucket]!}`;
};

/** Down to the booking grid: what is paid must be there. */
const floorMoney = (amount: Decimal): Decimal => amount.toDecimalPlaces(18, Decimal.ROUND_DOWN);

/** The bucket as its venue's procedure sees it. */
export class Distress implements DistressedBucket {
  fee = ZERO;
  /** Forced trades by symbol number, signed. */
  readonly closed = new Map<number, Decimal>();
  private step = 0;

  constructor(
    private readonly account: Account,
    private readonly bucket: number,
    private readonly spot: Spot,
  ) {}

  holdings() {
    const { mark } = this.spot.place;
    const model = this.account.terms.rules!.model;
    const { instruments } = this.account.ledger.assets;
    return this.account.holdings(this.bucket).map(holding => ({
      ...holding,
      notional: notionalOf(instruments[holding.symbol]!, holding.quantity, mark[holding.symbol]!),
      maintenance: model.maintenance([holding], mark),
    }));
  }

  health(): Decimal | null {
    const { mark } = this.spot.place;
    const maintenance = this.account.maintenance(this.bucket, mark);
    return maintenance.isZero() ? null : this.account.equity(this.bucket, mark).div(maintenance);
  }

  isBreached(): boolean {
    return (
      this.account.buckets().includes(this.bucket) &&
      this.account.isBreached(this.bucket, this.spot.place.mark)
    );
  }

  cancelOrders(): void {
    const { account, bucket, spot } = this;
    const cancelled = account.orders.take(order => account.bucketOf(order.symbol) === bucket);
    for (const order of cancelled)
      account.ledger.row(spot.time, 'cancel', { order: order.id, by: 'liquidation' });
  }

  close(symbol: number, quantity: Decimal, at: 'mark' | 'last'): Decimal {
    const { account, spot } = this;
    const held = account.ledger.positions[symbol]!.quantity;
    const side = held.isNegative() ? 1 : -1;
    const trade = min(quantity, held.abs()).mul(side);
    const price = slipped(spot.place[at][symbol]!, side, account.terms.slippageRate);
    this.trade('close', symbol, trade, price);
    const notional = notionalOf(account.ledger.assets.instruments[symbol]!, trade, price);
    return inQuote(account, symbol, notional, spot.place.mark);
  }

  /** In quote; taken in what the bucket holds, rounded down, since half a unit more than is left would make a debt of it. */
  chargeFee(amount: Decimal): void {
    const fee = this.pay(roundMoney(amount));
    if (fee.lte(0)) return;
    this.fee = this.fee.add(fee);
    this.row('fee', { fee: text(fee) });
  }

  isExhausted(): boolean {
    const { account, bucket, spot } = this;
    return account.equity(bucket, spot.place.mark).lte(dustIn(account, spot));
  }

  takeOver(): void {
    const { mark } = this.spot.place;
    const taken = this.holdings();
    // A debt alone is nobody's to take over: it is repaid, and what is owned beyond it stays.
    if (taken.length === 0) return;
    for (const { symbol, quantity } of taken) this.trade('takeover', symbol, quantity.neg(), mark[symbol]!);
    const forfeited = this.isExhausted() ? ZERO : this.pay(this.left());
    if (forfeited.gt(0)) this.row('forfeit', { amount: text(forfeited) });
  }

  /** Equity of the bucket, on the booking grid. */
  private left(): Decimal {
    const { account, bucket, spot } = this;
    return floorMoney(account.equity(bucket, spot.place.mark));
  }

  /** Pays the insurance fund up to an amount of quote from what is left, assets in their order. Returns what was paid. */
  private pay(amount: Decimal): Decimal {
    const { account, bucket, spot } = this;
    const wanted = min(amount, this.left());
    if (wanted.lte(0)) return ZERO;
    let paid = ZERO;
    book(account, { bucket, marks: spot.place.mark, cause: 'fees' }, () => {
      paid = bucket >= 0 ? this.payFromMargin(wanted) : this.payFromBalances(wanted);
    });
    return paid;
  }

  private payFromMargin(amount: Decimal): Decimal {
    const { account, bucket, spot } = this;
    const rate = inQuote(account, bucket, ONE, spot.place.mark);
    account.ledger.liquidationFee({ symbol: bucket }, floorMoney(amount.div(rate)));
    return amount;
  }

  private payFromBalances(amount: Decimal): Decimal {
    const { account, bucket, spot } = this;
    const { balances, assets } = account.ledger;
    let rest = amount;
    balances.forEach((balance, asset) => {
      if (!account.isPooledWhole() && asset !== ACCOUNT - bucket) return;
      const price = assetPrice(assets, asset, spot.place.mark);
      const single = assets.names.length === 1 || !account.isPooledWhole();
      const given = single ? rest : min(rest, balance.mul(price));
      if (given.lte(0)) return;
      account.ledger.liquidationFee({ asset }, floorMoney(given.div(price)));
      rest = rest.sub(given);
    });
    return amount.sub(rest);
  }

  private trade(step: string, symbol: number, quantity: Decimal, price: Decimal): void {
    const { account, spot } = this;
    book(
      account,
      { bucket: account.bucketOf(symbol), symbol, marks: spot.place.mark, cause: 'trades' },
      () => {
        account.ledger.close(symbol, quantity, price);
      },
    );
    this.closed.set(symbol, (this.closed.get(symbol) ?? ZERO).add(quantity));
    this.row(step, { symbol: account.ledger.symbols[symbol], quantity: text(quantity), price: text(price) });
  }

  private row(step: string, facts: Record<string, unknown>): void {
    const { account, bucket, spot } = this;
    account.ledger.row(spot.time, 'liquidation', {
      bucket: nameOf(account, bucket),
      step,
      number: ++this.step,
      ...facts,
    });
  }
}
