/** One symbol on the clock: mark, funding and finer data beside its candles, with notes on what is missing. */
import { dataError } from '../basics/errors.ts';
import { formatDuration, formatTime } from '../basics/time.ts';
import { alignMark, type AlignedLast, type AlignedMark } from './align.ts';
import { commonInterval } from './clock.ts';
import { counted, joinCandles, joinFunding } from './join-files.ts';
import { paysFunding } from './instrument.ts';
import type { Finer, Funding, SymbolSeries } from './market.ts';
import { checkFinerInterval, placeFiner } from './place-finer.ts';
import { placeFunding, type Clock } from './place-funding.ts';
import type { SymbolFiles } from './read-inputs.ts';

export function placeSymbol(
  files: SymbolFiles,
  own: AlignedLast,
  clock: Clock,
  notes: string[],
): SymbolSeries {
  const { symbol, instrument, lotStep } = files.config;
  notes.push(...staleNotes(symbol, own, clock.times));
  const mark = placeMark(files, own, clock, notes);
  const series: SymbolSeries = {
    symbol,
    instrument,
    lotStep,
    last: own.columns,
    mark: mark?.columns ?? own.columns,
    hasMark: mark !== null,
    markStandsIn: mark?.standsIn ?? null,
    stale: own.stale,
    firstRow: own.firstRow,
    lastRow: own.lastRow,
    funding: settleFunding(files, own, clock, notes),
    finer: null,
  };
  series.finer = refine(files, series, clock, notes);
  return series;
}

function placeMark(
  { config: { symbol }, mark }: SymbolFiles,
  own: AlignedLast,
  clock: Clock,
  notes: string[],
): AlignedMark | null {
  if (mark.length === 0) {
    notes.push(
      `${symbol} has no mark series: last stands in for mark, so wicks of the traded price liquidate; this changes verdicts.`,
    );
    return null;
  }
  const candles = joinCandles(mark, `${symbol} mark`, notes);
  const aligned = alignMark(candles, own, clock.times);
  if (aligned.ignored === candles.time.length) {
    throw dataError(
      `None of the mark candles of ${symbol} (${mark[0]!.path}, from ${formatTime(candles.time[0]!)}) lies at one of its candles ` +
        `(from ${formatTime(clock.times[own.firstRow]!)}); give the mark file of the same time.`,
    );
  }
  if (aligned.standsIn !== null) {
    const rows = rowsOf(aligned.standsIn);
    notes.push(
      `${symbol} has no mark candle at ${counted(rows.length, 'candle')} (first at ${formatTime(clock.times[rows[0]!]!)}): ` +
        'last stands in for mark there.',
    );
  }
  if (aligned.ignored > 0) {
    notes.push(
      `${counted(aligned.ignored, 'mark candle')} of ${symbol} at moments without a candle of it went unused.`,
    );
  }
  return aligned;
}

function settleFunding(files: SymbolFiles, own: AlignedLast, clock: Clock, notes: string[]): Funding | null {
  const { symbol, instrument } = files.config;
  if (files.funding.length === 0) {
    if (paysFunding(instrument)) {
      notes.push(`NO FUNDING for ${symbol}: no funding file is given, so none is paid or received on it.`);
    }
    return null;
  }
  const [time, rate] = joinFunding(files.funding, `${symbol} funding`, notes);
  const placed = placeFunding(time, rate, clock, own);
  if (placed.ignored === time.length) {
    throw dataError(
      `Funding without candles: none of the funding of ${symbol} in ${files.funding.map(file => file.path).join(', ')} ` +
        `(${formatTime(time[0]!)} to ${formatTime(time.at(-1)!)}) falls within its candles ` +
        `(${formatTime(clock.times[own.firstRow]!)} to ${formatTime(clock.times[own.lastRow]!)}); give the funding of that time.`,
    );
  }
  if (placed.ignored > 0) {
    notes.push(
      `${placed.ignored} of ${counted(time.length, 'funding stamp')} of ${symbol} lie outside its candles and are ignored.`,
    );
  }
  const [first] = placed.silent;
  if (first !== undefined) {
    notes.push(
      `${symbol} has ${counted(placed.silent.length, 'stretch', 'stretches')} of over a day without a funding rate ` +
        `(first from ${formatTime(first.from)} to ${formatTime(first.to)}): none is paid there.`,
    );
  }
  return placed.funding;
}

function refine(files: SymbolFiles, series: SymbolSeries, clock: Clock, notes: string[]): Finer | null {
  const { symbol } = series;
  const { finerLast, finerMark } = files;
  if (files.config.finer === null) return null;
  if (finerLast.length === 0 || (series.hasMark && finerMark.length === 0)) {
    const lacking = finerLast.length === 0 ? 'finer.candles' : 'finer.mark, which its mark series needs';
    notes.push(`The finer data of ${symbol} is not used: it lacks ${lacking}.`);
    return null;
  }
  const used = series.hasMark ? [...finerLast, ...finerMark] : finerLast;
  if (finerMark.length > 0 && !series.hasMark) {
    notes.push(`The finer mark of ${symbol} is not used: it has no mark series on the run's interval.`);
  }
  const finerMs = commonInterval(used);
  checkFinerInterval(finerMs, clock.intervalMs, finerLast[0]!.time[0]! - clock.times[0]!, finerLast[0]!.path);
  const last = joinCandles(finerLast, `${symbol} finer candles`, notes);
  const mark = series.hasMark ? joinCandles(finerMark, `${symbol} finer mark`, notes) : null;
  const { finer, filled, disagreeing } = placeFiner(
    last,
    mark,
    finerMs,
    clock.times,
    clock.intervalMs,
    series,
  );
  const own = clock.times.length - (series.stale === null ? 0 : rowsOf(series.stale).length);
  notes.push(
    `Finer ${formatDuration(finerMs)} data of ${symbol} is complete in ${filled} of its ${counted(own, 'candle')}.`,
  );
  if (disagreeing.length > 0) {
    notes.push(
      `In ${counted(disagreeing.length, 'candle')} of ${symbol} the finer candles do not add up to the candle itself ` +
        `(first at ${formatTime(clock.times[disagreeing[0]!]!)}).`,
    );
  }
  return filled > 0 ? finer : null;
}

function staleNotes(
  symbol: string,
  { stale, firstRow, lastRow }: AlignedLast,
  times: Float64Array,
): string[] {
  if (stale === null) return [];
  const notes: string[] = [];
  const within = rowsOf(stale).filter(row => row > firstRow && row < lastRow);
  if (firstRow > 0)
    notes.push(`${symbol} begins only at ${formatTime(times[firstRow]!)}, after other symbols.`);
  if (lastRow < times.length - 1)
    notes.push(`${symbol} ends at ${formatTime(times[lastRow]!)}, before other symbols.`);
  if (within.length > 0) {
    notes.push(
      `${symbol} has no candle at ${counted(within.length, 'moment')} at which others do (first at ` +
        `${formatTime(times[within[0]!]!)}): it is valued at its last close there.`,
    );
  }
  return notes;
}

function rowsOf(flags: Uint8Array): number[] {
  const rows: number[] = [];
  flags.forEach((flag, row) => flag === 1 && rows.push(row));
  return rows;
}
