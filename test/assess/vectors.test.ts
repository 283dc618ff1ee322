/** Published liquidation prices and margins, through `assess` with the rules a replay uses. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/basics/money.ts';
import {
  differences,
  readVectors,
  type Results,
  type Vector,
  vectorsDir,
  fullVectors,
} from '../vectors/vectors.ts';
import { published } from './published.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const carried = [...readVectors(here('../vectors/curated.json')), ...readVectors(here('published.json'))];
const all =
  vectorsDir === null
    ? []
    : [
        ...fullVectors('engines.json'),
        ...fullVectors('binance-bybit.json'),
        ...fullVectors('portfolio.json'),
      ];

const ruleFor = ({ id }: Vector) => published.find(({ ids }) => ids.test(id));
const mapped = (vectors: Vector[]): Vector[] =>
  vectors.filter(vector => ruleFor(vector) !== undefined && vector.use !== 'negative');

/** The figures that an assessment answers; a vector may print others beside them. */
function misses(vector: Vector, results: Results): string[] {
  const answered = Object.fromEntries(Object.entries(vector.expected).filter(([key]) => key in results));
  if (Object.keys(answered).length === 0) return ['no figure of it is answered'];
  return differences({ ...vector, expected: answered }, results);
}

describe('published figures, carried here', () => {
  it.each(mapped(carried))('$id', vector => {
    expect(misses(vector, ruleFor(vector)!.reproduce(vector.inputs))).toEqual([]);
  });

  it('would notice a figure out of its tolerance', () => {
    for (const vector of mapped(carried)) {
      const results = ruleFor(vector)!.reproduce(vector.inputs);
      const wrong = Object.fromEntries(
        Object.entries(results).map(([key, figure]) => [
          key,
          typeof figure === 'boolean'
            ? !figure
            : [figure].flat().map(own => new Decimal(own as Decimal).mul('1.037').add('0.02')),
        ]),
      ) as Results;
      expect(misses(vector, wrong).length, vector.id).toBeGreaterThan(0);
    }
  });

  it('every rule has one, each with its source', () => {
    for (const { ids } of published)
      expect(
        carried.some(({ id }) => ids.test(id)),
        String(ids),
      ).toBe(true);
    expect(mapped(carried).filter(({ source }) => source === '')).toEqual([]);
  });
});

describe.skipIf(vectorsDir === null)('all published figures of these shapes', () => {
  it.each(mapped(all))('$id', vector => {
    expect(misses(vector, ruleFor(vector)!.reproduce(vector.inputs))).toEqual([]);
  });

  it('the carried ones are as published', () => {
    for (const vector of mapped(carried)) {
      const original = all.find(({ id }) => id === vector.id)!;
      expect(original.expected, vector.id).toEqual(vector.expected);
      expect(original.inputs, vector.id).toMatchObject(vector.inputs);
    }
  });
});
