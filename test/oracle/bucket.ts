/** One bucket of the naive implementation: what it is worth, what it must be worth, where it reaches its end. */
import type { Desk } from './book.ts';
import {
  Dec,
  isInverse,
  larger,
  one,
  priceOf,
  profit,
  settled,
  smaller,
  sum,
  zero,
  type Amounts,
  type Holding,
  type Prices,
} from './contracts.ts';
import type { Rules } from './requirements.ts';

/**
 * What is liquidated as one: a position with its margin, what settles in one asset with its balance, or the
 * account with all its balances.
 */
export interface Bucket {
  readonly name: string;
  readonly kind: 'position' | 'asset' | 'all';
  readonly cash: Amounts;
  holdings: Holding[];
}

/** Where a walk stands: the marks that judge and the traded prices of the same moment. */
export interface Spot {
  mark: Prices;
  last: Prices;
}

const profitInQuote = ({ contract, quantity, entry }: Holding, marks: Prices): Dec =>
  settled(contract, profit(contract, quantity, entry, marks[contract.symbol]!), marks);

/** The price of a bucket's cash: a coin that backs inverse contracts alone, at their own mark (the last of several). */
export function cashPrice(bucket: Bucket, asset: string, marks: Prices, desk: Desk): Dec {
  const own = bucket.kind === 'all' ? undefined : bucket.holdings.filter(isInverse).at(-1);
  return own === undefined ? priceOf(desk.pricedBy, asset, marks) : marks[own.contract.symbol]!;
}

/** E: cash as it counts + unrealised profit at mark, in quote. */
export function equityOf(bucket: Bucket, marks: Prices, rules: Rules, desk: Desk): Dec {
  const cash = Object.entries(bucket.cash);
  if (bucket.kind !== 'all') {
    const own = cash.map(([asset, amount]) => amount.times(cashPrice(bucket, asset, marks, desk)));
    return sum([...own, ...bucket.holdings.map(holding => profitInQuote(holding, marks))]);
  }
  const { counted, profitCounts } = rules.backing;
  const won = (asset: string): Dec =>
    sum(
      bucket.holdings
        .filter(({ contract }) => contract.settle === asset)
        .map(holding => profitInQuote(holding, marks)),
    );
  return sum(
    cash.map(([asset, amount]) => {
      const price = priceOf(desk.pricedBy, asset, marks);
      if (rules.backing.pool === 'settle') return amount.times(price).plus(won(asset));
      if (profitCounts === 'whole') return counted(asset, amount).times(price).plus(won(asset));
      // The weight of the balance as it is booked, and that of a debt: whichever makes less of the asset's value.
      const owned = amount.gt(0) ? counted(asset, amount).div(amount) : counted(asset, one);
      const owed = larger(counted(asset, one.neg()).neg(), owned);
      const value = amount.times(price).plus(won(asset));
      return smaller(value.times(owned), value.times(owed));
    }),
  );
}

/** Coins that offset contracts on them, at most what these are short of, in coins as they were entered. */
function hedges({ cash, holdings }: Bucket, desk: Desk): Holding[] {
  return desk.contracts.flatMap(contract => {
    const { kind, underlying } = contract;
    const owned = cash[underlying] ?? zero;
    if (kind !== 'spot' || owned.lte(0)) return [];
    const coins = sum(
      holdings
        .filter(own => own.contract.underlying === underlying)
        .map(own => {
          const face = own.quantity.times(own.contract.size);
          return isInverse(own) ? face.div(own.entry) : face;
        }),
    );
    if (coins.gte(0)) return [];
    return [{ contract, quantity: smaller(coins.neg(), owned), entry: one, leverage: one }];
  });
}

const judgedIn = (bucket: Bucket, rules: Rules, desk: Desk): Holding[] =>
  rules.spotHedges && bucket.kind === 'all' ? [...bucket.holdings, ...hedges(bucket, desk)] : bucket.holdings;

/** Assets of the pool that it is short of. */
export const debtsOf = ({ kind, cash }: Bucket): [string, Dec][] =>
  kind === 'all' && Object.keys(cash).length > 1
    ? Object.entries(cash).flatMap(([asset, amount]) => (amount.lt(0) ? [[asset, amount.neg()]] : []))
    : [];

function debtMargin(bucket: Bucket, marks: Prices, desk: Desk, rate: Dec | undefined): Dec {
  if (rate === undefined) return zero;
  return sum(
    debtsOf(bucket).map(([asset, owed]) => owed.times(priceOf(desk.pricedBy, asset, marks)).times(rate)),
  );
}

