import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  expectedShortfall,
  jointReturns,
  type ReturnHistory,
  valueAtRisk,
  VAR_PARAMETER_SOURCES,
  VAR_PARAMETERS,
  type VarParameters,
  varPortfolio,
} from '../../src/index.ts';
import { bookOf, dollars, option, randomBook, scaled, unit } from './scan-books.ts';

const DAY = 86_400_000;
const START = Date.UTC(2020, 0, 1);
const days = (count: number): number[] => Array.from({ length: count }, (_, day) => START + day * DAY);

/** The same every time: a linear congruential sequence, summed to something near a normal. */
function noise(seed: number): () => number {
  let state = seed;
  const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5;
  return () => uniform() + uniform() + uniform();
}

/** Correlated, with a calm and a wild year. */
function made(count: number): ReturnHistory {
  const [common, own] = [noise(7), noise(11)];
  const times = days(count);
  const level = (day: number): number => (day > 400 && day < 700 ? 0.08 : 0.03);
  const shared = times.map((_, day) => common() * level(day));
  const column = (beta: number): number[] => times.map((_, day) => beta * shared[day]! + own() * 0.01);
  return { times, returns: { BTC: column(1), ETH: column(1.2), SOL: column(1.5) } };
}
const history = made(900);
/** Nothing but the tail: no scaling, no floor, no cap. */
const bare: Partial<VarParameters> = { decay: 1, stressWeight: 0, offsetCap: 1, lookbackBars: 900 };

describe('the tail', () => {
  const shuffled = Array.from({ length: 500 }, (_, k) => ((k * 7) % 500) + 1);

  it('of 500 at 99 %: VaR is the sixth worst, ES the mean of the worst five', () => {
    expect(valueAtRisk(shuffled, 0.99)).toBe(495);
    expect(expectedShortfall(shuffled, 0.99)).toBe(498);
  });

  it('guards N·(1 − α) on both sides, and short samples', () => {
    const first = (count: number): number[] => Array.from({ length: count }, (_, k) => k);
    expect(valueAtRisk(first(1000), 0.99)).toBe(1000 - 1 - 10);
    expect(expectedShortfall(first(1000), 0.99)).toBe(1000 - 5.5);
    // 9.125 of 365 at 97.5 %: the tenth worst, and the mean of ten.
    expect(valueAtRisk(first(365), 0.975)).toBe(365 - 10);
    expect(expectedShortfall(first(365), 0.975)).toBe(365 - 5.5);
    expect(valueAtRisk([3], 0.99)).toBe(3);
    expect(expectedShortfall([3], 0.99)).toBe(3);
    expect(() => valueAtRisk([], 0.99)).toThrow('at least one');
  });

  it('agrees with sorting everything', () => {
    const sample = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(sample, fc.constantFrom(0.9, 0.95, 0.975, 0.99), (losses, confidence) => {
        const sorted = losses.toSorted((a, b) => b - a);
        const beyond = losses.length * (1 - confidence);
        expect(valueAtRisk(losses, confidence)).toBe(sorted[Math.floor(beyond + 1e-9)]);
        const worst = sorted.slice(0, Math.max(1, Math.ceil(beyond - 1e-9)));
        const mean = worst.reduce((a, b) => a + b, 0) / worst.length;
        expect(expectedShortfall(losses, confidence)).toBeCloseTo(mean, 12);
      }),
    );
  });
});

describe('joint returns', () => {
  it('are on dates that all have, never over a gap, never of what was not closed', () => {
    const btc = { times: [0, 1, 2, 3, 5, 6, 7], closes: [1, 2, 4, 8, 16, 32, 64] };
    const eth = { times: [1, 2, 3, 4, 5, 6, 7], closes: [1, 3, 9, 27, 81, 243, 729] };
    const joint = jointReturns({ BTC: btc, ETH: eth }, { intervalMs: 1, knownAt: 7 });
    expect(joint.times).toEqual([2, 3, 6]);
    for (const value of joint.returns['BTC']!) expect(value).toBeCloseTo(Math.log(2), 15);
    for (const value of joint.returns['ETH']!) expect(value).toBeCloseTo(Math.log(3), 15);
    expect(jointReturns({ BTC: btc, ETH: eth }, { intervalMs: 1 }).times).toEqual([2, 3, 6, 7]);
  });

  it('refuses a close that is not above zero, and times that do not rise', () => {
    const of = (times: number[], closes: number[]) =>
      jointReturns({ BTC: { times, closes } }, { intervalMs: 1 });
    expect(() => of([0, 1], [1, 0])).toThrow('BTC: closes[1]');
    expect(() => of([0, 0], [1, 1])).toThrow('BTC: times[1]');
  });
});

