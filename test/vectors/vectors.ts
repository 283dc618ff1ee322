/** Published vectors: where they lie, and what it means to reproduce one. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Decimal } from '../../src/basics/money.ts';

type Figure = string | number | boolean | null;

export interface Vector {
  id: string;
  use: 'universal' | 'model-specific' | 'negative';
  source: string;
  inputs: object;
  /** Tables are read row by row, named figures in the order of their names. */
  expected: Record<string, Figure | Figure[] | Figure[][] | Record<string, Figure>>;
  tolerance: number | string | Record<string, number> | Portfolio;
  tolerance_kind?: 'abs' | 'rel';
  category?: string;
  system?: string;
  engine?: string;
  exchange?: string;
}

/** How portfolio.json says it, once for all figures; `truncInt`: equal once truncated to whole numbers. */
interface Portfolio {
  rel?: number;
  abs?: number;
  truncInt?: true;
}

type Result = Decimal | number | boolean | null;
export type Results = Record<string, Result | Result[] | Record<string, Result>>;

/** How the vectors of one shape reach the public formulas: names to arguments, nothing else. */
export interface Rule {
  ids: RegExp;
  reproduce: (inputs: object) => Results;
}

export const rule = <Inputs extends object>(ids: RegExp, reproduce: (inputs: Inputs) => Results): Rule => ({
  ids,
  reproduce: inputs => reproduce(inputs as Inputs),
});

/** Each figure that is missing or outside the vector's own tolerance, in words. */
export function differences(vector: Vector, results: Results): string[] {
  return Object.entries(vector.expected).flatMap(([key, expected]) => {
    const wanted = listed(expected) as Figure[];
    const got = listed(results[key]) as (Result | undefined)[];
    if (got.length !== wanted.length) return [`${key}: ${got.length} figures instead of ${wanted.length}`];
    return wanted.flatMap((figure, k) =>
      agrees(vector, key, figure, got[k]) ? [] : [`${key}: ${String(got[k])} instead of ${String(figure)}`],
    );
  });
}

export function listed(figures: unknown): unknown[] {
  const isNamed =
    typeof figures === 'object' && figures !== null && !Array.isArray(figures) && !Decimal.isDecimal(figures);
  if (!isNamed) return [figures].flat(2);
  return Object.entries(figures)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, figure]) => figure as unknown);
}

function agrees(vector: Vector, key: string, wanted: Figure, got: Result | undefined): boolean {
  if (got === undefined) return false;
  if (wanted === null || got === null || typeof wanted === 'boolean' || typeof got === 'boolean')
    return wanted === got;
  const distance = new Decimal(got).sub(wanted).abs();
  if (isPortfolio(vector.tolerance)) {
    const { rel = 0, abs = 0, truncInt } = vector.tolerance;
    if (truncInt === true) return new Decimal(got).trunc().eq(wanted);
    return distance.lte(Decimal.max(abs, new Decimal(wanted).abs().mul(rel)));
  }
  const tolerance = new Decimal(
    typeof vector.tolerance === 'object' ? vector.tolerance[key]! : vector.tolerance,
  );
  const scale = vector.tolerance_kind === 'rel' ? new Decimal(wanted).abs() : 1;
  return distance.lte(tolerance.mul(scale));
}

const isPortfolio = (tolerance: Vector['tolerance']): tolerance is Portfolio =>
  typeof tolerance === 'object' &&
  Object.keys(tolerance).every(key => ['rel', 'abs', 'truncInt'].includes(key));

function findDir(): string | null {
  const named = process.env['MARGIN_REPLAY_VECTORS_DIR'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named))
      throw new Error(`MARGIN_REPLAY_VECTORS_DIR names ${named}, which does not exist.`);
    return named;
  }
  const beside = fileURLToPath(new URL('../../../shared/vectors', import.meta.url));
  if (existsSync(beside)) return beside;
  console.warn(
    'The full vector files are absent: only the curated ones are tested. Put them at ../shared/vectors or name the folder in MARGIN_REPLAY_VECTORS_DIR.',
  );
  return null;
}

export const vectorsDir: string | null = findDir();

export const readVectors = (file: string): Vector[] => JSON.parse(readFileSync(file, 'utf8')) as Vector[];

export const fullVectors = (file: 'engines.json' | 'binance-bybit.json' | 'portfolio.json'): Vector[] =>
  vectorsDir === null ? [] : readVectors(join(vectorsDir, file));
