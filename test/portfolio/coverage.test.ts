/** Coverage of the models on seven years of BTC and ETH, where that history is present. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CloseSeries, jointReturns } from '../../src/index.ts';
import { marketDir } from '../market-dir.ts';
import { BOOKS, coverageStudy, type StudyRow, studyTable } from './coverage-study.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Close of the last hour of each UTC day, at the open of the day. */
function dailyCloses(symbol: string): CloseSeries {
  const path = join(marketDir!, 'continuous', `${symbol}_perp_1h.csv`);
  const rows = readFileSync(path, 'utf8').trim().split('\n').slice(1);
  const last = rows.map(row => row.split(',').map(Number)).filter(([time]) => (time! + HOUR) % DAY === 0);
  return { times: last.map(([time]) => time! + HOUR - DAY), closes: last.map(row => row[4]!) };
}

it('looks at nothing that comes later', () => {
  const times = Array.from({ length: 400 }, (_, day) => day * DAY);
  const made = (seed: number): number[] => times.map((_, day) => Math.sin(day * seed) * 0.05);
  const history = { times, returns: { BTC: made(12.9898), ETH: made(78.233) } };
  const changed = structuredClone(history);
  for (let day = 390; day < 400; day++) changed.returns.BTC[day] = changed.returns.ETH[day] = -0.7;
  const [asIs, other] = [coverageStudy(history, 380), coverageStudy(changed, 380)];
  asIs.forEach(({ model, book, requirements }, k) => {
    // The requirement for day 390 is made before that day.
    expect(other[k]!.requirements.slice(0, 11), `${model} ${book}`).toEqual(requirements.slice(0, 11));
  });
  const last = ({ requirements }: StudyRow): number => requirements.at(-1)!;
  expect(asIs.some((row, k) => last(row) < last(other[k]!))).toBe(true);
});

describe.skipIf(marketDir === null)('daily, 2020-11 to 2026-05, against the loss of the next day', () => {
  let rows: StudyRow[] = [];
  const of = (model: string): StudyRow[] => rows.filter(row => row.model === model);

  beforeAll(() => {
    const series = { BTC: dailyCloses('BTCUSDT'), ETH: dailyCloses('ETHUSDT') };
    rows = coverageStudy(jointReturns(series, { intervalMs: DAY }), 365);
    console.table(studyTable(rows));
  }, 300_000);

  it('covers every day of the history but the first year', () => {
    expect(rows).toHaveLength(5 * Object.keys(BOOKS).length);
    expect(new Set(rows.map(({ coverage }) => coverage.observations))).toEqual(new Set([1997]));
  });

  it('VaR keeps its promise of 99 % in every book, with and without what holds against procyclicality', () => {
    for (const model of ['var', 'var, FHS alone']) {
      for (const { book, coverage } of of(model)) {
        expect(coverage.rate, `${model} ${book}`).toBeLessThan(0.01);
        expect(coverage.trafficLight, `${model} ${book}`).toBe('green');
      }
    }
  });

  it('the delta-normal model does not: Kupiec rejects it in every book', () => {
    for (const { book, coverage } of of('delta-normal')) {
      expect(coverage.rate, book).toBeGreaterThan(0.015);
      expect(coverage.kupiec.pValue, book).toBeLessThan(0.05);
    }
  });

  it('what holds against procyclicality costs margin, and calms it', () => {
    of('var').forEach(({ book, coverage }, k) => {
      const alone = of('var, FHS alone')[k]!.coverage;
      expect(coverage.averageRequirement, book).toBeGreaterThan(alone.averageRequirement);
      expect(coverage.peakToTrough!, book).toBeLessThan(alone.peakToTrough!);
      expect(coverage.exceedances, book).toBeLessThanOrEqual(alone.exceedances);
    });
  });

  it('a fixed scan never moves, costs most, and is beaten all the same', () => {
    of('tims').forEach(({ book, coverage }, k) => {
      expect(coverage.peakToTrough, book).toBeCloseTo(1, 12);
      expect(coverage.averageRequirement).toBeGreaterThan(of('var')[k]!.coverage.averageRequirement);
    });
    expect(of('tims').some(({ coverage }) => coverage.exceedances > 0)).toBe(true);
  });

  it('a hedged book asks less than its legs where a model knows correlation, and no less where none does', () => {
    const average = (model: string, book: string): number =>
      of(model).find(row => row.book === book)!.coverage.averageRequirement;
    for (const model of ['span', 'var', 'delta-normal'])
      expect(average(model, 'BTC against ETH')).toBeLessThan(average(model, 'long both') * 0.6);
    expect(average('tims', 'BTC against ETH')).toBeCloseTo(average('tims', 'long both'), 6);
  });

  it('is this, measured', () => {
    const counts = (model: string): number[] => of(model).map(({ coverage }) => coverage.exceedances);
    expect(
      Object.fromEntries([...new Set(rows.map(({ model }) => model))].map(name => [name, counts(name)])),
    ).toEqual({
      span: [5, 6, 11, 7, 3],
      tims: [1, 1, 6, 4, 0],
      var: [9, 9, 11, 12, 4],
      'var, FHS alone': [14, 11, 15, 19, 10],
      'delta-normal': [39, 48, 32, 36, 44],
    });
  });
});
