/**
 * The engine against the naive implementation where more than dollars backs a book: coins, spot, debts, contracts
 * that expire, and the venues' own tiers and procedures. Every book meets every venue and path by turns;
 * `ORACLE_EVERYTHING=1` compares each with each, on many more seeds.
 */
import { describe, expect, it } from 'vitest';
import { compare, paths, type Comparison } from './against.ts';
import { assetCase, families, type FamilyName } from './asset-scenes.ts';

const everything = process.env['ORACLE_EVERYTHING'] === '1';
const [seedCount, stride] = everything ? [60, 1] : [18, 11];
const names = Object.keys(families) as FamilyName[];

describe('the engine and the naive implementation, in several assets', () => {
  const seen: Comparison[] = [];

  function compareFamily(family: FamilyName): Comparison[] {
    let turn = 0;
    return Array.from({ length: seedCount }, (_, k) => assetCase(family, k + 1)).flatMap(
      ({ scene, book, benches }) =>
        benches.flatMap(bench =>
          paths.flatMap(path => (turn++ % stride === 0 ? compare(scene, book, bench, path) : [])),
        ),
    );
  }

  it.each(names)(
    'agree: %s',
    family => {
      const compared = compareFamily(family);
      seen.push(...compared);
      expect(compared.filter(({ differences }) => differences.length > 0)).toEqual([]);
      expect(compared.reduce((sum, { forcedEvents }) => sum + forcedEvents, 0)).toBeGreaterThan(0);
    },
    everything ? 1_800_000 : 60_000,
  );

  it('and that was not for want of trouble', () => {
    expect([...new Set(seen.map(({ verdict }) => verdict))].sort()).toEqual([
      'bankrupt',
      'liquidated',
      'margin-called',
      'not-held',
      'reduced',
      'untouched',
    ]);
    expect(seen.length).toBeGreaterThan(350);
    expect(seen.reduce((sum, { forcedEvents }) => sum + forcedEvents, 0)).toBeGreaterThan(100);
  });

  it('would notice a millionth of a coin', () => {
    const { scene, book, benches } = assetCase('debts', 1);
    const capital = book.capital as Record<string, string>;
    const richer = { ...book, capital: { ...capital, BTC: String(Number(capital['BTC']) + 1e-6) } };
    const told = benches.flatMap(bench => compare(scene, book, bench, 'nominal', richer));
    for (const { differences } of told) expect(differences).not.toEqual([]);
  });
});
