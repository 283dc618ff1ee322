/** Where the candles of a contract that expires end. */
import { dataError } from '../basics/errors.ts';
import { formatTime } from '../basics/time.ts';
import type { Candles } from './align.ts';
import type { Instrument } from './instrument.ts';
import { counted } from './join-files.ts';
import { lowerBound } from './join-tables.ts';

/**
 * The candles that open before expiry: what is settled is traded no more.
 * @throws dataError when none does
 */
export function untilExpiry(candles: Candles, { symbol, expiry }: Instrument, notes: string[]): Candles {
  const { time, columns } = candles;
  const end = expiry === null ? time.length : lowerBound(time, expiry);
  if (end === time.length) return candles;
  const expires = `${symbol} expires at ${formatTime(expiry!)}`;
  if (end === 0) {
    throw dataError(
      `${expires}, and its candles begin only at ${formatTime(time[0]!)}; correct its expiry, or give the candles before it.`,
    );
  }
  notes.push(`${expires}: ${counted(time.length - end, 'candle')} of it from then on go unused.`);
  const cut = (column: Float64Array) => column.subarray(0, end);
  const { open, high, low, close, volume } = columns;
  return {
    time: cut(time),
    columns: { open: cut(open), high: cut(high), low: cut(low), close: cut(close), volume: cut(volume) },
  };
}
