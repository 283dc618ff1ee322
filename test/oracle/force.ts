/** A bucket that is liquidated, and what becomes of it when it is flat (semantics §6). */
import type { Desk } from './book.ts';
import { debtsOf, type Bucket, type Spot } from './bucket.ts';
import { isInverse, one, priceOf, smaller, zero, type Dec, type Prices } from './contracts.ts';
import { dust, Liquidation, type ForcedTrade } from './liquidation.ts';
import { procedures } from './procedures.ts';
import type { Rules } from './requirements.ts';

/** Sells what is owned, in the order of the assets, at a share of its price, until a debt is repaid. */
export function repay(bucket: Bucket, debtor: string, proceeds: Dec, marks: Prices, desk: Desk): void {
  const price = (asset: string): Dec => priceOf(desk.pricedBy, asset, marks);
  for (const asset of Object.keys(bucket.cash)) {
    const owed = bucket.cash[debtor]!.neg();
    const owned = bucket.cash[asset]!;
    if (asset === debtor || owed.lte(0) || owned.lte(0)) continue;
    const rate = price(asset).times(proceeds).div(price(debtor));
    const sold = smaller(owned, owed.div(rate));
    bucket.cash[asset] = owned.minus(sold);
    bucket.cash[debtor] = smaller(zero, bucket.cash[debtor]!.plus(sold.times(rate)));
  }
}

/** A flat bucket owes nothing: collateral repays, then the fund. The deficit in quote. */
export function settleFlat(bucket: Bucket, marks: Prices, desk: Desk, coin: Dec | null): Dec {
  for (const [asset] of debtsOf(bucket)) repay(bucket, asset, one, marks, desk);
  let deficit = zero;
  for (const [asset, amount] of Object.entries(bucket.cash)) {
    if (amount.gte(0)) continue;
    const price = bucket.kind === 'all' || coin === null ? priceOf(desk.pricedBy, asset, marks) : coin;
    if (amount.lt(dust.neg())) deficit = deficit.plus(amount.neg().times(price));
    bucket.cash[asset] = zero;
  }
  return deficit;
}

/** The venue's procedure at a place, until the bucket is safe or empty: every step it took. */
export function liquidate(
  bucket: Bucket,
  spot: Spot,
  rules: Rules,
  desk: Desk,
  slippage: Dec,
): ForcedTrade[] {
  const run = new Liquidation(bucket, spot, rules, desk, slippage);
  const inverse = bucket.holdings.filter(isInverse).at(-1);
  const coin = inverse === undefined ? null : spot.mark[inverse.contract.symbol]!;
  procedures[rules.procedure](run);
  if (run.trades.length === 0) run.trades.push({ prices: {}, quantities: {}, fee: zero, deficit: zero });
  if (bucket.holdings.length === 0) run.trades.at(-1)!.deficit = settleFlat(bucket, spot.mark, desk, coin);
  return run.trades;
}