describe('pm-var', () => {
  const constant = (sign: (day: number) => number): ReturnHistory => {
    const times = days(500);
    return { times, returns: { BTC: times.map((_, day) => 0.02 * sign(day)) } };
  };

  it('under constant volatility filtered history is history', () => {
    const steady = constant(day => (day % 3 === 0 ? -1 : 1));
    const { parts, maintenanceMargin } = varPortfolio(dollars({ BTC: 1_000 }), steady);
    expect(parts['valueAtRisk']).toBeCloseTo(-1_000 * Math.expm1(-0.02), 9);
    expect(maintenanceMargin).toBeCloseTo(parts['valueAtRisk']!, 9);
  });

  it('scales each return by its own volatility then and now, by hand', () => {
    const times = days(365);
    const returns = times.map((_, day) => (day < 364 ? (day % 2 ? 0.01 : -0.01) : -0.1));
    const { parts, scenarios } = varPortfolio(dollars({ BTC: 1_000 }), { times, returns: { BTC: returns } });
    const seed = (364 * 0.0001 + 0.01) / 365;
    let variance = seed;
    const then = returns.map(value => {
      const before = variance;
      variance = 0.97 * variance + 0.03 * value ** 2;
      return before;
    });
    const moves = returns.map((value, t) => Math.expm1(value * Math.sqrt(variance / then[t]!)));
    const losses = moves.map(move => -1_000 * move).toSorted((a, b) => b - a);
    expect(parts['valueAtRisk']).toBeCloseTo(losses[3]!, 9);
    expect(scenarios).toHaveLength(4);
    expect(scenarios[0]).toMatchObject({ id: '2020-12-30', pnl: expect.closeTo(-losses[0]!, 9) as number });
  });

  it('its worst scenario is the date that sets it', () => {
    const { worst, scenarios, parts } = varPortfolio(dollars({ BTC: 1_000, ETH: -300 }), history, {
      ...bare,
      lookbackBars: 500,
    });
    // Bare of all else the floor of unscaled history may still govern; its dates say so.
    expect(worst).toEqual(scenarios.at(-1));
    expect(-worst!.pnl).toBeCloseTo(parts['valueAtRisk']! + parts['antiProcyclicality']!, 9);
    const day = (Date.parse(worst!.id.slice(0, 10)) - START) / DAY;
    expect(worst!.shocks['ETH']! / Math.expm1(history.returns['ETH']![day]!)).toBeCloseTo(1, 9);
  });

  it('holds against procyclicality: in a calm time the stressed window and the floor speak', () => {
    const book = dollars({ BTC: 1_000 });
    const { parts, maintenanceMargin } = varPortfolio(book, history);
    expect(parts['antiProcyclicality']!).toBeGreaterThan(0);
    const filtered = parts['valueAtRisk']!;
    const losses = history.returns['BTC']!.map(value => -1_000 * Math.expm1(value));
    const floor = valueAtRisk(losses, 0.99);
    expect(maintenanceMargin).toBeGreaterThanOrEqual(Math.max(filtered, floor) * (1 - 1e-12));
    // Stressed: the 250 days in a row with the highest mean square over all underlyings, found the slow way.
    const columns = Object.values(history.returns);
    const energy = (start: number): number =>
      columns.reduce((sum, own) => sum + own.slice(start, start + 250).reduce((a, b) => a + b * b, 0), 0);
    const starts = Array.from({ length: 651 }, (_, start) => start);
    const start = starts.reduce((best, next) => (energy(next) > energy(best) ? next : best), 0);
    const stressed = valueAtRisk(losses.slice(start, start + 250), 0.99);
    expect(maintenanceMargin).toBeCloseTo(Math.max(filtered, 0.75 * filtered + 0.25 * stressed, floor), 9);
  });

  it('gives back at most 80 % of what the underlyings offset', () => {
    const hedged = dollars({ BTC: 1_200, ETH: -1_000 });
    const free = varPortfolio(hedged, history, { offsetCap: 1 }).maintenanceMargin;
    const alone = hedged.units.reduce(
      (sum, own) => sum + varPortfolio(bookOf(own), history).maintenanceMargin,
      0,
    );
    expect(free).toBeLessThan(alone / 2);
    const capped = varPortfolio(hedged, history);
    expect(capped.maintenanceMargin).toBeCloseTo(alone - 0.8 * (alone - free), 9);
    expect(capped.parts['offsetCap']).toBeCloseTo(0.2 * (alone - free), 9);
    expect(varPortfolio(hedged, history, { offsetCap: 0 }).maintenanceMargin).toBeCloseTo(alone, 9);
  });

  it('falls back to the scan, and says why, when history is short or lacks an underlying', () => {
    const short = made(364);
    const { fallback, maintenanceMargin, initialMargin } = varPortfolio(
      dollars({ BTC: 1_000, ETH: -1_000 }),
      short,
    );
    expect(fallback).toEqual({ model: 'scan', reason: '364 joint returns are known, 365 are needed' });
    expect(maintenanceMargin).toBeCloseTo(240, 9);
    expect(initialMargin).toBeCloseTo(1.3 * 240, 9);
    expect(varPortfolio(dollars({ BTC: 1_000 }), made(365)).fallback).toBeNull();
    const { returns, times } = history;
    const lacking = { times, returns: { BTC: returns['BTC']! } };
    expect(varPortfolio(dollars({ BTC: 1, SOL: 1 }), lacking).fallback?.reason).toBe(
      'no returns of SOL are known',
    );
  });

  it('scales to another horizon by the root of time', () => {
    const book = dollars({ BTC: 1_000, SOL: 100 });
    const day = varPortfolio(book, history);
    const third = varPortfolio(book, history, { horizonBars: 1 / 3 });
    expect(third.maintenanceMargin).toBeCloseTo(day.maintenanceMargin / Math.sqrt(3), 9);
    expect(third.worst!.pnl).toBeCloseTo(day.worst!.pnl / Math.sqrt(3), 9);
  });

  it('revalues options, with the change of their volatility where it is known', () => {
    const short = bookOf(unit('BTC', { options: [option(-1), option(-1, { right: 'put' })] }));
    const still = varPortfolio(short, history, { offsetCap: 1 });
    expect(still.maintenanceMargin).toBeGreaterThan(0);
    const jumpy = {
      ...history,
      volatilityChanges: { BTC: history.times.map((_, day) => (day % 2 ? 0.2 : -0.2)) },
    };
    expect(varPortfolio(short, jumpy).maintenanceMargin).toBeGreaterThan(still.maintenanceMargin);
    const bought = scaled(short, -1);
    const most = 2 * 5_720;
    expect(varPortfolio(bought, jumpy).maintenanceMargin).toBeLessThan(most);
  });

  it('refuses what cannot be', () => {
    const book = dollars({ BTC: 1 });
    expect(() => varPortfolio(book, history, { confidense: 0.9 } as never)).toThrow(
      'Did you mean "confidence"?',
    );
    expect(() => varPortfolio(book, history, { confidence: 99 })).toThrow('confidence');
    const broken = { times: [1, 2], returns: { BTC: [0.1, NaN] } };
    expect(() => varPortfolio(book, broken)).toThrow('history.returns.BTC[1]');
    expect(() => varPortfolio(book, { times: [1, 2], returns: { BTC: [0.1] } })).toThrow(
      '1 values for 2 times',
    );
  });

  it('each parameter says where it comes from', () => {
    expect(Object.keys(VAR_PARAMETER_SOURCES)).toEqual(Object.keys(VAR_PARAMETERS));
  });
});

