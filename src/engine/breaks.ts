/**
 * Where on a leg the requirement may jump or bend downwards (stepped tiers, options): between two such places f is
 * concave, as it is on the whole leg for every other model.
 */
import { Decimal, ONE } from '../basics/money.ts';
import type { Account } from './account.ts';
import type { Place } from './prices.ts';

/** Prices are booked on a grid of 1e-12: a jump lies between the grid's points on either side of it. */
const BESIDE = new Decimal('2e-12');

export interface Break {
  /** Of the leg. */
  fraction: Decimal;
  /** Does f jump on the way to it from the one before? */
  jumps: boolean;
}

/** Two for each break met after `since`, just before it and just beyond, in order. */
export function breaksOn(account: Account, bucket: number, from: Place, to: Place, since: Decimal): Break[] {
  const { model } = account.terms.rules!;
  const judged = account.judged(bucket);
  const breaks: Break[] = [];
  const add = (symbol: number, price: Decimal): void => {
    const start = from.mark[symbol]!;
    const way = to.mark[symbol]!.sub(start);
    if (way.isZero()) return;
    const beside = way.isNegative() ? BESIDE.neg() : BESIDE;
    const near = price.sub(beside).sub(start).div(way);
    const far = Decimal.min(price.add(beside).sub(start).div(way), ONE);
    if (far.lte(since) || near.gte(ONE)) return;
    if (near.gt(since)) breaks.push({ fraction: near, jumps: false });
    breaks.push({ fraction: far, jumps: true });
  };
  for (const holding of judged) for (const price of model.breaks(holding)) add(holding.symbol, price);
  for (const { symbol, price } of model.bends?.(judged) ?? []) add(symbol, price);
  return breaks.sort((a, b) => a.fraction.cmp(b.fraction));
}
