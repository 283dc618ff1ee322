/**
 * The engine against the naive implementation, on real history: the same static books through every move,
 * under every venue and mode, on all three paths, with marks and without. Every book meets every venue and
 * path in several moves; `ORACLE_EVERYTHING=1` compares each with each.
 */
import { describe, expect, it } from 'vitest';
import { marketDir } from '../market-dir.ts';
import { benches, compare, paths, type Book, type Comparison } from './against.ts';
import { books, solanaBooks } from './instructive-books.ts';
import { realScenes } from './real-scenes.ts';

/** Of each scene's combinations every fifth, another fifth in the next scene. */
const stride = process.env['ORACLE_EVERYTHING'] === '1' ? 1 : 5;

const symbolsOf = (own: Book[]): string[] =>
  [...new Set(own.flatMap(({ positions }) => positions.map(({ symbol }) => symbol)))].sort();

describe.skipIf(marketDir === null)('the engine and the naive implementation, in real moves', () => {
  const seen: Comparison[] = [];
  let turn = 0;

  async function compareAll(own: Book[], marked: boolean, moves: number): Promise<void> {
    const scenes = await realScenes(marketDir!, symbolsOf(own), marked);
    expect(scenes).toHaveLength(moves);
    const compared = scenes.flatMap(scene =>
      own.flatMap(book =>
        benches.flatMap(bench =>
          paths.flatMap(path => (turn++ % stride === 0 ? compare(scene, book, bench, path) : [])),
        ),
      ),
    );
    seen.push(...compared);
    expect(compared.filter(({ differences }) => differences.length > 0)).toEqual([]);
  }

  it('agree on mark', () => compareAll(books, true, 18), 300_000);
  it('agree on last', () => compareAll(books, false, 18), 300_000);
  // SOL did not trade in March 2020; it has no marks here, so last stands in for one symbol of two.
  it('agree where one symbol lacks its mark', () => compareAll(solanaBooks, true, 17), 300_000);

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
    expect(seen.length).toBeGreaterThan(2000);
    expect(seen.reduce((sum, { forcedEvents }) => sum + forcedEvents, 0)).toBeGreaterThan(1000);
  });
});