export const maintenanceOf = (bucket: Bucket, marks: Prices, rules: Rules, desk: Desk): Dec =>
  rules
    .maintenance(judgedIn(bucket, rules, desk), marks)
    .plus(debtMargin(bucket, marks, desk, rules.backing.borrowing?.maintenanceRate));

export const initialOf = (bucket: Bucket, marks: Prices, rules: Rules, desk: Desk): Dec =>
  rules
    .initial(judgedIn(bucket, rules, desk), marks)
    .plus(debtMargin(bucket, marks, desk, rules.backing.borrowing?.initialRate));

/** f, the distance to liquidation: E − w·MM. */
export const distanceOf = (bucket: Bucket, marks: Prices, rules: Rules, desk: Desk): Dec =>
  equityOf(bucket, marks, rules, desk).minus(
    maintenanceOf(bucket, marks, rules, desk).times(rules.triggerRatio),
  );

/** Something that can be liquidated: a position or a liability (§6). */
export const isAtStake = (bucket: Bucket): boolean =>
  bucket.holdings.length > 0 || debtsOf(bucket).length > 0;

export function isBreached(bucket: Bucket, marks: Prices, rules: Rules, desk: Desk): boolean {
  if (!isAtStake(bucket)) return false;
  const distance = distanceOf(bucket, marks, rules, desk);
  return rules.strict ? distance.lt(0) : distance.lte(0);
}

/** The symbols whose marks move a bucket. */
export function pricesOf(bucket: Bucket, desk: Desk): string[] {
  const backing = Object.entries(bucket.cash)
    .filter(([, amount]) => !amount.isZero())
    .flatMap(([asset]) => desk.pricedBy[asset] ?? []);
  const held = bucket.holdings.map(({ contract }) => contract.symbol);
  return [...new Set([...held, ...(bucket.kind === 'all' ? backing : [])])].sort();
}

/** The place on a straight leg. */
export function pointOn(from: Prices, to: Prices, fraction: Dec): Prices {
  if (fraction.isZero()) return from;
  if (fraction.eq(1)) return to;
  const at: Prices = {};
  for (const symbol of Object.keys(from)) {
    at[symbol] = from[symbol]!.plus(to[symbol]!.minus(from[symbol]!).times(fraction));
  }
  return at;
}

const halvings = 125;
/** Next to an edge: far less than any price shows. */
const beside = new Dec('1e-26');

/** Fractions of a leg beyond `start` where a requirement jumps, each a little before and a little after; and its end. */
function cutsOn(bucket: Bucket, from: Prices, to: Prices, start: Dec, rules: Rules): Dec[] {
  const cuts = bucket.holdings.flatMap(holding => {
    const { symbol } = holding.contract;
    const way = to[symbol]!.minus(from[symbol]!);
    if (way.isZero()) return [];
    return rules.edges(holding, from[symbol]!, to[symbol]!).flatMap(edge => {
      const at = edge.minus(from[symbol]!).div(way);
      return [at.minus(beside), at.plus(beside)].filter(cut => cut.gt(start) && cut.lt(1));
    });
  });
  return [...cuts.sort((a, b) => a.cmp(b)), one];
}

/**
 * First fraction in [start, 1] of a leg at which the bucket is breached; null when it stands to the end.
 * Between two jumps every requirement here is convex in prices and equity concave, so f is concave: safe at
 * both ends is safe between them, and safe at the start and breached at the end means one crossing, which
 * halving finds.
 * @param isSafe whether the start is known to be safe
 */
export function crossingOn(
  bucket: Bucket,
  from: Prices,
  to: Prices,
  start: Dec,
  rules: Rules,
  desk: Desk,
  isSafe = false,
): Dec | null {
  const breachedAt = (at: Dec): boolean => isBreached(bucket, pointOn(from, to, at), rules, desk);
  if (!isSafe && breachedAt(start)) return start;
  let safe = start;
  for (const cut of cutsOn(bucket, from, to, start, rules)) {
    if (!breachedAt(cut)) {
      safe = cut;
      continue;
    }
    let breached = cut;
    for (let i = 0; i < halvings; i++) {
      const middle = safe.plus(breached).div(2);
      if (breachedAt(middle)) breached = middle;
      else safe = middle;
    }
    return breached;
  }
  return null;
}
