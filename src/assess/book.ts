/**
 * The account in the rules' own terms: contracts by symbol number, positions as holdings, coins as balances. Prices
 * of coins go by spot symbols of their own, so that assets are valued just as in a replay.
 */
import { configError } from '../basics/errors.ts';
import { ONE, ZERO, type Decimal } from '../basics/money.ts';
import { type Assets, assetsOfRun, quoteOf } from '../ledger/assets.ts';
import type { Holding } from '../margin/model.ts';
import { type Instrument, isInverse, makeInstrument, notionalOf, unitValue } from '../market/instrument.ts';
import { isStable } from '../market/stable.ts';
import type { ModeRules } from '../venue/venue.ts';
import type { ParsedAccount, ParsedPosition } from './account-schema.ts';

/** One position: a leg of its symbol. */
export interface Leg {
  /** Its place in the file. */
  at: number;
  holding: Holding;
  entryPrice: Decimal;
  /** What was posted for it, in its settle asset; null: nothing says. */
  margin: Decimal | null;
  /** Funding owed, in its settle asset. */
  accrued: Decimal;
  /** As given; null: the holding goes by the highest the venue allows. */
  leverage: number | null;
}

export interface RestingOrder {
  symbol: number;
  quantity: Decimal;
  price: Decimal;
  /** Null: that of the position it adds to, else 1. */
  leverage: number | null;
}

export interface Book {
  /** By symbol number: what is held or ordered. */
  contracts: readonly Instrument[];
  /** The same, then a spot symbol for each coin that has a price. */
  instruments: readonly Instrument[];
  assets: Assets;
  /** By symbol number of `instruments`. */
  marks: readonly Decimal[];
  legs: readonly Leg[];
  orders: readonly RestingOrder[];
  /** By asset number: the wallet, spot positions included. */
  balances: readonly Decimal[];
  /** What stands in for what, each a sentence. */
  notes: string[];
}

/** @throws UserError 'config' for a coin that has no price */
export function bookOf(account: ParsedAccount): Book {
  const contracts = contractsOf(account);
  const wallet = walletOf(account);
  const quote = quoteOf(contracts, [...wallet.keys()]);
  const coins = coinsOf(account, contracts, [...wallet.keys()], quote);
  const spots = coins.map(({ asset }) => spotOf(asset, quote));
  const instruments = [...contracts, ...spots];
  const assets = assetsOfRun(instruments, [...wallet.keys()]);
  const numbers = new Map(contracts.map(({ symbol }, number) => [symbol, number]));
  const legs = account.positions.flatMap((position, at) =>
    position.kind === 'spot' ? [] : [legOf(account, position, at, numbers.get(position.symbol)!, contracts)],
  );
  return {
    contracts,
    instruments,
    assets,
    marks: [...contracts.map(({ symbol }) => markOf(account, symbol)!), ...coins.map(({ price }) => price)],
    legs,
    orders: account.openOrders.map(({ symbol, quantity, price, leverage }) => ({
      symbol: numbers.get(symbol)!,
      quantity,
      price,
      leverage: leverage ?? null,
    })),
    balances: assets.names.map(name => wallet.get(name) ?? ZERO),
    notes: [...assets.notes, ...coins.flatMap(({ note }) => note ?? [])],
  };
}

/** The mark of a symbol; an option may have it among `optionMarks`. */
export const markOf = ({ prices, optionMarks }: ParsedAccount, symbol: string): Decimal | undefined =>
  prices[symbol] ?? optionMarks?.[symbol];

/** Each symbol once, legs and orders of it alike. */
function contractsOf({ positions, openOrders }: ParsedAccount): Instrument[] {
  const bySymbol = new Map<string, Instrument>();
  for (const own of [...positions, ...openOrders]) {
    if (own.kind !== 'spot' && !bySymbol.has(own.symbol)) bySymbol.set(own.symbol, makeInstrument(own));
  }
  return [...bySymbol.values()];
}

