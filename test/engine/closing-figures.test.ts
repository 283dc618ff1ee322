/** The recorded series against the books that the journal makes, row by row (semantics §3.4). */
import { describe, expect, it } from 'vitest';
import { runReplays } from '../../src/run/run-replays.ts';
import { replay } from '../../src/journal/rebuild.ts';
import { rulesAt } from '../../src/run/rules-at.ts';
import { Decimal, ZERO } from '../../src/basics/money.ts';
import { type Row, windowOf } from './play.ts';
import { randomRun } from './random-run.ts';

/** Equity and requirement of a ledger at the marks of a row, from its journal up to then. */
function figuresAt(
  lines: string[],
  mode: 'isolated' | 'cross' | 'portfolio',
  row: number,
  run: ReturnType<typeof randomRun>,
) {
  const { market, config } = run;
  const [books] = replay(lines).values();
  const symbols = market.series.map(({ symbol }) => symbol);
  const { model } = rulesAt(config, market, market.times[run.from]!)[mode]!;
  const marks = market.series.map(({ mark }) => new Decimal(mark.close[row]!));
  let equity = ZERO;
  for (const [account, amount] of books!.balances)
    if (account === 'wallet' || account.startsWith('margin:')) equity = equity.add(amount);
  const holdings = symbols.flatMap((name, symbol) => {
    const position = books!.positions.get(name);
    if (!position || position.quantity.isZero()) return [];
    equity = equity.add(position.quantity.mul(marks[symbol]!).sub(position.cost));
    return [{ symbol, ...position, leverage: 1 }];
  });
  return { equity: equity.toNumber(), maintenance: model.maintenance(holdings, marks).toNumber() };
}

describe('closing figures', () => {
  it('are those of the books at the marks of each close', async () => {
    let held = 0;
    for (let seed = 100; seed < 106; seed++) {
      const run = randomRun(seed);
      const lines: string[] = [];
      const { market, config, strategy, from } = run;
      const outcome = await runReplays({
        config,
        market,
        strategy,
        windows: [windowOf(market, from)],
        journal: line => lines.push(line),
      });
      const { times, ledgers } = outcome.moves[0]!.series;
      const rows = lines.map(line => ({ line, row: JSON.parse(line) as Row }));
      for (const { mode, equity, maintenance, health } of ledgers) {
        const own = rows.filter(
          ({ row }) => row.run === 'move' && row.path === 'nominal' && row.mode === mode,
        );
        times.forEach((time, at) => {
          // What is asked for at the close comes after it, and moves no money.
          const upTo = own.filter(({ row }) => row.time <= time).map(({ line }) => line);
          const row = market.times.indexOf(time);
          const figures = figuresAt(upTo, mode, row, run);
          const tolerance = 1e-9 * (Math.abs(figures.equity) + 100 * figures.maintenance + 1);
          expect(Math.abs(equity[at]! - figures.equity)).toBeLessThanOrEqual(tolerance);
          expect(Math.abs(maintenance[at]! - figures.maintenance)).toBeLessThanOrEqual(tolerance);
          if (figures.maintenance === 0) expect(health[at]).toBeNaN();
          else if (mode !== 'isolated')
            expect(health[at]! / (equity[at]! / maintenance[at]!)).toBeCloseTo(1, 9);
          if (figures.maintenance > 0) held++;
        });
      }
    }
    expect(held).toBeGreaterThan(100);
  });
});
