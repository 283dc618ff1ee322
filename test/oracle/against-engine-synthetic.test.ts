/** The engine against the naive implementation on made-up markets, on every machine: no history needed. */
import { describe, expect, it } from 'vitest';
import { benches, compare, paths } from './against.ts';
import { syntheticCase } from './synthetic-scenes.ts';

const seeds = Array.from({ length: 24 }, (_, k) => k + 1);

describe('the engine and the naive implementation, in made-up markets', () => {
  it('agree under every venue, in every mode, on every path', () => {
    const compared = seeds.flatMap(seed => {
      const { scene, book } = syntheticCase(seed);
      return benches.flatMap(bench => paths.flatMap(path => compare(scene, book, bench, path)));
    });
    expect(compared.filter(({ differences }) => differences.length > 0)).toEqual([]);
    const verdicts = new Set(compared.map(({ verdict }) => verdict));
    expect([...verdicts].sort()).toEqual([
      'bankrupt',
      'liquidated',
      'margin-called',
      'not-held',
      'reduced',
      'untouched',
    ]);
  }, 60_000);

  it('agree where a step frees just what it costs, so that f stays at zero', () => {
    // 250,000 to 1,000,000 in BTC: 1 % of maintenance, and 1 % of fee for what is closed.
    const binance = benches.filter(({ name }) => name === 'binance');
    const sides = ['900000', '-900000'].map(notional => ({
      name: `BTC for ${notional}`,
      capital: '95000',
      positions: [{ symbol: 'BTCUSDT', notional, leverage: 10 }],
    }));
    const compared = [3, 6, 9, 12].flatMap(seed =>
      sides.flatMap(book =>
        binance.flatMap(bench =>
          paths.flatMap(path => compare(syntheticCase(seed).scene, book, bench, path)),
        ),
      ),
    );
    expect(compared.filter(({ differences }) => differences.length > 0)).toEqual([]);
    expect(compared.filter(({ forcedEvents }) => forcedEvents > 1).length).toBeGreaterThan(5);
  }, 60_000);

  it('would notice a cent', () => {
    const { scene, book } = syntheticCase(1);
    const richer = { ...book, capital: String(Number(book.capital as string) + 0.01) };
    const told = benches.map(bench => compare(scene, book, bench, 'nominal', richer));
    for (const { differences } of told.flat()) expect(differences).not.toEqual([]);
  });
});
