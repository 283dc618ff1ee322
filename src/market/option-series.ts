/** An option without candles of its own, priced from its underlying on the underlying's rows. */
import { configError, dataError } from '../basics/errors.ts';
import { formatTime } from '../basics/time.ts';
import { counted } from './join-files.ts';
import type { Instrument } from './instrument.ts';
import type { MarketConfig } from './market-config.ts';
import type { Finer, SymbolSeries } from './market.ts';
import { optionColumns, type OptionRows } from './option-columns.ts';
import type { Clock } from './place-funding.ts';
import type { SymbolFiles } from './read-inputs.ts';
import { underlyingOf } from './underlying.ts';
import { knownVolatility } from './volatility.ts';

/**
 * @param priced the symbols with candles of their own, its underlying among them
 * @throws dataError when its volatility is known at no row before it expires
 */
export function placeOption(
  files: SymbolFiles,
  priced: readonly SymbolSeries[],
  clock: Clock,
  notes: string[],
): SymbolSeries {
  const { symbol, instrument, lotStep, impliedVolatility } = files.config;
  const instruments = [...priced.map(own => own.instrument), instrument];
  const underlying = priced[underlyingOf(instruments, priced.length)]!;
  const { byRow: volatility, says } = knownVolatility(
    { symbol, source: impliedVolatility!, files: files.volatility, underlying, clock },
    notes,
  );
  const own = ownRows(files, underlying, volatility, clock);
  const isOwn = (row: number) => own.stale === null || own.stale[row] === 0;
  const rows = { times: clock.times, intervalMs: clock.intervalMs, volatility, isOwn };
  notes.push(
    `${symbol} has no candles: they are made from those of ${underlying.symbol} by Black-76 (its price is the forward, no interest, ` +
      `no smile, volume 0), with ${says}.`,
  );
  if (clock.times[own.firstRow]! > clock.times[underlying.firstRow]!) {
    notes.push(
      `${symbol} begins only at ${formatTime(clock.times[own.firstRow]!)}, when a volatility is first known.`,
    );
  }
  return {
    symbol,
    instrument,
    lotStep,
    ...pricedColumns(instrument, underlying, rows),
    hasMark: underlying.hasMark,
    volatility,
    markStandsIn: underlying.markStandsIn,
    ...own,
    funding: null,
    finer: underlying.finer && finerOption(instrument, underlying.finer, rows),
  };
}

/** @throws configError naming an option to be priced from an underlying that has no candles in the run */
export function requireUnderlyings(markets: readonly MarketConfig[]): void {
  const instruments = markets.filter(isTraded).map(({ instrument }) => instrument);
  for (const market of markets) {
    const { symbol, instrument } = market;
    if (isTraded(market) || underlyingOf([...instruments, instrument], instruments.length) >= 0) continue;
    throw configError(
      `markets: ${symbol} is priced from ${instrument.underlying}, and the run has no spot symbol or perpetual of it in ` +
        `${instrument.quote}; add its candles to the markets.`,
    );
  }
}

const isTraded = ({ impliedVolatility }: MarketConfig): boolean => impliedVolatility === undefined;

/** Rows with a price: where its underlying has a candle and a volatility is known, before it expires. */
function ownRows(
  { config, volatility: files }: SymbolFiles,
  underlying: SymbolSeries,
  volatility: Float64Array,
  { times }: Clock,
): Pick<SymbolSeries, 'stale' | 'firstRow' | 'lastRow'> {
  const { symbol, instrument } = config;
  const stale = Uint8Array.from(times, (time, row) =>
    underlying.stale?.[row] === 1 || Number.isNaN(volatility[row]!) || time >= instrument.expiry! ? 1 : 0,
  );
  const [firstRow, lastRow] = [stale.indexOf(0), stale.lastIndexOf(0)];
  if (firstRow >= 0) return { stale: stale.includes(1) ? stale : null, firstRow, lastRow };
  const start = times[underlying.firstRow]!;
  if (start >= instrument.expiry!) {
    throw dataError(
      `${symbol} expires at ${formatTime(instrument.expiry!)}, before the candles of ${underlying.symbol} begin ` +
        `(${formatTime(start)}); leave it out, or give candles of its time.`,
    );
  }
  throw dataError(
    `No volatility of ${symbol} is known before it expires or its underlying's candles end: ` +
      `${files.map(({ path, rows }) => `${path} (${counted(rows, 'row')})`).join(', ')} begins too late; give the volatility of that ` +
      "time, or impliedVolatility: { synthetic: 'ewma' } or { constant: … }.",
  );
}

/** Last and mark of one option; the same columns where its underlying has no mark. */
function pricedColumns(
  instrument: Instrument,
  { last, mark }: Pick<SymbolSeries, 'last' | 'mark'>,
  rows: OptionRows,
): Pick<SymbolSeries, 'last' | 'mark'> {
  const own = optionColumns(instrument, last, rows);
  return { last: own, mark: mark === last ? own : optionColumns(instrument, mark, rows) };
}

/** Finer candles under the same rows as the underlying's, at the volatility of the row they lie in. */
function finerOption(instrument: Instrument, finer: Finer, { volatility, isOwn }: OptionRows): Finer {
  const { intervalMs, from, time } = finer;
  const rowOf = new Int32Array(time.length);
  for (let row = 0; row + 1 < from.length; row++) rowOf.fill(row, from[row]!, from[row + 1]!);
  const rows: OptionRows = {
    times: time,
    intervalMs,
    volatility: Float64Array.from(rowOf, row => volatility[row]!),
    isOwn: at => isOwn(rowOf[at]!),
  };
  return { intervalMs, from, time, ...pricedColumns(instrument, finer, rows) };
}
