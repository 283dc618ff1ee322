/** From the files of a run to its market: read, joined, put on one clock, with notes on everything that is not plain. */
import { configError, dataError } from '../basics/errors.ts';
import { formatTime } from '../basics/time.ts';
import type { MarketConfig } from './market-config.ts';
import { alignLast, type AlignedLast } from './align.ts';
import { commonInterval, splitSegments, unionTimes } from './clock.ts';
import { untilExpiry } from './expiry.ts';
import { counted, joinCandles } from './join-files.ts';
import type { InputFile, Market, SymbolSeries } from './market.ts';
import { placeOption, requireUnderlyings } from './option-series.ts';
import type { Clock } from './place-funding.ts';
import { placeSymbol } from './place-symbol.ts';
import { readInputs, type SymbolFiles } from './read-inputs.ts';
import { underlyingOf } from './underlying.ts';
import { volatilityOfMarks } from './volatility-of-marks.ts';

export interface LoadOptions {
  /** A silence of all series longer than this ends a segment. */
  segmentGapMs: number;
  /** Hears of each file before it is read. */
  onFile?: (path: string) => void;
}

/**
 * Loads every file of a run onto one clock (semantics §1, §2, §4).
 * @throws configError on a symbol named twice or an option that nothing can price; dataError on faulty files, more than
 * one interval, files of one series that contradict each other, symbols that do not overlap in time, funding or marks
 * that do not belong to the candles, a contract whose candles all lie after its expiry.
 */
export async function loadMarket(markets: readonly MarketConfig[], options: LoadOptions): Promise<Market> {
  checkSymbols(markets);
  requireUnderlyings(markets);
  const { segmentGapMs, onFile = () => {} } = options;
  const { symbols, inputs } = await readInputs(markets, onFile);
  symbols.sort((a, b) => (a.config.symbol < b.config.symbol ? -1 : 1));
  const traded = symbols.filter(({ last }) => last.length > 0);
  const intervalMs = commonInterval(traded.flatMap(({ last, mark }) => [...last, ...mark]));
  const notes = inputs.filter(({ gaps }) => gaps > 0).map(gapNote);
  const candles = traded.map(({ config, last }) => joinCandles(last, `${config.symbol} candles`, notes));
  const times = unionTimes(candles.map(({ time }) => time));
  const clock: Clock = { times, intervalMs, segments: splitSegments(times, intervalMs, segmentGapMs) };
  const aligned = candles.map((own, at) =>
    alignLast(untilExpiry(own, traded[at]!.config.instrument, notes), times),
  );
  checkOverlap(traded, aligned, times);
  const priced = traded.map((files, index) => placeSymbol(files, aligned[index]!, clock, notes));
  addVolatilities(priced, times);
  const made = symbols.filter(({ last }) => last.length === 0);
  const series = [...priced, ...made.map(files => placeOption(files, priced, clock, notes))];
  series.sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  return { intervalMs, segmentGapMs, times, series, segments: [...clock.segments], inputs, notes };
}

function checkSymbols(markets: readonly MarketConfig[]): void {
  if (markets.length === 0) throw configError('markets: empty; name at least one symbol with its candles.');
  const seen = new Set<string>();
  for (const { symbol } of markets) {
    if (seen.has(symbol))
      throw configError(`markets: ${symbol} is listed twice; give it one entry with all its files.`);
    seen.add(symbol);
  }
}

/** Options with candles of their own say by their marks what volatility they are priced with. */
function addVolatilities(series: readonly SymbolSeries[], times: Float64Array): void {
  const instruments = series.map(({ instrument }) => instrument);
  series.forEach((own, symbol) => {
    if (own.instrument.kind !== 'option') return;
    const underlying = series[underlyingOf(instruments, symbol)];
    if (underlying) own.volatility = volatilityOfMarks(own, underlying, times);
  });
}

/** @throws dataError when a symbol has no candle at any moment at which another one has. */
function checkOverlap(
  symbols: readonly SymbolFiles[],
  aligned: readonly AlignedLast[],
  times: Float64Array,
): void {
  if (symbols.length === 1) return;
  const live = new Uint16Array(times.length);
  const isLive = ({ stale }: AlignedLast, row: number) => stale?.[row] !== 1;
  for (const own of aligned) for (let row = 0; row < live.length; row++) if (isLive(own, row)) live[row]!++;
  aligned.forEach((own, index) => {
    if (live.some((count, row) => count > 1 && isLive(own, row))) return;
    const ranges = symbols.map(({ config }, k) => {
      const { firstRow, lastRow } = aligned[k]!;
      return `${config.symbol}: ${formatTime(times[firstRow]!)} to ${formatTime(times[lastRow]!)}`;
    });
    const lonely = symbols[index]!.config.symbol;
    throw dataError(
      `${lonely} has no candle at the same moment as any other symbol; give files of the same time (${ranges.join('; ')}).`,
    );
  });
}

const gapNote = ({ path, gaps }: InputFile): string =>
  `${path} misses ${counted(gaps, 'candle')} on its own interval; nothing is interpolated.`;
