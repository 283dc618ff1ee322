/**
 * What holds in every run where several assets back a book, whatever is traded: money is neither made nor lost in
 * any asset, the journal alone rebuilds the books, causes sum to the last decimal, and all in decimals writes the
 * same bytes.
 */
import { describe, expect, it } from 'vitest';
import { text } from '../../src/basics/money.ts';
import type { RunConfig } from '../../src/config/run-config.ts';
import { type Replay, replayMarket } from '../../src/engine/replay.ts';
import { books, replay } from '../../src/journal/rebuild.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { rulesAt } from '../../src/run/rules-at.ts';
import { holdStrategy } from '../../src/strategy/hold.ts';
import type { Strategy } from '../../src/strategy/strategy.ts';
import { Dice } from '../engine/dice.ts';
import type { Context } from '../engine/play.ts';
import { sumOfCause } from '../engine/sums.ts';
import { configOf, paths, type Bench } from './against.ts';
import { assetCase, families, type Case, type FamilyName } from './asset-scenes.ts';

const everything = process.env['ORACLE_EVERYTHING'] === '1';
const seedCount = everything ? 40 : 3;

/** Every verb there is, on contracts and on spot. */
function throwDice({ random, symbols, order, account, market }: Context): void {
  const chance = (share: number): boolean => random() < share;
  const between = (low: number, high: number): number => low + (high - low) * random();
  for (const symbol of symbols) {
    const { close } = market(symbol);
    if (!(close > 0) || !chance(0.4)) continue;
    const held = account.position(symbol);
    const notional = between(0.05, 1.5) * 20_000 * (chance(0.5) ? 1 : -1);
    const leverage = Math.ceil(between(0, 20));
    const price = close * between(0.96, 1.04);
    const verb = Math.floor(random() * 9);
    if (verb < 3) order.market(symbol, { notional, leverage });
    if (verb === 3) order.limit(symbol, { notional, price, leverage, onRefused: 'scale-to-fit' });
    if (verb === 4) order.stop(symbol, { notional, price, trigger: chance(0.5) ? 'last' : 'mark' });
    if (verb === 5) order.takeProfit(symbol, { notional, price, leverage });
    if (verb === 6 && held)
      order.market(symbol, { quantity: -held.quantity * between(0.2, 2), reduceOnly: chance(0.5) });
    if (verb === 7 && held)
      order[chance(0.5) ? 'addMargin' : 'removeMargin'](
        symbol,
        (held.isolatedMargin ?? 1) * between(0.01, 0.5),
      );
    if (verb === 8) order.close(symbol);
  }
  if (chance(0.05)) order[chance(0.5) ? 'deposit' : 'withdraw'](between(1, 500));
  if (chance(0.2)) order.cancelAll();
}

const afterwards: RunConfig['afterLiquidation'][] = ['continue', 'continue', 'stop', 'refill'];

/** A case of the made-up markets, held or traded by dice. */
function runOf({ scene, book, benches }: Case, dice: Dice, held: boolean) {
  const bench: Bench = dice.pick(benches);
  const path = dice.pick(paths);
  const config: RunConfig = {
    ...configOf(book, bench, path),
    onRefused: dice.pick(['reject', 'scale-to-fit']),
    afterLiquidation: dice.pick(afterwards),
    orders: dice.pick(['own', 'own', 'shared']),
    seed: dice.integer(0, 1e6),
  };
  const { market, calendar, span } = scene;
  const strategy: Strategy = held ? holdStrategy(book.positions) : { name: 'dice', onCandle: throwDice };
  const rules = rulesAt(config, market, scene.asOf ?? market.times[span.windowFrom]!);
  return (allDecimal: boolean): { run: Replay; lines: string[] } => {
    const lines: string[] = [];
    const journal = (line: string): void => void lines.push(line);
    const plan = { id: 'move', span, path, config, market, calendar, strategy, rules, journal };
    return { run: replayMarket({ ...plan, withoutMargin: true, allDecimal }), lines };
  };
}

/** A ledger's books in the words of `books(rebuilt)`. */
function booksOf({ balances, worlds, assets, positions, symbols }: Ledger): Record<string, string> {
  const entries: [string, string][] = assets.names.flatMap((name, asset) =>
    Object.entries({ wallet: balances[asset]!, ...worlds[asset]! })
      .filter(([, amount]) => !amount.isZero())
      .map(([place, amount]): [string, string] => [asset === 0 ? place : `${place}:${name}`, text(amount)]),
  );
  positions.forEach((position, s) => {
    if (position && !position.margin.isZero()) entries.push([`margin:${symbols[s]!}`, text(position.margin)]);
    if (position && !position.quantity.isZero())
      entries.push([`position:${symbols[s]!}`, `${text(position.quantity)} cost ${text(position.cost)}`]);
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const seen = {
  fills: 0,
  refusals: 0,
  liquidations: 0,
  deficits: 0,
  reductions: 0,
  interest: 0,
  conversions: 0,
};

function countWhatHappened({ ledgers }: Replay, lines: string[]): void {
  for (const { account } of ledgers) {
    seen.fills += account.watch.filled;
    seen.refusals += account.watch.rejections;
    for (const { kind, deficit } of account.watch.liquidations) {
      seen.liquidations++;
      if (deficit !== '0') seen.deficits++;
      if (kind === 'reduce') seen.reductions++;
    }
  }
  seen.interest += lines.filter(line => line.includes('"kind":"interest"')).length;
  seen.conversions += lines.filter(line => line.includes('"kind":"conversion"')).length;
}

function holds({ plan, ledgers }: Replay, lines: string[]): void {
  const rebuilt = replay(lines);
  for (const { mode, account, unmargined } of ledgers) {
    const { ledger, watch } = account;
    expect(text(ledger.imbalance())).toBe('0');
    expect(text(unmargined!.ledger.imbalance())).toBe('0');
    expect(books(rebuilt.get(`move/${plan.path}/${mode}`)!)).toEqual(booksOf(ledger));
    for (const { cause } of watch.liquidations) expect(sumOfCause(cause)).toBe(cause.distanceEnd);
    // Nobody owes but a pool that may.
    if (account.isPooledWhole()) continue;
    const held = new Set(account.heldSymbols().map(symbol => ledger.assets.settle[symbol]));
    ledger.balances.forEach((balance, asset) => {
      if (ledger.collateral === 'isolated' || !held.has(asset))
        expect(balance.toNumber()).toBeGreaterThanOrEqual(0);
    });
  }
}

describe('in every run of several assets', () => {
  it.each(Object.keys(families) as FamilyName[])(
    'the books balance, rebuild and explain themselves: %s',
    family => {
      const dice = new Dice(20200312);
      for (let seed = 1; seed <= seedCount; seed++) {
        for (const held of [true, false, false]) {
          const play = runOf(assetCase(family, seed), dice, held);
          const { run, lines } = play(false);
          holds(run, lines);
          countWhatHappened(run, lines);
          expect(play(true).lines).toEqual(lines);
        }
      }
    },
    everything ? 1_800_000 : 60_000,
  );

  it('and the runs reach what the laws are about', () => {
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0);
  });
});
