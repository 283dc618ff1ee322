/**
 * Writes the embedded candles: `npx tsx data/reconstruct.ts`.
 *
 * They are a RECONSTRUCTION. Facts, met to the digit, are the daily open, high, low and close, the hours of the daily
 * extremes, and the extremes of the mark with their hours (figures.json). All else is seeded noise that joins them: the
 * way from one fact to the next, the three quiet days before each move, the basis of the mark. Volume is 0 and funding is
 * absent: figures.json has nothing to rebuild them from.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Candle, Figures } from './figures.ts';
import { lastCandles, marketShape } from './last-candles.ts';
import { markCandles } from './mark-candles.ts';

/** The symbol whose path gives all others their common shape. */
const LEADER = 'BTCUSDT';
export const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'XRPUSDT', 'SOLUSDT', 'DOGEUSDT'];

/** Every file of the reconstruction: name → CSV text. A symbol without published mark extremes gets no mark file. */
export function reconstruct(figures: Figures): Map<string, string> {
  const files = new Map<string, string>();
  for (const symbol of SYMBOLS) {
    const last: Candle[] = [];
    const mark: Candle[] = [];
    for (const { id, symbols } of figures.moves) {
      const own = symbols[symbol];
      if (own === undefined) continue;
      const segment = lastCandles(id, symbol, own, marketShape(id, symbols[LEADER]!));
      last.push(...segment);
      if (own.markLow !== undefined) mark.push(...markCandles(id, symbol, own, segment));
    }
    files.set(`${symbol}_1h.csv`, toCsv(last));
    if (mark.length > 0) files.set(`${symbol}_mark_1h.csv`, toCsv(mark));
  }
  return files;
}

function toCsv(candles: readonly Candle[]): string {
  const rows = candles.map(
    ({ time, open, high, low, close }) => `${time},${open},${high},${low},${close},0\n`,
  );
  return `open_time,open,high,low,close,volume\n${rows.join('')}`;
}

function main(): void {
  const figures = JSON.parse(readFileSync(new URL('figures.json', import.meta.url), 'utf8')) as Figures;
  const folder = new URL('reconstruction/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of reconstruct(figures)) {
    writeFileSync(new URL(name, folder), text);
    console.log(`data/reconstruction/${name}: ${text.split('\n').length - 2} candles`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
