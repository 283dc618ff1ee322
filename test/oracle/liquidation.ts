/** A bucket in the hands of its venue: what a step closes, what it costs, what is left (semantics §6). */
import type { Desk } from './book.ts';
import { cashPrice, equityOf, isBreached, maintenanceOf, type Bucket, type Spot } from './bucket.ts';
import {
  Dec,
  larger,
  one,
  priceOf,
  profit,
  settled,
  smaller,
  valueAt,
  zero,
  type Holding,
  type Prices,
} from './contracts.ts';
import type { Rules } from './requirements.ts';

/** One step. `prices` are the marks at which the bucket was judged; `quantities` what was traded, signed. */
export interface ForcedTrade {
  prices: Prices;
  quantities: Prices;
  /** In quote. */
  fee: Dec;
  deficit: Dec;
}

/** A fee that takes all there is leaves zero, but for the last digits: less than this is nothing. */
export const dust = new Dec('1e-15');
export class Liquidation {
  readonly trades: ForcedTrade[] = [];

  constructor(
    readonly bucket: Bucket,
    readonly spot: Spot,
    readonly rules: Rules,
    readonly desk: Desk,
    readonly slippage: Dec,
  ) {}

  get breached(): boolean {
    return isBreached(this.bucket, this.spot.mark, this.rules, this.desk);
  }
  get equity(): Dec {
    return equityOf(this.bucket, this.spot.mark, this.rules, this.desk);
  }
  get exhausted(): boolean {
    return this.equity.lte(dust);
  }
  /** null: nothing is required. */
  get health(): Dec | null {
    const required = maintenanceOf(this.bucket, this.spot.mark, this.rules, this.desk);
    return required.isZero() ? null : this.equity.div(required);
  }
  /** Value at mark in the settle asset. */
  value = ({ contract, quantity }: Holding): Dec =>
    valueAt(contract, quantity, this.spot.mark[contract.symbol]!);
  /** Requirement of one holding, in quote. */
  asks = (holding: Holding): Dec => this.rules.maintenance([holding], this.spot.mark);

  /** The holding that asks most of some, ties by symbol. */
  largest(of: Holding[] = this.bucket.holdings): Holding | undefined {
    return [...of].sort(
      (a, b) => this.asks(b).cmp(this.asks(a)) || (a.contract.symbol < b.contract.symbol ? -1 : 1),
    )[0];
  }

  /** Closes parts of holdings at mark or at last, worse by the slippage, and takes the fee, never more than is left. */
  close(parts: [Holding, Dec][], at: 'mark' | 'last', feeRate: Dec, slippage = this.slippage): void {
    const { bucket, spot } = this;
    const prices = Object.fromEntries(
      bucket.holdings.map(({ contract: { symbol } }) => [symbol, spot.mark[symbol]!]),
    );
    const trade: ForcedTrade = { prices, quantities: {}, fee: zero, deficit: zero };
    const coin = this.coin;
    let closedValue = zero;
    for (const [holding, size] of parts) {
      const { contract, quantity, entry } = holding;
      const closed = smaller(size, quantity.abs()).times(quantity.s);
      const fill = spot[at][contract.symbol]!.times(one.minus(slippage.times(closed.s)));
      const won = profit(contract, closed, entry, fill);
      bucket.cash[contract.settle] = bucket.cash[contract.settle]!.plus(won);
      holding.quantity = quantity.minus(closed);
      closedValue = closedValue.plus(settled(contract, valueAt(contract, closed, fill), spot.mark));
      trade.quantities[contract.symbol] = closed.neg();
    }
    bucket.holdings = bucket.holdings.filter(holding => !holding.quantity.isZero());
    trade.fee = this.pay(closedValue.times(feeRate), coin);
    this.trades.push(trade);
  }

  /** Everything at mark, where equity is zero: nobody trades, so without slippage or fee, and what is left goes along. */
  takeOver(): void {
    // A debt alone is nobody's to take over: it is repaid, and what is owned beyond it stays.
    if (this.bucket.holdings.length === 0) return;
    const coin = this.coin;
    this.close(
      this.bucket.holdings.map(holding => [holding, holding.quantity.abs()]),
      'mark',
      zero,
      zero,
    );
    this.pay(this.left(coin), coin);
  }

  /** What prices the cash of a bucket that is not the account: the mark of its own inverse contract. */
  private get coin(): Dec {
    const [asset] = Object.keys(this.bucket.cash);
    return this.bucket.kind === 'all' ? one : cashPrice(this.bucket, asset!, this.spot.mark, this.desk);
  }

  /** E, with the cash of a bucket that is flat now at the price it had as long as it was not. */
  private left(coin: Dec): Dec {
    const { kind, holdings, cash } = this.bucket;
    return kind === 'all' || holdings.length > 0 ? this.equity : Object.values(cash)[0]!.times(coin);
  }

  /** Takes an amount of quote from what is left; the account gives its assets in their order. */
  private pay(amount: Dec, coin: Dec): Dec {
    const { bucket, spot, desk } = this;
    if (bucket.kind !== 'all') {
      const [asset, cash] = Object.entries(bucket.cash)[0]!;
      const paid = larger(smaller(amount, this.left(coin)), zero);
      bucket.cash[asset] = cash.minus(paid.div(coin));
      return paid;
    }
    const wanted = larger(smaller(amount, this.left(coin)), zero);
    let rest = wanted;
    for (const [asset, cash] of Object.entries(bucket.cash)) {
      const price = priceOf(desk.pricedBy, asset, spot.mark);
      const given = larger(smaller(rest, cash.times(price)), zero);
      bucket.cash[asset] = cash.minus(given.div(price));
      rest = rest.minus(given);
    }
    return wanted.minus(rest);
  }
}
