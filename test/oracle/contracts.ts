/** What is traded: linear and inverse contracts, spot, and what one of them is worth (rules: binance-bybit.md §0). */
import { Decimal as Base } from 'decimal.js';

export const Dec = Base.clone({ precision: 40, rounding: Base.ROUND_HALF_EVEN, toExpNeg: -60, toExpPos: 60 });
export type Dec = Base;
export const zero = new Dec(0);
export const one = new Dec(1);
export const sum = (values: Dec[]): Dec => values.reduce((total, value) => total.plus(value), zero);
export const larger = (a: Dec, b: Dec): Dec => (a.gt(b) ? a : b);
export const smaller = (a: Dec, b: Dec): Dec => (a.lt(b) ? a : b);

export type Prices = Record<string, Dec>;
/** Amounts by asset. */
export type Amounts = Record<string, Dec>;

export interface Contract {
  readonly symbol: string;
  readonly kind: 'linear' | 'inverse' | 'spot';
  readonly underlying: string;
  /** The asset of its profits; of spot, what is paid. */
  readonly settle: string;
  /** Coins per contract; of an inverse one, quote per contract. */
  readonly size: Dec;
  /** ms; null: perpetual. */
  readonly expiry: number | null;
}

export interface ContractInput {
  kind?: Contract['kind'];
  underlying?: string;
  settle?: string;
  size?: number | string;
  expiry?: number | null;
}

/** `1000PEPEUSDT` → `PEPE`. */
const underlyingOf = (symbol: string): string =>
  symbol.replace(/(USDT|USDC|BUSD|USD)$/, '').replace(/^1000+/, '');

/** A linear perpetual in USDT unless told otherwise. */
export function contract(symbol: string, input: ContractInput = {}): Contract {
  const underlying = input.underlying ?? underlyingOf(symbol);
  const kind = input.kind ?? 'linear';
  const settle = input.settle ?? (kind === 'inverse' ? underlying : 'USDT');
  return { symbol, kind, underlying, settle, size: new Dec(input.size ?? 1), expiry: input.expiry ?? null };
}

export interface Holding {
  readonly contract: Contract;
  quantity: Dec;
  readonly entry: Dec;
  readonly leverage: Dec;
}

export const isInverse = ({ contract: { kind } }: Holding): boolean => kind === 'inverse';

/** Value of so many contracts at a price, in the settle asset, without sign. */
export function valueAt({ kind, size }: Contract, quantity: Dec, price: Dec): Dec {
  const face = quantity.abs().times(size);
  return kind === 'inverse' ? face.div(price) : face.times(price);
}

/** Profit in the settle asset from one price to another: q·size·(p − e), or q·size·(1/e − 1/p) in coin. */
export function profit({ kind, size }: Contract, quantity: Dec, from: Dec, to: Dec): Dec {
  const face = quantity.times(size);
  return kind === 'inverse' ? face.div(from).minus(face.div(to)) : face.times(to.minus(from));
}

/** An amount of the settle asset in quote: a coin at the contract's own mark. */
export const settled = ({ kind, symbol }: Contract, amount: Dec, marks: Prices): Dec =>
  kind === 'inverse' ? amount.times(marks[symbol]!) : amount;

/** Dollars won per relative move of the price: coins × price; of an inverse contract its face, at every price. */
export const delta = ({ contract: { kind, size, symbol }, quantity }: Holding, marks: Prices): Dec =>
  kind === 'inverse' ? quantity.times(size) : quantity.times(size).times(marks[symbol]!);

/** Which contract's mark prices each asset: the spot of it, else an inverse contract on it, else a linear one. */
export function pricing(assets: string[], contracts: Contract[]): Record<string, string | null> {
  const symbolOf = (asset: string): string | null => {
    const on = (kind: Contract['kind']) =>
      contracts.find(own => own.kind === kind && own.underlying === asset)?.symbol;
    return on('spot') ?? on('inverse') ?? on('linear') ?? null;
  };
  return Object.fromEntries(assets.map(asset => [asset, symbolOf(asset)]));
}

export const priceOf = (pricedBy: Record<string, string | null>, asset: string, marks: Prices): Dec => {
  const symbol = pricedBy[asset] ?? null;
  return symbol === null ? one : marks[symbol]!;
};
