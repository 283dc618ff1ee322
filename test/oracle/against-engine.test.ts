/**
 * The engine against the naive implementation, on real history: the same static books through every move,
 * under every venue and mode, on all three paths, with marks and without. Every book meets every venue and
 * path in several moves; `ORACLE_EVERYTHING=1` compares each with each.
 */
import { describe, expect, it } from 'vitest';
import { marketDir } from '../market-dir.ts';
import { benches, compare, paths, type Book, type Comparison } from './against.ts';
import { coinBacked, pooled, type BackedSet } from './backed-books.ts';
import { books, solanaBooks } from './instructive-books.ts';
import { realScenes, type RealSpec } from './real-scenes.ts';

/** Of all combinations every so many, so that each scene has others; the last two take longest. */
const everything = process.env['ORACLE_EVERYTHING'] === '1';
const strideOf = (own: BackedSet): number =>
  everything ? 1 : own === coinBacked || own === pooled ? 31 : 19;
const patience = everything ? 1_800_000 : 300_000;

const specsOf = (own: Book[]): RealSpec[] =>
  [...new Set(own.flatMap(({ positions }) => positions.map(({ symbol }) => symbol)))]
    .sort()
    .map(symbol => ({ symbol }));

const linear = (own: Book[]): BackedSet => ({ specs: specsOf(own), quote: 'USDT', books: own, benches });

describe.skipIf(marketDir === null)('the engine and the naive implementation, in real moves', () => {
  const seen: Comparison[] = [];
  async function compareAll(own: BackedSet, marked: boolean, moves: number): Promise<void> {
    const scenes = await realScenes(marketDir!, own.specs, marked);
    expect(scenes).toHaveLength(moves);
    const combinations = scenes.flatMap(scene =>
      own.books.flatMap(book =>
        own.benches.flatMap(bench => paths.map(path => ({ scene, book, bench, path }))),
      ),
    );
    const compared = combinations
      .filter((_, turn) => turn % strideOf(own) === 0)
      .flatMap(({ scene, book, bench, path }) => compare({ ...scene, quote: own.quote }, book, bench, path));
    seen.push(...compared);
    expect(compared.filter(({ differences }) => differences.length > 0)).toEqual([]);
  }

  it('agree on mark', () => compareAll(linear(books), true, 18), patience);
  it('agree on last', () => compareAll(linear(books), false, 18), patience);
  // SOL did not trade in March 2020; it has no marks here, so last stands in for one symbol of two.
  it('agree where one symbol lacks its mark', () => compareAll(linear(solanaBooks), true, 17), patience);
  it('agree where coins back contracts on themselves', () => compareAll(coinBacked, true, 18), patience);
  it('agree where coins and dollars back together', () => compareAll(pooled, true, 18), patience);

  it('and that was not for want of trouble', () => {
    const verdicts = new Set(seen.map(({ verdict }) => verdict));
    expect([...verdicts].sort()).toEqual([
      'bankrupt',
      'liquidated',
      'margin-called',
      'not-held',
      'reduced',
      'untouched',
    ]);
    expect(seen.length).toBeGreaterThan(650);
    expect(seen.reduce((sum, { forcedEvents }) => sum + forcedEvents, 0)).toBeGreaterThan(350);
  });
});
