/** The portfolio models in a replay: what is skipped by bounds is what full evaluation would have skipped. */
import { describe, expect, it } from 'vitest';
import { runReplays } from '../../src/run/run-replays.ts';
import { SCENARIO_MODELS } from '../../src/venue/scenario-models.ts';
import { windowOf } from './play.ts';
import { randomRun } from './random-run.ts';

const SEEDS = [3, 8, 21, 34];

async function journalUnder(model: string, seed: number, allDecimal: boolean) {
  const { market, config, strategy, from } = randomRun(seed);
  const lines: string[] = [];
  const venue = { ...config.venue, portfolio: model };
  const { results } = await runReplays({
    // What is left over from a liquidation is told apart by rounding alone: one path is enough here.
    config: { ...config, venue, modes: ['portfolio'], orders: 'own', path: 'nominal' },
    market,
    strategy,
    windows: [windowOf(market, from)],
    journal: line => lines.push(line),
    allDecimal,
  });
  return { lines, results };
}

describe.each(Object.keys(SCENARIO_MODELS))('%s', model => {
  it('is skipped only where it cannot matter: the same journal as with every candle decided exactly', async () => {
    let events = 0;
    for (const seed of SEEDS) {
      const fast = await journalUnder(model, seed, false);
      const exact = await journalUnder(model, seed, true);
      expect(fast.lines, `seed ${seed}`).toEqual(exact.lines);
      expect(fast.results.continuous, `seed ${seed}`).toEqual(exact.results.continuous);
      events += fast.lines.filter(line => /"kind":"(liquidation|refusal)"/.test(line)).length;
    }
    expect(events).toBeGreaterThan(0);
  }, 60_000);
});
