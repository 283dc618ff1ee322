/** One mode's answer: the book cut into its buckets, and what each stands at. */
import { configError } from '../basics/errors.ts';
import { type Decimal, text, ZERO } from '../basics/money.ts';
import { assetPrice } from '../ledger/assets.ts';
import type { MarginMode } from '../strategy/strategy.ts';
import type { ModeRules } from '../venue/venue.ts';
import type { ModeAssessment, PortfolioAssessment } from './assessment.ts';
import type { Book, Leg } from './book.ts';
import { type Bucket, type Others, settleBucket, wholeBucket } from './bucket.ts';
import {
  collateralOf,
  healthOf,
  poolOf,
  positionOf,
  ratioOf,
  spare,
  standingOf,
  type Standing,
  weakest,
} from './figures.ts';
import { orderMargin } from './order-margin.ts';

/** What settles in an asset, and what of it there is. */
interface Purse {
  asset: string;
  amount: Decimal;
  whole: Bucket;
  /** Initial margin of its orders at rest. */
  orders: Decimal;
}

export function assessMode(
  mode: MarginMode,
  book: Book,
  rules: ModeRules,
  others: Others | null,
): ModeAssessment {
  if (mode === 'isolated') return isolated(book, rules);
  const answer = pooled(book, rules, others);
  return mode === 'portfolio'
    ? withModel(answer.assessment, answer.standings, book, rules)
    : answer.assessment;
}

function isolated(book: Book, rules: ModeRules): ModeAssessment {
  const purses = pursesOf(book, rules, null);
  const free = purses.map(({ asset, amount, whole }) => {
    const left = whole.legs.reduce((rest, leg) => rest.sub(marginOf(leg)), amount);
    if (!left.isNegative()) return left;
    throw configError(
      `collateral.${asset}: ${text(amount)} is less than the ${text(amount.sub(left))} posted to isolated positions; lower isolatedMargin, add collateral, or leave isolated out of modes.`,
    );
  });
  const standings = purses.flatMap(({ asset, whole }) =>
    whole.legs.map(leg =>
      standingOf(
        settleBucket(book, rules, { asset, amount: marginOf(leg), legs: [leg], others: null }),
        book,
      ),
    ),
  );
  const held = purses.map(({ asset, whole, orders }, k) => {
    const own = standings.filter(({ bucket }) => bucket.asset === asset);
    const total = (of: (standing: Standing) => Decimal) => own.reduce((sum, next) => sum.add(of(next)), ZERO);
    return {
      bucket: whole,
      equity: free[k]!.add(total(({ equity }) => equity)),
      initial: total(({ initial }) => initial).add(orders),
      maintenance: total(({ maintenance }) => maintenance),
    };
  });
  const available = purses.map(({ asset, orders }, k) => ({ asset, amount: spare(free[k]!.sub(orders)) }));
  return summary(book, rules, { totals: held, buckets: standings, available, isolated: true });
}

/** Of a leg that `refuse` has let pass. */
const marginOf = ({ margin }: Leg): Decimal => margin ?? ZERO;

function pooled(book: Book, rules: ModeRules, others: Others | null) {
  const { collateral, model } = rules;
  const purses =
    collateral.pool === 'all' ? [wholePurse(book, rules, others)] : pursesOf(book, rules, others);
  const standings = purses.map(({ whole, orders }) => standingOf(whole, book, orders));
  const available = standings.map(({ bucket, equity, initial }) => ({
    asset: bucket.asset,
    amount: spare(equity.sub(initial)),
  }));
  const assessment = summary(book, rules, {
    totals: standings,
    buckets: standings,
    available,
    isolated: false,
  });
  return { assessment, standings, model };
}

function wholePurse(book: Book, rules: ModeRules, others: Others | null): Purse {
  const whole = wholeBucket(book, rules, others);
  const own = book.legs.map(({ holding }) => holding);
  return {
    asset: whole.asset,
    amount: ZERO,
    whole,
    orders: orderMargin(book, rules.model, whole, own, book.orders),
  };
}

