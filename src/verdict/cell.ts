/** One cell of the matrix: a mode in a move, judged by its nominal run and bounded by the other two. */
import { text } from '../basics/money.ts';
import { maxDrawdown } from '../engine/recorder.ts';
import type { ReplayedLedger } from '../engine/replay.ts';
import { Decimal, ZERO } from '../basics/money.ts';
import { assetPrice } from '../ledger/assets.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Account } from '../engine/account.ts';
import type { Cell, PathKind } from '../results/results.ts';
import { accountAlive, certaintyOf, positionsKept, verdictOf } from './verdict.ts';

export type RunsByPath = Partial<Record<PathKind, ReplayedLedger>>;

/** Marks at the close of a row, exact. */
export const closeMarks = (account: Account, row: number): Decimal[] =>
  account.market.series.map(series => new Decimal(series.mark.close[row]!));

/** What came from outside after the opening. */
export const deposited = ({ ledger, capital }: Account, marks: readonly Decimal[]): Decimal =>
  inQuote(
    ledger,
    ledger.worlds.map(({ external }, asset) => external.neg().sub(capital.amounts[asset]!)),
    marks,
  );

/** Amounts by asset number as one, at these marks. */
export const inQuote = (
  { assets }: Ledger,
  amounts: readonly Decimal[],
  marks: readonly Decimal[],
): Decimal =>
  amounts.reduce(
    (sum, amount, asset) => sum.add(amount.isZero() ? ZERO : amount.mul(assetPrice(assets, asset, marks))),
    ZERO,
  );

/** What a ledger gave one of the world's accounts in all assets. */
export const paidTo = (
  { ledger }: Account,
  whom: 'fees' | 'funding' | 'interest',
  marks: readonly Decimal[],
): Decimal =>
  inQuote(
    ledger,
    ledger.worlds.map(world => world[whom]),
    marks,
  );

/** @param lastRow the row whose close ends the replay */
export function cellOf(runs: RunsByPath, lastRow: number): Cell {
  const judged = runs.nominal ?? runs.pessimistic ?? runs.optimistic!;
  const { account, record } = judged;
  const { watch, market } = account;
  const { verdict, row } = verdictOf(watch);
  const all = Object.values(runs);
  const marks = closeMarks(account, lastRow);
  const bound = (run: ReplayedLedger) => ({
    verdict: verdictOf(run.account.watch).verdict,
    equityEnd: text(run.account.worth(marks)),
  });
  return {
    verdict,
    certainty: all.length > 1 ? certaintyOf(all.map(run => run.account.watch)) : null,
    at: row < 0 ? null : market.times[row]!,
    positionsKept: positionsKept(watch),
    accountAlive: accountAlive(judged),
    rejections: watch.rejections,
    refusals: watch.refusals as Record<string, number>,
    ordersExpired: watch.expired,
    minHealth: Number.isFinite(watch.minHealth) ? watch.minHealth : null,
    minHealthAt: watch.minHealthRow < 0 ? null : market.times[watch.minHealthRow]!,
    equityStart: text(account.capital.worth),
    equityEnd: text(account.worth(marks)),
    deposited: text(deposited(account, marks)),
    equityEndWithoutMargin: text(judged.unmargined!.worth(marks)),
    maxDrawdown: maxDrawdown(record.equity),
    feesPaid: text(paidTo(account, 'fees', marks)),
    fundingPaid: text(paidTo(account, 'funding', marks)),
    interestPaid: text(paidTo(account, 'interest', marks)),
    bounds:
      all.length > 1 ? { pessimistic: bound(runs.pessimistic!), optimistic: bound(runs.optimistic!) } : {},
    liquidations: watch.liquidations,
  };
}
