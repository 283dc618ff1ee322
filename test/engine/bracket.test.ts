/** What the three paths prove about a static book, and what its causes account for (semantics §4, §6). */
import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../../src/config/run-config.ts';
import { VERDICTS, type PathKind, type Verdict } from '../../src/results/results.ts';
import { holdStrategy } from '../../src/strategy/hold.ts';
import type { MarginMode } from '../../src/strategy/strategy.ts';
import { correlated, flat, type Held, stress } from '../margin/by-definition.ts';
import { Dice } from './dice.ts';
import { play, type Played } from './play.ts';
import { randomMarket } from './random-run.ts';
import { sumOfCause } from './sums.ts';

const MODES: MarginMode[] = ['isolated', 'cross', 'portfolio'];

/** A random book held through a random market, on one path. */
function held(seed: number, path: RunConfig['path'], portfolio: string, base: string): Promise<Played> {
  const dice = new Dice(seed);
  const market = randomMarket(dice, dice.integer(8, 20), { calm: dice.chance(0.8), share: 0.9 });
  const leverage = dice.integer(15, 50);
  const positions = market.series.map(({ symbol }) => ({
    symbol,
    notional: String(dice.integer(2_000, 10_000) * (dice.chance(0.6) ? 1 : -1)),
    leverage,
  }));
  const total = positions.reduce((sum, { notional }) => sum + Math.abs(Number(notional)), 0);
  return play({
    market,
    does: holdStrategy(positions),
    modes: MODES,
    venue: { isolated: base, cross: base, portfolio },
    capital: {
      USDT: String(Math.ceil(total * dice.pick([dice.between(0.03, 0.08), dice.between(0.16, 0.25)]))),
    },
    asOf: Date.UTC(2024, 0, 1),
    path,
    fees: 'venue',
  });
}

const isForced = (verdict: Verdict): boolean => VERDICTS.indexOf(verdict) >= VERDICTS.indexOf('reduced');

describe('for a book that is opened and held', () => {
  it('no forced trade on the pessimistic path: none on any; one on the optimistic path: one on all', async () => {
    const count = { certainLife: 0, certainDeath: 0, open: 0 };
    for (let seed = 1; seed <= 60; seed++) {
      const [portfolio, base] = [
        ['pm-stress', 'generic'],
        ['binance-pm', 'binance-usdm'],
        ['generic', 'generic'],
      ][seed % 3] as [string, string];
      const played = await held(seed, 'bracket', portfolio, base);
      for (const mode of MODES) {
        const { verdict, bounds, certainty } = played.cell(mode);
        const [worst, likely, best] = [bounds.pessimistic!.verdict, verdict, bounds.optimistic!.verdict].map(
          isForced,
        );
        if (!worst) expect([likely, best]).toEqual([false, false]);
        if (best) expect([worst, likely]).toEqual([true, true]);
        expect(certainty).toBe(worst === likely && likely === best ? 'certain' : 'path-dependent');
        count[best ? 'certainDeath' : worst ? 'open' : 'certainLife']++;
      }
    }

    for (const cases of Object.values(count)) expect(cases).toBeGreaterThan(3);
  });

  it('the first forced trade comes no later on a worse path', async () => {
    let met = 0;
    const firstOf = (played: Played, mode: MarginMode) => played.cell(mode).liquidations[0]?.time ?? Infinity;
    for (let seed = 200; seed < 230; seed++) {
      const runs = [];
      for (const path of ['pessimistic', 'nominal', 'optimistic'] as PathKind[])
        runs.push(await held(seed, path, 'pm-stress', 'generic'));
      for (const mode of MODES) {
        const [worst, likely, best] = runs.map(run => firstOf(run, mode)) as [number, number, number];
        expect(worst).toBeLessThanOrEqual(likely);
        expect(likely).toBeLessThanOrEqual(best);
        if (worst < likely) met++;
      }
    }

    expect(met).toBeGreaterThan(0);
  });

  it('the cause of a liquidation sums, and its requirement is that of the definition at both ends', async () => {
    const definitions = { isolated: flat, cross: flat, portfolio: stress };
    let explained = 0;
    for (let seed = 300; seed < 340; seed++) {
      const portfolio = seed % 2 === 0 ? 'pm-stress' : 'generic';
      const definition = { ...definitions, portfolio: portfolio === 'generic' ? correlated : stress };
      const played = await held(seed, 'nominal', portfolio, 'generic');
      for (const mode of MODES) {
        const fills = played.rows(mode).filter(({ kind }) => kind === 'fill');
        for (const { bucket, kind, cause, prices, quantities } of played.cell(mode).liquidations) {
          expect(sumOfCause(cause)).toBe(cause.distanceEnd);
          if (kind !== 'close' || fills.length === 0) continue;
          const book = (price: (symbol: string) => number): Held[] =>
            Object.keys(quantities).map(symbol => ({
              symbol,
              quantity: -Number(quantities[symbol]),
              price: price(symbol),
            }));
          const end = definition[mode](book(symbol => Number(prices[symbol])));
          const opened = fills.filter(({ symbol }) => mode !== 'isolated' || symbol === bucket);
          const start = definition[mode](
            book(symbol => Number(opened.find(fill => fill.symbol === symbol)!.mark)),
          );
          if (cause.trades !== '0') continue;
          expect(cause.since).toBe(opened[0]!.time);
          const gross = book(symbol => Number(prices[symbol])).reduce(
            (sum, { quantity, price }) => sum + Math.abs(quantity * price),
            0,
          );
          expect(Math.abs(Number(cause.requirementByPrice) - (start - end))).toBeLessThanOrEqual(
            1e-12 * gross,
          );
          expect(
            Math.abs(Number(cause.distanceStart) - startEquity(played, mode, opened) + start),
          ).toBeLessThanOrEqual(1e-9 * gross);
          explained++;
        }
      }
    }
    expect(explained).toBeGreaterThan(30);
  });
});

/** Equity of what was opened, at the marks of its fills: margins posted or the capital, less fees and slips. */
function startEquity(played: Played, mode: MarginMode, opened: Record<string, unknown>[]): number {
  const paper = opened.reduce(
    (sum, { quantity, mark, price }) => sum + Number(quantity) * (Number(mark) - Number(price)),
    0,
  );
  if (mode !== 'isolated') {
    const fees = opened.reduce((sum, { fee }) => sum + Number(fee), 0);
    return Number(played.cell(mode).equityStart) - fees + paper;
  }
  return (
    paper +
    opened.reduce(
      (sum, { quantity, price, leverage }) =>
        sum + Math.abs(Number(quantity) * Number(price)) / Number(leverage),
      0,
    )
  );
}
