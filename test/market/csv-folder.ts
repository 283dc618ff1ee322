/** Small CSV files written for one test, and the config of a market made of them. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { perpetual } from '../../src/market/instrument.ts';
import type { MarketConfig } from '../../src/market/market-config.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** 2020-03-11 00:00 UTC. */
export const START = 1_583_884_800_000;

/** time, open, high, low, close (volume 1). */
export type Row = readonly [time: number, open: number, high: number, low: number, close: number];

/** A flat candle at `price`, one above and one below. */
export const candle = (time: number, price: number): Row => [time, price, price + 1, price - 1, price];

/** Candles at these hours after START, at 100 + hour. */
export const hours = (...at: number[]): Row[] => at.map(hour => candle(START + hour * HOUR, 100 + hour));

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, k) => from + k);

export class CsvFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'margin-replay-'));

  candles(name: string, rows: readonly Row[]): string {
    return this.write(name, [
      'open_time,open,high,low,close,volume',
      ...rows.map(row => `${row.join(',')},1`),
    ]);
  }

  funding(name: string, stamps: readonly (readonly [time: number, rate: number])[]): string {
    return this.write(name, ['funding_time,funding_rate', ...stamps.map(stamp => stamp.join(','))]);
  }

  write(name: string, lines: readonly string[]): string {
    const path = join(this.path, name);
    writeFileSync(path, `${lines.join('\n')}\n`);
    return path;
  }
}

export function marketOf(symbol: string, files: Partial<Omit<MarketConfig, 'symbol'>>): MarketConfig {
  return {
    symbol,
    instrument: perpetual(symbol),
    candles: [],
    mark: [],
    funding: [],
    finer: null,
    lotStep: null,
    ...files,
  };
}
