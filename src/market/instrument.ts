/**
 * What a symbol is: the contract behind its price. Linear contracts and options pay in the asset their price is
 * in, inverse ones in the coin; a spot symbol is an exchange of two assets and holds no position.
 */
import { Decimal, ONE } from '../basics/money.ts';

export const INSTRUMENT_KINDS = [
  'linear-perpetual',
  'linear-future',
  'inverse-perpetual',
  'inverse-future',
  'spot',
  'option',
] as const;
export type InstrumentKind = (typeof INSTRUMENT_KINDS)[number];
export type OptionRight = 'call' | 'put';

export interface Instrument {
  symbol: string;
  kind: InstrumentKind;
  /** What the price is a price of: `BTC`. Contracts of one underlying share its risk. */
  underlying: string;
  /** What the price is in: `USDT`, `USD`. */
  quote: string;
  /** What profit, margin and fees are in: the quote, or the coin of an inverse contract. */
  settle: string;
  /** Quote per contract of an inverse one (100 USD); units of the underlying per contract of any other. */
  contractSize: Decimal;
  /** ms epoch UTC; null for what does not expire. */
  expiry: number | null;
  option: { strike: Decimal; right: OptionRight } | null;
}

/** What a config or an account file says of an instrument; what it leaves out is read from the symbol. */
export interface InstrumentInput {
  symbol: string;
  kind: InstrumentKind;
  underlying?: string | undefined;
  settle?: string | undefined;
  contractSize?: string | number | undefined;
  expiry?: number | undefined;
  strike?: string | number | undefined;
  right?: OptionRight | undefined;
}

export function makeInstrument(input: InstrumentInput): Instrument {
  const { symbol, kind } = input;
  const { base, quote } = assetsOf(symbol);
  const underlying = input.underlying ?? base.replace(/^1000+(?=[A-Z])/, '');
  const inverse = isInverse(input);
  return {
    symbol,
    kind,
    underlying,
    quote,
    settle: input.settle ?? (inverse ? underlying : quote),
    contractSize: input.contractSize === undefined ? ONE : new Decimal(input.contractSize),
    expiry: input.expiry ?? null,
    option:
      input.strike !== undefined && input.right !== undefined
        ? { strike: new Decimal(input.strike), right: input.right }
        : null,
  };
}

/** A linear perpetual by its symbol alone. */
export const perpetual = (symbol: string): Instrument => makeInstrument({ symbol, kind: 'linear-perpetual' });

export const isInverse = ({ kind }: { kind: InstrumentKind }): boolean =>
  kind === 'inverse-perpetual' || kind === 'inverse-future';

/** Perpetuals alone pay funding; what expires carries its basis in the price. */
export const paysFunding = ({ kind }: { kind: InstrumentKind }): boolean =>
  kind === 'linear-perpetual' || kind === 'inverse-perpetual';

/** Has it been settled? It has no price any more, whatever its candles go on to say. */
export const isExpired = ({ expiry }: Instrument, time: number): boolean => expiry !== null && time >= expiry;

/** Signed units of the underlying (inverse: of quote) that a quantity of contracts stands for. */
export const sizeOf = ({ contractSize }: Instrument, quantity: Decimal): Decimal =>
  contractSize === ONE ? quantity : quantity.mul(contractSize);

const QUOTES = ['USDT', 'USDC', 'FDUSD', 'BUSD', 'DAI', 'USDE', 'USD', 'EUR', 'BTC', 'ETH', 'BNB'];

/**
 * Base and quote of a symbol as venues write it: `BTCUSDT`, `BTCUSD_PERP`, `BTC-USDT-SWAP`, `BTC_USDC-PERPETUAL`,
 * `BTC-27DEC24-100000-C`, `BTC`. What names no quote is in USD.
 */
export function assetsOf(symbol: string): { base: string; quote: string } {
  const { base, quote } = pairOf(symbol);
  return { base, quote: quote ?? 'USD' };
}

/** Does a symbol name both what is bought and what it is paid in? */
export function namesPair(symbol: string): boolean {
  const { base, quote } = pairOf(symbol);
  return quote !== undefined && base !== quote;
}

function pairOf(symbol: string): { base: string; quote: string | undefined } {
  const [first = symbol, second] = symbol.split(/[-_/:]/);
  if (second !== undefined && QUOTES.includes(second)) return { base: first, quote: second };
  const quote = QUOTES.find(asset => first.endsWith(asset) && first.length > asset.length);
  return quote ? { base: first.slice(0, -quote.length), quote } : { base: first, quote };
}

/**
 * What one unit is worth at a price, in the settle asset, so that PnL = quantity × (value now − value at entry).
 * Linear: p × size. Inverse: −size / p (PnL = q·size·(1/entry − 1/p), rules: binance-bybit.md §0).
 */
export function unitValue(instrument: Instrument, price: Decimal): Decimal {
  return isInverse(instrument) ? instrument.contractSize.neg().div(price) : sizeOf(instrument, price);
}

/** |value| of a quantity at a price in the settle asset: quote for linear contracts, coin for inverse ones. */
export const notionalOf = (instrument: Instrument, quantity: Decimal, price: Decimal): Decimal =>
  unitValue(instrument, price).mul(quantity).abs();
