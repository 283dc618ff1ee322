import { describe, expect, it } from 'vitest';
import {
  baselTrafficLight,
  chiSquarePValue,
  christoffersen,
  conditionalCoverage,
  coverageOf,
  kupiec,
} from '../../src/index.ts';

describe('χ² p-values', () => {
  it.each([
    [3.841458820694124, 1, 0.05],
    [6.634896601021215, 1, 0.01],
    [5.991464547107979, 2, 0.05],
    [9.21034037197618, 2, 0.01],
  ] as const)('%d with %d degrees of freedom: %d', (statistic, degrees, pValue) => {
    expect(chiSquarePValue(statistic, degrees)).toBeCloseTo(pValue, 13);
  });

  it('of nothing is certainty', () => {
    expect([chiSquarePValue(0, 1), chiSquarePValue(0, 2)]).toEqual([1, 1]);
    expect(() => chiSquarePValue(-1, 1)).toThrow('statistic');
  });
});

describe('Kupiec', () => {
  it.each([
    [250, 0.01, 1, 6],
    [365, 0.01, 1, 7],
    [500, 0.01, 2, 9],
    [1000, 0.01, 5, 16],
    [365, 0.005, 0, 5],
    [1000, 0.005, 2, 9],
  ])('%d days at %d: %d to %d exceedances are accepted', (observations, probability, least, most) => {
    const accepted = (exceedances: number): boolean =>
      kupiec({ observations, exceedances, probability }).statistic < 3.841;
    const all = Array.from({ length: 60 }, (_, exceedances) => exceedances).filter(accepted);
    expect([all[0], all.at(-1)]).toEqual([least, most]);
  });

  it('none and all have a statistic too', () => {
    expect(kupiec({ observations: 100, exceedances: 0, probability: 0.01 }).statistic).toBeCloseTo(
      -200 * Math.log(0.99),
      12,
    );
    expect(kupiec({ observations: 3, exceedances: 3, probability: 0.01 }).statistic).toBeCloseTo(
      -6 * Math.log(0.01),
      12,
    );
    expect(kupiec({ observations: 100, exceedances: 1, probability: 0.01 })).toEqual({
      statistic: 0,
      pValue: 1,
    });
  });

  it('refuses what cannot be counted', () => {
    const terms = { observations: 10, exceedances: 1, probability: 0.01 };
    expect(() => kupiec({ ...terms, exceedances: 11 })).toThrow('11 of 10');
    expect(() => kupiec({ ...terms, observations: 0, exceedances: 0 })).toThrow('observations');
    expect(() => kupiec({ ...terms, probability: 1 })).toThrow('probability');
    expect(() => kupiec({ ...terms, exceedances: 0.5 })).toThrow('exceedances');
  });
});

describe('Christoffersen', () => {
  /** As published for 1043 days (MathWorks varbacktest): 57 exceedances, four of them after another. */
  const published = { n00: 932, n01: 53, n10: 53, n11: 4 };

  it('independence, as published', () => {
    const { statistic, pValue } = christoffersen(published);
    expect(statistic).toBeCloseTo(0.25866, 5);
    expect(pValue).toBeCloseTo(0.61104, 4);
  });

  it('conditional coverage, as published, on a sequence with those transitions', () => {
    // 53 alone or first of a run: four pairs, 49 alone, each after a day without; one more day without at the end.
    const runs = [
      ...Array<boolean[]>(4).fill([false, true, true]),
      ...Array<boolean[]>(49).fill([false, true]),
    ];
    const hits = [...Array<boolean>(1043 - 12 - 98 - 1).fill(false), ...runs.flat(), false];
    expect(christoffersen(hits)).toMatchObject(published);
    const { statistic, pValue } = conditionalCoverage(hits, 0.05);
    expect(statistic).toBeCloseTo(0.72013, 5);
    expect(pValue).toBeCloseTo(0.69763, 4);
  });

  it('sees clusters where the count is right', () => {
    const hits = (days: number[]): boolean[] => Array.from({ length: 500 }, (_, day) => days.includes(day));
    expect(christoffersen(hits([100, 101, 102, 103, 104])).pValue).toBeLessThan(1e-6);
    expect(christoffersen(hits([50, 150, 250, 350, 450])).pValue).toBeGreaterThan(0.7);
    expect(christoffersen(hits([]))).toMatchObject({ statistic: 0, pValue: 1, n00: 499 });
  });
});

describe("Basel's traffic light", () => {
  it('of 250 days at 99 %: green to 4, yellow to 9, red from 10', () => {
    const zones = [0, 4, 5, 9, 10, 250].map(count => baselTrafficLight(count));
    expect(zones).toEqual(['green', 'green', 'yellow', 'yellow', 'red', 'red']);
  });

  it('of many days: by the same probabilities, without underflow', () => {
    // Mean 1000, deviation 31.5: the 95 % and 99.99 % points of a normal are 1052 and 1117.
    const zones = [1000, 1045, 1060, 1110, 1130].map(count => baselTrafficLight(count, 100_000));
    expect(zones).toEqual(['green', 'green', 'yellow', 'yellow', 'red']);
  });
});

describe('coverageOf', () => {
  it('counts losses beyond what was asked, and says what it cost', () => {
    const { independence, ...coverage } = coverageOf([10, 20, 5, 10], [11, 20, 9, -3], 0.25);
    expect(coverage).toMatchObject({
      observations: 4,
      exceedances: 2,
      rate: 0.5,
      largestShortfall: 4,
      averageRequirement: 11.25,
      peakToTrough: 4,
    });
    expect(independence).toMatchObject({ n00: 0, n01: 1, n10: 2, n11: 0 });
    expect(coverage.conditional.statistic).toBeCloseTo(
      coverage.kupiec.statistic + independence.statistic,
      12,
    );
    expect(coverageOf([0, 1], [0, 0])).toMatchObject({
      exceedances: 0,
      peakToTrough: null,
      largestShortfall: 0,
    });
  });

  it('refuses series that do not fit', () => {
    expect(() => coverageOf([1], [1, 2])).toThrow('2 for 1 requirements');
    expect(() => coverageOf([], [])).toThrow('at least one');
    expect(() => coverageOf([1, NaN], [1, 2])).toThrow('requirements[1]');
  });
});