/** Amounts by asset; a spot position is an amount of its coin. */
function walletOf({ collateral, positions }: ParsedAccount): Map<string, Decimal> {
  const wallet = new Map(Object.entries(collateral));
  for (const position of positions) {
    if (position.kind !== 'spot') continue;
    const { underlying } = makeInstrument(position);
    wallet.set(underlying, (wallet.get(underlying) ?? ZERO).add(position.quantity));
  }
  return wallet;
}

interface Coin {
  asset: string;
  /** In quote. */
  price: Decimal;
  note?: string;
}

/** Assets beside the quote that something says a price of: `prices` by asset, a contract on it, `stablePrices`. */
function coinsOf(
  { prices, stablePrices, positions }: ParsedAccount,
  contracts: readonly Instrument[],
  owned: readonly string[],
  quote: string,
): Coin[] {
  const inDollars = (asset: string): Decimal => stablePrices[asset] ?? ONE;
  const spotSymbol = (asset: string) =>
    positions.find(position => position.kind === 'spot' && makeInstrument(position).underlying === asset)
      ?.symbol;
  const settled = contracts.filter(isInverse).map(({ settle }) => settle);
  // An option's margin goes by the price of its underlying; a contract on it may stand in, so it need not be given.
  const underlyings = contracts.filter(({ option, underlying }) => option !== null && prices[underlying]);
  const assets = [...owned, ...settled, ...underlyings.map(({ underlying }) => underlying)];
  return [...new Set(assets)].flatMap((asset): Coin[] => {
    if (asset === quote) return [];
    const own = prices[asset] ?? prices[spotSymbol(asset) ?? asset];
    if (own !== undefined) return [{ asset, price: own }];
    if (isStable(asset) && isStable(quote))
      return asset in stablePrices || quote in stablePrices
        ? [{ asset, price: inDollars(asset).div(inDollars(quote)) }]
        : [];
    const contract = pricingContract(asset, contracts, prices);
    if (contract === null)
      throw configError(
        `prices.${asset}: is missing; ${asset} is in the account, add its price in ${quote}.`,
      );
    const note = `${asset} is valued at the mark of ${contract.symbol}; name its own price as prices.${asset}.`;
    return [{ asset, price: contract.mark, ...(owned.includes(asset) ? { note } : {}) }];
  });
}

/** The contract a coin is valued by: an inverse one of its own before a linear one. */
function pricingContract(asset: string, contracts: readonly Instrument[], prices: ParsedAccount['prices']) {
  const on = contracts.filter(({ underlying, option }) => underlying === asset && option === null);
  const [first] = [...on.filter(isInverse), ...on.filter(own => !isInverse(own))];
  return first ? { symbol: first.symbol, mark: prices[first.symbol]! } : null;
}

const spotOf = (asset: string, quote: string): Instrument => ({
  ...makeInstrument({ symbol: asset, kind: 'spot', underlying: asset, settle: quote }),
  quote,
});

function legOf(
  { accruedFunding, positions }: ParsedAccount,
  position: ParsedPosition,
  at: number,
  symbol: number,
  contracts: readonly Instrument[],
): Leg {
  const { quantity, leverage = null } = position;
  const entryPrice = position.entryPrice!;
  const cost = unitValue(contracts[symbol]!, entryPrice).mul(quantity);
  const first = positions.findIndex(other => other.symbol === position.symbol) === at;
  return {
    at,
    holding: { symbol, quantity, cost, leverage: leverage ?? 1 },
    entryPrice,
    margin: position.isolatedMargin ?? (leverage === null ? null : cost.abs().div(leverage)),
    accrued: first ? (accruedFunding[position.symbol] ?? ZERO) : ZERO,
    leverage,
  };
}

/** The book as a venue takes it: where no leverage is given, the highest it allows at that size; 1 where it sets none. */
export function leveraged(book: Book, { leverageMax }: ModeRules): Book {
  const legs = book.legs.map(leg => {
    if (leg.leverage !== null) return leg;
    const { symbol, quantity } = leg.holding;
    const notional = notionalOf(book.instruments[symbol]!, quantity, book.marks[symbol]!);
    const cap = leverageMax(symbol, notional, quantity) ?? 1;
    return { ...leg, holding: { ...leg.holding, leverage: Number.isFinite(cap) ? cap : 1 } };
  });
  return { ...book, legs };
}
