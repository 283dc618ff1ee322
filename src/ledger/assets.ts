/**
 * The assets of a run: which there are, what each symbol settles in, and which series prices each. Asset 0 is the
 * quote, in which everything is compared.
 */
import { configError } from '../basics/errors.ts';
import { ONE, type Decimal } from '../basics/money.ts';
import { type Instrument, isInverse } from '../market/instrument.ts';
import { isStable } from '../market/stable.ts';

export interface Assets {
  names: readonly string[];
  instruments: readonly Instrument[];
  /** Asset number that a symbol settles in; of a spot symbol, what it is paid in. */
  settle: readonly number[];
  /** Asset number that a spot symbol buys; −1 for contracts. */
  base: readonly number[];
  isSpot: readonly boolean[];
  /** Is the value paid when it is opened (options), not settled when it is closed? */
  isPremium: readonly boolean[];
  /** Symbol number whose mark prices an asset; −1: worth one quote. */
  pricedBy: readonly number[];
  /** Stand-ins a reader must know of. */
  notes: readonly string[];
}

/**
 * @param capital amounts by asset
 * @throws UserError 'config' for an asset that no series of the run can price
 */
export function assetsOfRun(instruments: readonly Instrument[], capital: readonly string[]): Assets {
  const quote = quoteOf(instruments, capital);
  const notes: string[] = [];
  const inCapital = new Set(capital);
  const settles = instruments.map(instrument => {
    if (isInverse(instrument) || instrument.settle === quote) return instrument.settle;
    if (inCapital.has(instrument.settle) || !isStable(instrument.settle)) return instrument.settle;
    notes.push(`${instrument.symbol} is settled in ${quote}, which stands in for ${instrument.settle}.`);
    return quote;
  });
  const bases = instruments.map(({ kind, underlying }) => (kind === 'spot' ? underlying : null));
  const names = [...new Set([quote, ...capital, ...settles, ...bases.filter(base => base !== null)])];
  const number = (asset: string) => names.indexOf(asset);
  return {
    names,
    instruments,
    settle: settles.map(number),
    base: bases.map(base => (base === null ? -1 : number(base))),
    isSpot: instruments.map(({ kind }) => kind === 'spot'),
    isPremium: instruments.map(({ kind }) => kind === 'option'),
    pricedBy: names.map((asset, k) => (k === 0 ? -1 : pricedBy(asset, quote, instruments, notes))),
    notes: [...new Set(notes)],
  };
}

/** The asset of the capital that contracts are priced in; coins alone are compared in dollars. */
export function quoteOf(instruments: readonly Instrument[], capital: readonly string[]): string {
  const linear = instruments.filter(instrument => !isInverse(instrument));
  const quotes = new Set(linear.flatMap(({ quote, settle }) => [settle, quote]));
  const [only] = capital;
  const isMoney = only !== undefined && (isStable(only) || quotes.has(only));
  if (capital.length === 1 && isMoney && linear.length === instruments.length && !isCoin(only, instruments))
    return only;
  return (
    capital.find(asset => quotes.has(asset) && !isCoin(asset, instruments)) ??
    capital.find(asset => isStable(asset) && !isCoin(asset, instruments)) ??
    linear[0]?.quote ??
    'USD'
  );
}

const isCoin = (asset: string, instruments: readonly Instrument[]): boolean =>
  instruments.some(({ underlying }) => underlying === asset);

function pricedBy(asset: string, quote: string, instruments: readonly Instrument[], notes: string[]): number {
  const find = (matches: (instrument: Instrument) => boolean) => instruments.findIndex(matches);
  const spot = find(({ kind, underlying }) => kind === 'spot' && underlying === asset);
  if (spot >= 0) return spot;
  const inverse = find(instrument => isInverse(instrument) && instrument.settle === asset);
  const contract = find(({ kind, underlying }) => kind.startsWith('linear') && underlying === asset);
  const stand = inverse >= 0 ? inverse : contract;
  if (stand >= 0) {
    notes.push(
      `No spot series of ${asset}: its balance is valued at the mark of ${instruments[stand]!.symbol}.`,
    );
    return stand;
  }
  if (isStable(asset)) {
    notes.push(`No series of ${asset}: it is valued at one ${quote}.`);
    return -1;
  }
  throw configError(
    `capital: nothing prices ${asset}; add its spot candles to the markets, such as { symbol: '${asset}${quote}', kind: 'spot', candles: … }`,
  );
}

/** Price of an asset in quote, at marks by symbol number. */
export const assetPrice = ({ pricedBy }: Assets, asset: number, marks: readonly Decimal[]): Decimal =>
  pricedBy[asset]! < 0 ? ONE : marks[pricedBy[asset]!]!;
