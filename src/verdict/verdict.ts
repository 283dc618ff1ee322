/** From what a ledger went through to a verdict (semantics §7). */
import type { ReplayedLedger } from '../engine/replay.ts';
import type { FillRecord, Watch } from '../engine/watch.ts';
import type { Certainty, Verdict } from '../results/results.ts';

export interface VerdictAt {
  verdict: Verdict;
  /** Row of the first event of that class; −1: none. */
  row: number;
}

/** The worst that happened, counted from the move's start. */
export function verdictOf(watch: Watch): VerdictAt {
  if (watch.bankruptRow >= 0) return { verdict: 'bankrupt', row: watch.bankruptRow };
  if (watch.closedRow >= 0) return { verdict: 'liquidated', row: watch.closedRow };
  if (watch.reducedRow >= 0) return { verdict: 'reduced', row: watch.reducedRow };
  if (watch.warnedRow >= 0) return { verdict: 'margin-called', row: watch.warnedRow };
  const nothingHeld = watch.rejections > 0 && watch.filled === 0;
  return nothingHeld ? { verdict: 'not-held', row: watch.refusedRow } : { verdict: 'untouched', row: -1 };
}

/** No forced trade, in the move or the lead before it. */
export const positionsKept = ({ firstForcedRow }: Watch): boolean => firstForcedRow < 0;

/** Pooled: never closed. Isolated: something in the wallet or a bucket left. */
export function accountAlive({ mode, account }: ReplayedLedger): boolean {
  if (mode !== 'isolated') return !account.watch.everClosed;
  return account.ledger.balances.some(balance => balance.gt(0)) || account.heldSymbols().length > 0;
}

/**
 * Certain when the runs agree on whether there is a forced trade and had the same fills up to its candle:
 * the fills of each before its own first forced trade are the beginning of the others'.
 */
export function certaintyOf(runs: readonly Watch[]): Certainty {
  const forced = runs.map(run => run.firstForcedRow >= 0);
  if (forced.some(own => own !== forced[0])) return 'path-dependent';
  const [first, ...others] = runs as [Watch, ...Watch[]];
  const agree =
    others.every(other => sameFills(first, other)) && (runs.length < 3 || sameFills(runs[1]!, runs[2]!));
  return agree ? 'certain' : 'path-dependent';
}

/** Fills before the earlier of the two first forced trades are the same. */
function sameFills(a: Watch, b: Watch): boolean {
  const end = Math.min(...[a, b].map(run => (run.firstForcedRow < 0 ? Infinity : run.firstForcedRow)));
  const [own, others] = [a, b].map(run => run.fills.filter(fill => fill.row < end)) as [
    FillRecord[],
    FillRecord[],
  ];
  return own.length === others.length && own.every((fill, k) => isSameFill(fill, others[k]!));
}

const isSameFill = (a: FillRecord, b: FillRecord): boolean =>
  a.row === b.row &&
  a.order === b.order &&
  a.symbol === b.symbol &&
  a.quantity.eq(b.quantity) &&
  a.price.eq(b.price);
