/** The verdicts and the lines of the made-up run. */
import { HOUR_MS } from '../../src/basics/time.ts';
import type { ReplaySeries, Verdict } from '../../src/results/results.ts';
import type { MarginMode } from '../../src/strategy/strategy.ts';

export const MODES: MarginMode[] = ['isolated', 'cross', 'portfolio'];

export interface Plan {
  verdict: Verdict;
  end: number;
  low: number | null;
  without: number;
  apart?: boolean;
}
const plan = (verdict: Verdict, end: number, low: number | null, without: number, apart = false): Plan => ({
  verdict,
  end,
  low,
  without,
  apart,
});
/** Move × mode: verdict, end equity, lowest health, end equity without margin. */
export const PLANS: [Plan, Plan, Plan][] = [
  [
    plan('liquidated', 11_920, 0.97, 4200),
    plan('bankrupt', 0, 0.62, 4200),
    plan('margin-called', 4200, 1.2, 4200),
  ],
  [
    plan('liquidated', 8900, 0.99, 9610),
    plan('untouched', 9610, 1.62, 9610),
    plan('untouched', 9610, 4.33, 9610),
  ],
  [
    plan('reduced', 9200, 0.98, 9000),
    plan('liquidated', 3100.25, 0.94, 9000, true),
    plan('untouched', 9000, 2.9, 9000),
  ],
  [
    plan('liquidated', 4900, 0.9, 8700),
    plan('reduced', 7600, 0.999, 8700),
    plan('not-held', 10_000, null, 8700),
  ],
  [
    plan('margin-called', 9100, 1.3, 9100),
    plan('untouched', 9100, 2.95, 9100),
    plan('untouched', 9100, 6.4, 9100),
  ],
  [
    plan('bankrupt', 2300, 0.51, 6100),
    plan('margin-called', 6100, 1.04, 6100, true),
    plan('margin-called', 6100, 1.004, 6100),
  ],
];

/** mulberry32: small, seeded, the same everywhere. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function series(times: Float64Array, seed: number, symbols: string[], drift: number[]): ReplaySeries {
  const walk = (random: () => number, step: number, tilt: number, start: number): Float64Array => {
    let level = start;
    return times.map(() => (level *= Math.exp((random() - 0.5) * step + tilt)));
  };
  return {
    times,
    closes: symbols.map((symbol, n) => ({
      symbol,
      close: walk(randomFrom(seed + n), 0.016, 0.00001, 100 * 10 ** n),
      stale: null,
    })),
    ledgers: MODES.map((mode, n) => {
      const random = randomFrom(seed + 40 + n);
      const equity = walk(
        randomFrom(seed + 20 + n),
        0.012,
        (Math.log(drift[n]!) / times.length) * 0.8,
        10_000,
      );
      const health = times.map((_, i) =>
        n === 0 && i > times.length * 0.6
          ? NaN
          : (1.25 + n * 1.9) * Math.exp(Math.sin(i / 900) * 0.5 + random() * 0.3),
      );
      const maintenance = equity.map((value, i) => value / health[i]!);
      return { mode, equity, health, maintenance, initial: maintenance.map(value => value * 1.3) };
    }),
  };
}

/** Health falls to the plan's low in the 38th hour of the move; a bucket that was closed leaves no health behind. */
export function moveSeries(times: Float64Array, n: number, start: number, symbols: string[]): ReplaySeries {
  const base = series(times, 100 + n, symbols, [1, 1, 1]);
  const low = start + 38 * HOUR_MS;
  const ledgers = base.ledgers.map((ledger, m) => {
    const { verdict, low: lowest } = PLANS[n]![m]!;
    const random = randomFrom(900 + n * 3 + m);
    const health = times.map(time => {
      if (lowest === null || (time > low && ['liquidated', 'bankrupt'].includes(verdict))) return NaN;
      const near = Math.exp(-(((time - low) / (11 * HOUR_MS)) ** 2));
      return 1.05 * lowest * (1 + (1 - near) * (1.1 + random() * 0.25));
    });
    return { ...ledger, health };
  });
  return { ...base, ledgers };
}
