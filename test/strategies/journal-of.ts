/** What an example strategy asked for and got on made-up candles, out of the journal of a run by command line. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import { cli } from '../cli/command-line.ts';

export const HOUR = 3_600_000;
export const START = 1_584_000_000_000;

export interface JournalRow {
  time: number;
  kind: string;
  order: number;
  symbol: string;
  type: string;
  side: 'buy' | 'sell';
  quantity?: string;
  notional?: string;
  price: string;
  reduceOnly?: boolean;
}

export interface Scene {
  /** Hourly closes by symbol; each candle opens at the close before it. */
  closes: Record<string, readonly number[]>;
  params?: object;
  /** Settled rates by symbol, one for every hour. */
  funding?: Record<string, readonly number[]>;
  capital?: number;
}

/** Rows of the cross ledger in the continuous run, hour by hour from START. */
export async function journalOf(strategy: string, scene: Scene): Promise<JournalRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'margin-replay-strategy-'));
  try {
    const markets = Object.entries(scene.closes).map(([symbol, closes]) => {
      write(folder, `${symbol}.csv`, 'open_time,open,high,low,close,volume', closes.map(candle(closes)));
      const rates = scene.funding?.[symbol];
      if (!rates) return { symbol, candles: `${symbol}.csv` };
      write(
        folder,
        `${symbol}-funding.csv`,
        'funding_time,funding_rate',
        rates.map((rate, hour) => `${START + hour * HOUR},${rate}`),
      );
      return { symbol, candles: `${symbol}.csv`, funding: `${symbol}-funding.csv` };
    });
    const config = {
      name: 'scene',
      markets,
      strategy: resolve(import.meta.dirname, '../../strategies', `${strategy}.ts`),
      params: scene.params ?? {},
      capital: { USDT: scene.capital ?? 10_000 },
      modes: ['cross'],
      path: 'nominal',
    };
    const path = join(folder, 'scene.config.json');
    writeFileSync(path, JSON.stringify(config));
    const { code, err } = await cli('run', path, '--reports', join(folder, 'reports'), '--quiet');
    expect([code, err]).toEqual([0, '']);
    const lines = readFileSync(join(folder, 'reports/scene/journal.jsonl'), 'utf8').trim().split('\n');
    return lines.map(line => JSON.parse(line)).filter(({ run }) => run === 'continuous');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const candle = (closes: readonly number[]) => (close: number, hour: number) => {
  const open = closes[Math.max(0, hour - 1)]!;
  return [START + hour * HOUR, open, Math.max(open, close), Math.min(open, close), close, 1].join(',');
};

function write(folder: string, name: string, header: string, rows: string[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `${[header, ...rows].join('\n')}\n`);
}

export const ofKind = (rows: JournalRow[], kind: string) => rows.filter(row => row.kind === kind);
export const hourOf = ({ time }: JournalRow): number => (time - START) / HOUR;