describe('laws of pm-var', () => {
  const runs = { numRuns: 40 };
  const near = (a: number, b: number): void => expect(Math.abs(a - b)).toBeLessThan(1e-9 * (1 + Math.abs(b)));

  it('nothing held, nothing asked', () => {
    expect(varPortfolio(bookOf(), history)).toMatchObject({ maintenanceMargin: 0, worst: null });
    expect(varPortfolio(dollars({ BTC: 0 }), history)).toMatchObject({ maintenanceMargin: 0, worst: null });
  });

  it('parts sum, order does not matter, size scales, initial is 1.3 times', () => {
    const factor = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(randomBook(true), factor, (book, k) => {
        const { maintenanceMargin, initialMargin, parts } = varPortfolio(book, history);
        near(
          Object.values(parts).reduce((a, b) => a + b, 0),
          maintenanceMargin,
        );
        near(varPortfolio({ units: book.units.toReversed() }, history).maintenanceMargin, maintenanceMargin);
        near(varPortfolio(scaled(book, k), history).maintenanceMargin, k * maintenanceMargin);
        near(initialMargin, 1.3 * maintenanceMargin);
      }),
      runs,
    );
  });

  const added = (a: Parameters<typeof scaled>[0], b: typeof a): typeof a => ({
    units: a.units.map((own, k) => ({
      ...own,
      linear: [...own.linear, ...b.units[k]!.linear],
      options: [...own.options, ...b.units[k]!.options],
    })),
  });

  it('expected shortfall of two books is at most that of each alone', () => {
    const rules = { measure: 'es' as const };
    fc.assert(
      fc.property(randomBook(true), randomBook(true), (a, b) => {
        const ask = (book: typeof a): number => varPortfolio(book, history, rules).maintenanceMargin;
        expect(ask(added(a, b))).toBeLessThanOrEqual((ask(a) + ask(b)) * (1 + 1e-9) + 1e-6);
      }),
      runs,
    );
  });

  it('value at risk may be more: two books that each lose on their own rare days', () => {
    const times = days(500);
    const rare = (from: number): number[] =>
      times.map((_, day) => (day >= from && day < from + 4 ? -0.5 : 0.001));
    const apart = { times, returns: { BTC: rare(0), ETH: rare(100) } };
    const rules = { ...bare, lookbackBars: 500 };
    const ask = (book: ReturnType<typeof dollars>): number =>
      varPortfolio(book, apart, rules).maintenanceMargin;
    expect(ask(dollars({ BTC: 100 })) + ask(dollars({ ETH: 100 }))).toBeLessThan(1);
    expect(ask(dollars({ BTC: 100, ETH: 100 }))).toBeGreaterThan(39);
  });
});