/** By the assets that something settles in; of an empty book by what there is. */
function pursesOf(book: Book, rules: ModeRules, others: Others | null): Purse[] {
  const { assets, balances } = book;
  const numbers = backingAssets(book);
  if (others && numbers.length > 1) {
    const names = numbers.map(number => assets.names[number]).join(', ');
    throw configError(
      `otherRequirements: the account has a pool for each of ${names}; take those of one pool at a time.`,
    );
  }
  return numbers.map(number => {
    const asset = assets.names[number]!;
    const amount = balances[number]!;
    const legs = book.legs.filter(({ holding }) => assets.settle[holding.symbol] === number);
    const orders = book.orders.filter(({ symbol }) => assets.settle[symbol] === number);
    const whole = settleBucket(book, rules, { asset, amount, legs, others });
    const own = legs.map(({ holding }) => holding);
    return { asset, amount, whole, orders: orderMargin(book, rules.model, whole, own, orders) };
  });
}

/** Asset numbers, ascending. */
export function backingAssets({ legs, orders, assets, balances }: Book): number[] {
  const symbols = [...legs.map(({ holding }) => holding.symbol), ...orders.map(({ symbol }) => symbol)];
  const settled = [...new Set(symbols.map(symbol => assets.settle[symbol]!))].sort((a, b) => a - b);
  if (settled.length > 0) return settled;
  const owned = balances.flatMap((amount, number) => (amount.isZero() ? [] : [number]));
  return owned.length > 0 ? owned : [0];
}

interface Parts {
  /** By pool. */
  totals: readonly Standing[];
  /** What may be liquidated. */
  buckets: readonly Standing[];
  available: readonly { asset: string; amount: Decimal }[];
  isolated: boolean;
}

function summary(
  book: Book,
  rules: ModeRules,
  { totals, buckets, available, isolated }: Parts,
): ModeAssessment {
  const { assets, marks } = book;
  const currencies = new Set(totals.map(({ bucket }) => bucket.asset));
  const asset = currencies.size === 1 ? [...currencies][0]! : assets.names[0]!;
  const rate = (from: string) =>
    assetPrice(assets, assets.names.indexOf(from), marks).div(
      assetPrice(assets, assets.names.indexOf(asset), marks),
    );
  const total = (of: (standing: Standing) => Decimal) =>
    text(totals.reduce((sum, next) => sum.add(of(next).mul(rate(next.bucket.asset))), ZERO));
  const low = weakest(buckets);
  return {
    venue: rules.venue,
    asset,
    equity: total(({ equity }) => equity),
    initialMargin: total(({ initial }) => initial),
    maintenanceMargin: total(({ maintenance }) => maintenance),
    health: low && healthOf(low),
    marginRatio: low && ratioOf(low),
    liquidationHealth: rules.liquidationHealth,
    available: text(available.reduce((sum, own) => sum.add(own.amount.mul(rate(own.asset))), ZERO)),
    positions: book.legs.map(leg =>
      positionOf(
        book,
        rules,
        buckets.find(({ bucket }) => bucket.legs.includes(leg))!,
        leg,
        isolated,
      ),
    ),
    pools: isolated ? [] : totals.map(poolOf),
    collateral: collateralOf(book, rules, asset),
  };
}

function withModel(
  answer: ModeAssessment,
  standings: readonly Standing[],
  book: Book,
  { model }: ModeRules,
): PortfolioAssessment {
  const judged = standings.flatMap(({ bucket }) => bucket.judged);
  const explained = model.explain?.(judged, book.marks);
  const worst = explained?.worst;
  const inWords = model.worstScenario(judged, book.marks);
  return {
    ...answer,
    model: model.id,
    parts: Object.fromEntries(
      Object.entries(explained?.parts ?? {}).map(([name, value]) => [name, text(value)]),
    ),
    worstScenario: worst
      ? { id: worst.id, shocks: worst.shocks, pnl: text(worst.pnl) }
      : inWords === null
        ? null
        : { id: inWords, shocks: null, pnl: null },
    scenarios: (explained?.scenarios ?? []).map(own => ({ ...own, pnl: text(own.pnl) })),
  };
}
