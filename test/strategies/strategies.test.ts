/** The example strategies do what their headers say, and die where they say so. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Results } from '../../src/results/results.ts';
import { cli } from '../cli/command-line.ts';
import { hourOf, journalOf, ofKind, type JournalRow } from './journal-of.ts';

const FOLDER = resolve(import.meta.dirname, '../../strategies');
const files = readdirSync(FOLDER);
const flat = (hours: number, price = 100) => Array.from({ length: hours }, () => price);
const sizes = (rows: JournalRow[]) => rows.map(({ quantity }) => Number(quantity));

describe('every example strategy', () => {
  it.each(files.filter(name => !name.endsWith('.config.ts')))(
    '%s is short, typed, and says what it is and when it dies',
    name => {
      const text = readFileSync(resolve(FOLDER, name), 'utf8');
      expect(text.split('\n').length).toBeLessThanOrEqual(70);
      expect(text).toContain("import { defineStrategy } from 'margin-replay';");
      expect(text).toMatch(/^\/\*\*\n[\s\S]*\bDies\b[\s\S]*?\*\/\n/);
    },
  );
});

describe('every example config', () => {
  it.each(files.filter(name => name.endsWith('.config.ts')))(
    '%s runs as it is, on the embedded data',
    async name => {
      const reports = mkdtempSync(join(tmpdir(), 'margin-replay-examples-'));
      const { code, out, err } = await cli('run', resolve(FOLDER, name), '--reports', reports, '--json');
      rmSync(reports, { recursive: true });
      expect([code, err]).toEqual([0, '']);
      const { run, matrix, continuous } = JSON.parse(out) as Results;
      expect(run.reconstruction).toBe(true);
      expect(matrix.filter(row => row.covered).length).toBeGreaterThan(2);
      expect(continuous.cross!.fills).toBeGreaterThan(0);
    },
    60_000,
  );
});

describe('trend following', () => {
  // Ten hours between 99 and 101, then a climb by 2 an hour, then all the way down.
  const swing = Array.from({ length: 12 }, (_, hour) => 100 + (hour % 2 ? 1 : -1));
  const up = [103, 105, 107, 109];
  const params = { channelCandles: 10, rangeCandles: 5, stopRanges: 2, notional: 5_000, leverage: 5 };

  it('buys the breakout at the next open, under a stop that only reduces', async () => {
    const rows = await journalOf('trend-following', { closes: { X: [...swing, ...up] }, params });
    const [entry, stop, ...more] = ofKind(rows, 'order');
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ type: 'market', side: 'buy' });
    expect(hourOf(entry!)).toBe(12);
    expect(stop).toMatchObject({ type: 'stop', side: 'sell', reduceOnly: true });
    expect(Number(stop!.price)).toBeLessThan(103);
    const [fill] = ofKind(rows, 'fill');
    expect([hourOf(fill!), fill!.price]).toEqual([13, '103']);
  });

  it('is stopped out by a crash, at the stop and not better', async () => {
    const rows = await journalOf('trend-following', { closes: { X: [...swing, ...up, 90] }, params });
    const stop = ofKind(rows, 'order').find(({ type }) => type === 'stop')!;
    const fill = ofKind(rows, 'fill').find(({ type }) => type === 'stop')!;
    expect(Number(fill.price)).toBeLessThanOrEqual(Number(stop.price));
    expect(Number(fill.price)).toBeGreaterThan(Number(stop.price) * (1 - 1e-9));
  });

  it('sells a breakdown', async () => {
    const rows = await journalOf('trend-following', { closes: { X: [...swing, 97, 95, 93] }, params });
    expect(ofKind(rows, 'order')[0]).toMatchObject({ type: 'market', side: 'sell' });
  });
});

describe('the hedged pair', () => {
  const params = { notional: 10_000, hedge: 0.5, band: 0.2, leverage: 5 };

  it('opens both legs in proportion and rests while they stay within the band', async () => {
    const closes = { BTCUSDT: [100, 100, 105, 108, 108], ETHUSDT: flat(5, 10) };
    const rows = await journalOf('hedged-pair', { closes, params });
    expect(sizes(ofKind(rows, 'fill'))).toEqual([100, -500]);
  });

  it('cuts the larger leg back to the smaller, whichever it is', async () => {
    const longAhead = { BTCUSDT: [100, 100, 100, 125, 125], ETHUSDT: flat(5, 10) };
    const cutLong = ofKind(await journalOf('hedged-pair', { closes: longAhead, params }), 'fill');
    expect(sizes(cutLong)).toEqual([100, -500, -20]);
    const shortAhead = { BTCUSDT: flat(5), ETHUSDT: [10, 10, 10, 12.5, 12.5] };
    const cutShort = ofKind(await journalOf('hedged-pair', { closes: shortAhead, params }), 'fill');
    expect(sizes(cutShort)).toEqual([100, -500, 100]);
  });

  it('is opened whole or not at all', async () => {
    const closes = { BTCUSDT: flat(4), ETHUSDT: flat(4, 10) };
    const rows = await journalOf('hedged-pair', { closes, params, capital: 2_500 });
    expect(ofKind(rows, 'fill')).toEqual([]);
    expect(ofKind(rows, 'refusal')).toHaveLength(2);
  });
});

describe('funding carry', () => {
  const closes = { A: flat(12), B: flat(12), C: flat(12) };
  const params = { averageCandles: 2, notional: 1_000 };
  const rates = (rate: number, later = rate) =>
    Array.from({ length: 12 }, (_, hour) => (hour < 7 ? rate : later));

  it('shorts the highest funding against the lowest, and closes when the difference is gone', async () => {
    const funding = { A: rates(0.0001), B: rates(0.0009, 0.0001), C: rates(-0.0003, 0.0001) };
    const fills = ofKind(await journalOf('funding-carry', { closes, funding, params }), 'fill');
    expect(fills.map(({ symbol, quantity }) => `${symbol} ${quantity}`)).toEqual([
      'C 10',
      'B -10',
      'B 10',
      'C -10',
    ]);
  });

  it('never trades without funding, nor on a small difference', async () => {
    expect(ofKind(await journalOf('funding-carry', { closes, params }), 'order')).toEqual([]);
    const funding = { A: rates(0.0001), B: rates(0.0002), C: rates(0.0001) };
    expect(ofKind(await journalOf('funding-carry', { closes, funding, params }), 'order')).toEqual([]);
  });
});

describe('the grid', () => {
  const params = { symbol: 'X', lines: 3, step: 0.01, notional: 1_000, leverage: 10 };

  it('earns a line for every swing', async () => {
    const swings = [100, 100, 98.9, 100.1, 98.9, 100.1];
    const fills = ofKind(await journalOf('grid', { closes: { X: swings }, params }), 'fill');
    expect(fills.map(({ type }) => type)).toEqual(['limit', 'limit', 'limit', 'limit']);
    expect(sizes(fills)).toEqual([10, -10, 10, -10]);
    const paid = fills.map(({ quantity, price }) => -Number(quantity) * Number(price));
    expect(paid.reduce((sum, one) => sum + one)).toBeGreaterThan(15);
  });

  it('buys all the way down, and is then liquidated with its largest position', async () => {
    const crash = [100, 100, 99.5, 97.5, 96.5, 80, 60, 40];
    const rows = await journalOf('grid', { closes: { X: crash }, params, capital: 1_000 });
    expect(sizes(ofKind(rows, 'fill')).slice(0, 3)).toEqual([10, 10, 10]);
    const liquidation = ofKind(rows, 'liquidation').find(({ quantity }) => quantity !== undefined)!;
    expect(Number(liquidation.quantity)).toBe(-30);
  });
});

describe('the martingale', () => {
  const params = { symbol: 'X', notional: 1_000, step: 0.03, profit: 0.01, leverage: 10 };

  it('doubles on every step down, and takes its small profit on the bounce', async () => {
    const closes = [100, 100, 96, 92, 92, 97, 97];
    const fills = ofKind(await journalOf('martingale', { closes: { X: closes }, params }), 'fill');
    expect(fills.slice(0, 4).map(({ type }) => type)).toEqual(['market', 'market', 'market', 'take-profit']);
    const bought = fills
      .slice(0, 3)
      .map(({ quantity, price }) => Math.round(Number(quantity) * Number(price)));
    expect(bought).toEqual([1_000, 2_000, 4_000]);
    const [first, second, third, sold] = sizes(fills);
    expect(sold).toBeCloseTo(-(first! + second! + third!), 9);
  });

  it('dies when the bounce does not come', async () => {
    const closes = [100, 100, 96, 92, 88, 85, 80, 76, 70, 60];
    const rows = await journalOf('martingale', { closes: { X: closes }, params, capital: 2_000 });
    expect(ofKind(rows, 'liquidation').length).toBeGreaterThan(0);
  });
});
