/** What holds in every run, whatever the market, the venue, the strategy and the path. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { text } from '../../src/basics/money.ts';
import { makeCalendar } from '../../src/engine/calendar.ts';
import { type Replay, replayMarket } from '../../src/engine/replay.ts';
import { runReplays, spanOf } from '../../src/run/run-replays.ts';
import { books, replay } from '../../src/journal/rebuild.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { PathKind } from '../../src/results/results.ts';
import { rulesAt } from '../../src/run/rules-at.ts';
import { type RandomRun, randomRun } from './random-run.ts';
import { sumOfCause } from './sums.ts';
import { windowOf } from './play.ts';

const PATHS: PathKind[] = ['nominal', 'pessimistic', 'optimistic'];
const forSeeds = (runs: number, law: (seed: number) => void) =>
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 31 }), law), { numRuns: runs, seed: 20200312 });

function replayed({ market, config, strategy, from }: RandomRun, path: PathKind, allDecimal = false) {
  const window = windowOf(market, from);
  if (!window.covered) throw new Error('made windows are covered');
  const rules = rulesAt(config, market, window.move.start);
  const lines: string[] = [];
  const run = replayMarket({
    id: 'move',
    span: spanOf(window, market, config),
    path,
    config,
    market,
    calendar: makeCalendar(market),
    strategy,
    rules,
    journal: line => lines.push(line),
    withoutMargin: true,
    allDecimal,
  });
  return { run, lines };
}

/** A ledger's books in the words of `books(rebuilt)`. */
function booksOf({ wallet, world, positions, symbols }: Ledger): Record<string, string> {
  const entries: [string, string][] = Object.entries({ wallet, ...world })
    .filter(([, amount]) => !amount.isZero())
    .map(([account, amount]) => [account, text(amount)]);
  positions.forEach((position, s) => {
    if (position && !position.margin.isZero()) entries.push([`margin:${symbols[s]!}`, text(position.margin)]);
    if (position && !position.quantity.isZero())
      entries.push([`position:${symbols[s]!}`, `${text(position.quantity)} cost ${text(position.cost)}`]);
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const seen = { fills: 0, refusals: 0, liquidations: 0, deficits: 0, reductions: 0, delistings: 0 };

function countWhatHappened({ ledgers }: Replay): void {
  for (const { account } of ledgers) {
    seen.fills += account.watch.filled;
    seen.refusals += account.watch.rejections;
    for (const { kind, deficit } of account.watch.liquidations) {
      seen.liquidations++;
      if (deficit !== '0') seen.deficits++;
      if (kind === 'reduce') seen.reductions++;
      if (kind === 'delisted') seen.delistings++;
    }
  }
}

/** Money is neither made nor lost, and the journal alone rebuilds every ledger. */
function booksBalance({ plan, ledgers }: Replay, lines: string[]): void {
  const rebuilt = replay(lines);
  for (const { mode, account, unmargined } of ledgers) {
    expect(account.ledger.imbalance().isZero()).toBe(true);
    expect(unmargined!.ledger.imbalance().isZero()).toBe(true);
    expect(books(rebuilt.get(`move/${plan.path}/${mode}`)!)).toEqual(booksOf(account.ledger));
  }
}

/** Whoever is flat owes nothing: what he could not pay, the insurance account has paid. */
function nobodyOwes({ ledgers }: Replay): void {
  for (const { account } of ledgers) {
    const { ledger } = account;
    if (ledger.collateral === 'isolated' || account.heldSymbols().length === 0)
      expect(ledger.wallet.toNumber()).toBeGreaterThanOrEqual(0);
    for (const position of ledger.positions)
      if (position?.quantity.isZero()) expect(position.margin.isZero()).toBe(true);
  }
}

function causesSum({ ledgers }: Replay): void {
  for (const { cause } of ledgers.flatMap(({ account }) => account.watch.liquidations))
    expect(sumOfCause(cause)).toBe(cause.distanceEnd);
}

describe('in every run', () => {
  it('the books balance, the journal rebuilds them, causes sum, and all in decimals writes the same bytes', () => {
    forSeeds(25, seed => {
      const chosen = randomRun(seed);
      for (const path of PATHS) {
        const { run, lines } = replayed(chosen, path);
        booksBalance(run, lines);
        nobodyOwes(run);
        causesSum(run);
        countWhatHappened(run);
        expect(replayed(chosen, path, true).lines).toEqual(lines);
      }
    });
    // The generator reaches what the laws are about.
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0);
  }, 120_000);

  it('the same input gives the same bytes, and all in decimals the same results', async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const first = await outcomeOf(seed, false);
      expect(await outcomeOf(seed, false)).toEqual(first);
      expect(await outcomeOf(seed, true)).toEqual(first);
    }
  }, 120_000);
});

async function outcomeOf(seed: number, allDecimal: boolean) {
  const { market, config, strategy, from } = randomRun(seed);
  const lines: string[] = [];
  const windows = [windowOf(market, from)];
  const outcome = await runReplays({
    config,
    market,
    strategy,
    windows,
    journal: line => lines.push(line),
    allDecimal,
  });
  return { lines, results: JSON.stringify(outcome.results) };
}
