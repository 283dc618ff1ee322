/** The named catalogue: every entry dated, sourced and figured, and the 18 moves of the published figures in their windows. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Figures } from '../../data/figures.ts';
import { DAY_MS, parseTime } from '../../src/basics/time.ts';
import { marketDir } from '../market-dir.ts';

interface Entry {
  id: string;
  name: string;
  start: string;
  end: string;
  what: string;
  sources: string[];
  symbols: string[];
}

const data = (name: string) => readFileSync(new URL(`../../data/${name}`, import.meta.url), 'utf8');
const moves = JSON.parse(data('moves.json')) as Entry[];
const figures = JSON.parse(data('figures.json')) as Figures;
const isUrl = (source: string) => URL.canParse(source) && /^https?:$/.test(new URL(source).protocol);

describe.each(moves.map(move => [move.id, move] as const))('%s', (id, move) => {
  const start = parseTime(move.start)!;
  const end = parseTime(move.end)!;

  it('has exactly the fields of the catalogue, none empty', () => {
    expect(Object.keys(move)).toEqual(['id', 'name', 'start', 'end', 'what', 'sources', 'symbols']);
    for (const field of Object.values(move).flat()) expect(field.trim()).not.toBe('');
    expect(move.symbols.length).toBeGreaterThan(0);
  });

  it('starts before it ends, and the date of its id lies between', () => {
    expect(move.start).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z$/);
    expect(move.end).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z$/);
    expect(start).toBeLessThan(end);
    const date = Date.parse(id.slice(0, 10));
    expect(date).toBeGreaterThanOrEqual(start);
    expect(date).toBeLessThan(end);
  });

  it('names a public page and gives a figure', () => {
    expect(move.sources.some(isUrl)).toBe(true);
    for (const source of move.sources) {
      expect(isUrl(source) || source === 'exchange price history (daily figures in data/figures.json)').toBe(
        true,
      );
    }
    expect(move.what).toMatch(/\d/);
  });
});

it('no id and no name comes twice, in order of time', () => {
  expect(new Set(moves.map(({ id }) => id)).size).toBe(moves.length);
  expect(new Set(moves.map(({ name }) => name)).size).toBe(moves.length);
  const starts = moves.map(({ start }) => parseTime(start)!);
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
});

describe('the 18 moves of the published figures', () => {
  it('are all there, each over exactly the days it has figures for', () => {
    expect(figures.moves).toHaveLength(18);
    for (const { id, symbols } of figures.moves) {
      const move = moves.find(each => each.id === id)!;
      const days = Object.keys(symbols['BTCUSDT']!.days);
      expect(parseTime(move.start), id).toBe(Date.parse(days[0]!));
      expect(parseTime(move.end), id).toBe(Date.parse(days.at(-1)!) + DAY_MS);
      expect(move.symbols, id).toEqual(expect.arrayContaining(['BTCUSDT', 'ETHUSDT']));
    }
  });

  it.skipIf(marketDir === null)(
    'agree with the list beside the real market history: id, window, symbols',
    () => {
      const shared = JSON.parse(readFileSync(`${marketDir}/moves.json`, 'utf8')) as {
        id: string;
        start: number;
        end: number;
        symbols: string[];
      }[];
      expect(shared).toHaveLength(18);
      for (const { id, start, end, symbols } of shared) {
        const move = moves.find(each => each.id === id)!;
        expect({ start: parseTime(move.start), end: parseTime(move.end), symbols: move.symbols }).toEqual({
          start,
          end,
          symbols,
        });
      }
    },
  );
});
