/** What is liquidated as one, at any prices: what backs it, and what is asked of it. */
import { type Decimal, ONE, ZERO } from '../basics/money.ts';
import { assetPrice } from '../ledger/assets.ts';
import type { Holding } from '../margin/model.ts';
import { isInverse, unitValue } from '../market/instrument.ts';
import type { ModeRules } from '../venue/venue.ts';
import type { Book, Leg } from './book.ts';

export type Marks = readonly Decimal[];

export interface Bucket {
  /** Currency of its figures. */
  asset: string;
  legs: readonly Leg[];
  /** What the model judges: what is held, and coins that hedge it. */
  judged: readonly Holding[];
  /** Of a coin: f × price is piecewise linear in the price of an inverse contract, f is not. */
  isCoin: boolean;
  equity(marks: Marks): Decimal;
  maintenance(marks: Marks): Decimal;
  /** Of what is held, and of these holdings in its place. */
  initial(marks: Marks, holdings?: readonly Holding[]): Decimal;
}

/** What a pool carries beside its positions. */
export interface Others {
  maintenance: Decimal;
  initial: Decimal;
  pnl: Decimal;
}

const NO_OTHERS: Others = { maintenance: ZERO, initial: ZERO, pnl: ZERO };

const sum = <T>(items: readonly T[], of: (item: T) => Decimal): Decimal =>
  items.reduce((total, item) => total.add(of(item)), ZERO);

/** Profit since entry, in the settle asset. */
export const pnlOf = (book: Book, { holding }: Leg, marks: Marks): Decimal =>
  unitValue(book.instruments[holding.symbol]!, marks[holding.symbol]!)
    .mul(holding.quantity)
    .sub(holding.cost);

/** What a position adds to its bucket: its profit less the funding owed; an option, paid for already, its value. */
function worthOf(book: Book, leg: Leg, marks: Marks): Decimal {
  const premium = book.assets.isPremium[leg.holding.symbol]! ? leg.holding.cost : ZERO;
  return pnlOf(book, leg, marks).add(premium).sub(leg.accrued);
}

/** Positions against an amount of the one asset they settle in. */
export function settleBucket(
  book: Book,
  rules: ModeRules,
  backing: { asset: string; amount: Decimal; legs: readonly Leg[]; others: Others | null },
): Bucket {
  const { asset, amount, legs } = backing;
  const others = backing.others ?? NO_OTHERS;
  const { model } = rules;
  const own = legs.map(({ holding }) => holding);
  const isCoin = legs.some(({ holding }) => isInverse(book.instruments[holding.symbol]!));
  /** Models answer in quote; in coin each position is asked alone, or the whole is turned back at the mark. */
  const inAsset = (kind: 'maintenance' | 'initial', holdings: readonly Holding[], marks: Marks): Decimal => {
    if (!isCoin || holdings.length === 0) return model[kind](holdings, marks);
    const alone = holdings.map(holding => model.own(holding, marks));
    if (alone.every(required => required !== null)) return sum(alone, required => required[kind]);
    return model[kind](holdings, marks).div(marks[holdings[0]!.symbol]!);
  };
  return {
    asset,
    legs,
    judged: own,
    isCoin,
    equity: marks => amount.add(others.pnl).add(sum(legs, leg => worthOf(book, leg, marks))),
    maintenance: marks => inAsset('maintenance', own, marks).add(others.maintenance),
    initial: (marks, holdings = own) => inAsset('initial', holdings, marks).add(others.initial),
  };
}

/** Everything against everything, valued in the quote: one pool of all assets. */
export function wholeBucket(book: Book, rules: ModeRules, given: Others | null): Bucket {
  const others = given ?? NO_OTHERS;
  const { legs, assets } = book;
  const { model } = rules;
  const own = legs.map(({ holding }) => holding);
  const judged = (holdings: readonly Holding[]) => [...holdings, ...spotHedges(book, rules, holdings)];
  return {
    asset: assets.names[0]!,
    legs,
    judged: judged(own),
    isCoin: false,
    equity: marks => pooledEquity(book, rules, marks).add(others.pnl),
    maintenance: marks =>
      model
        .maintenance(judged(own), marks)
        .add(debtMargin(book, rules, marks, 'maintenance'))
        .add(others.maintenance),
    initial: (marks, holdings = own) =>
      model
        .initial(judged(holdings), marks)
        .add(debtMargin(book, rules, marks, 'initial'))
        .add(others.initial),
  };
}

/**
 * Σ of what each asset counts for at its price. Profit that is counted goes with the balance of its asset, profit
 * that is whole is worth its full value; a coin's profit is worth it at the contract's own mark, as in a replay.
 */
function pooledEquity(book: Book, { collateral }: ModeRules, marks: Marks): Decimal {
  const { assets, legs, balances } = book;
  const whole = collateral.unrealised === 'whole';
  const amounts = balances.map((balance, asset) => {
    if (whole) return balance;
    const own = legs.filter(({ holding }) => assets.settle[holding.symbol] === asset);
    return balance.add(sum(own, leg => worthOf(book, leg, marks)));
  });
  const counted = amounts.reduce(
    (total, amount, asset) =>
      total.add(collateral.counted(assets.names[asset]!, amount).mul(assetPrice(assets, asset, marks))),
    ZERO,
  );
  if (!whole) return counted;
  return counted.add(sum(legs, leg => worthOf(book, leg, marks).mul(rateOf(book, leg, marks))));
}

/** Quote per unit of what a position settles in. */
function rateOf({ instruments, assets }: Book, { holding: { symbol } }: Leg, marks: Marks): Decimal {
  return isInverse(instruments[symbol]!) ? marks[symbol]! : assetPrice(assets, assets.settle[symbol]!, marks);
}

/** What a venue asks for what is owed. */
function debtMargin(
  { assets, balances }: Book,
  { collateral: { borrow } }: ModeRules,
  marks: Marks,
  kind: 'maintenance' | 'initial',
): Decimal {
  if (borrow === null || assets.names.length === 1) return ZERO;
  const rate = (asset: string) =>
    kind === 'initial' ? borrow.initialMarginRate(asset) : borrow.maintenanceMarginRate(asset);
  return balances.reduce(
    (total, balance, asset) =>
      balance.isNegative()
        ? total.add(
            balance
              .neg()
              .mul(assetPrice(assets, asset, marks))
              .mul(rate(assets.names[asset]!)),
          )
        : total,
    ZERO,
  );
}

/**
 * Coins of the pool that offset the contracts on them, at most what those are short of, where the venue's model
 * knows spot as a hedge (rules: portfolio.md §1.2).
 */
function spotHedges(book: Book, { spotOffset }: ModeRules, holdings: readonly Holding[]): Holding[] {
  if (!spotOffset) return [];
  return book.instruments.flatMap(({ kind, underlying }, spot) => {
    const owned = book.balances[book.assets.base[spot]!];
    if (kind !== 'spot' || !owned?.gt(0)) return [];
    const held = sum(
      holdings.filter(({ symbol }) => book.instruments[symbol]!.underlying === underlying),
      holding => coinsOf(book, holding),
    );
    if (!held.isNegative()) return [];
    const quantity = held.neg().lt(owned) ? held.neg() : owned;
    return [{ symbol: spot, quantity, cost: ZERO, leverage: ONE.toNumber() }];
  });
}

/** Quote won per unit that the price rises. */
const coinsOf = (book: Book, { symbol, quantity, cost }: Holding): Decimal => {
  const instrument = book.instruments[symbol]!;
  return isInverse(instrument) ? cost.neg() : quantity.mul(instrument.contractSize);
};
