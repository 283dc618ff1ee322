/** One move as a row of the survival matrix. */
import { Decimal } from '../../basics/money.ts';
import type { Cell, LiquidationRow, MatrixRow, Results, Verdict } from '../../results/results.ts';
import type { MarginMode } from '../../strategy/strategy.ts';
import {
  counted,
  formatHealth,
  formatLength,
  formatMoment,
  formatMoney,
  formatPercent,
  formatWindow,
  joined,
} from '../format.ts';
import { isPathDependent } from '../tally.ts';
import { MODES, VERDICT_WORDS } from '../words.ts';

export type CoveredRow = Extract<MatrixRow, { covered: true }>;

export interface MoveView {
  /** From 1, as in the matrix, the strips of the cards and the shaded parts of the charts. */
  number: number;
  row: CoveredRow;
  anchor: string;
  name: string;
  what: string;
  window: string;
  length: string;
  /** Farthest excursions, largest first. */
  returns: string[];
  cells: (CellView | null)[];
  /** What would be misread without a word: a mode that ends richer because it lost a leg. */
  notes: string[];
}

export interface CellView {
  mode: MarginMode;
  verdict: Verdict;
  word: string;
  pathDependent: boolean;
  lowest: string;
  lowestAt: string;
  pnl: string;
  pnlWithoutMargin: string;
  /** Bounds of a path-dependent cell: `pessimistic: liquidated, −92.1 %`. */
  bounds: string[];
  /** Refused orders, forced trades before the move, expired orders. */
  remarks: string[];
}

const SHOWN_RETURNS = 4;

export const moveViews = (results: Results, modes: readonly MarginMode[]): MoveView[] =>
  results.matrix.filter(row => row.covered).map((row, index) => moveView(row, index + 1, modes));

function moveView(row: CoveredRow, number: number, modes: readonly MarginMode[]): MoveView {
  const { move, cells } = row;
  return {
    number,
    row,
    anchor: `move-${number}`,
    name: move.name,
    what: move.what ?? '',
    window: formatWindow(move.start, move.end),
    length: formatLength(move.end - move.start),
    returns: returnsOf(move.returns),
    cells: modes.map(mode => (cells[mode] ? cellView(mode, cells[mode], move.start) : null)),
    notes: richerByLosing(cells),
  };
}

function returnsOf(returns: Record<string, number>): string[] {
  const largest = Object.entries(returns).sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  const shown = largest.slice(0, SHOWN_RETURNS).map(([symbol, ratio]) => `${symbol} ${formatPercent(ratio)}`);
  const more = largest.length - shown.length;
  return more > 0 ? [...shown, `${more} more`] : shown;
}

/** Gain or loss as a share of the equity at the start; none on no equity. */
function pnlRatio(start: string, end: string): number {
  return new Decimal(start).isZero() ? 0 : new Decimal(end).div(start).minus(1).toNumber();
}

/** Profit of a cell or of the continuous run as a fraction of what it began with; new money is no profit. */
export const profitRatio = (run: { equityStart: string; equityEnd: string; deposited: string }): number =>
  pnlRatio(run.equityStart, new Decimal(run.equityEnd).minus(run.deposited).toFixed());

function cellView(mode: MarginMode, cell: Cell, moveStart: number): CellView {
  const pathDependent = isPathDependent(cell);
  return {
    mode,
    verdict: cell.verdict,
    word: VERDICT_WORDS[cell.verdict].word,
    pathDependent,
    lowest: formatHealth(cell.minHealth),
    lowestAt: cell.minHealthAt === null ? '' : formatMoment(cell.minHealthAt),
    pnl: formatPercent(profitRatio(cell)),
    pnlWithoutMargin: formatPercent(pnlRatio(cell.equityStart, cell.equityEndWithoutMargin)),
    bounds: pathDependent ? boundsOf(cell) : [],
    remarks: remarksOf(cell, moveStart),
  };
}

function boundsOf({ bounds, equityStart }: Cell): string[] {
  return (['optimistic', 'pessimistic'] as const).flatMap(path => {
    const bound = bounds[path];
    if (bound === undefined) return [];
    const pnl = formatPercent(pnlRatio(equityStart, bound.equityEnd));
    return [`${path}: ${VERDICT_WORDS[bound.verdict].word.toLowerCase()}, ${pnl}`];
  });
}

function remarksOf(cell: Cell, moveStart: number): string[] {
  const remarks: string[] = [];
  const reasons = Object.entries(cell.refusals).map(([reason, times]) => `${reason} ×${times}`);
  if (cell.rejections > 0) {
    remarks.push(
      `${counted(cell.rejections, 'order')} refused${reasons.length > 0 ? `: ${joined(reasons)}` : ''}`,
    );
  }
  const before = cell.liquidations.filter(({ beforeMove }) => beforeMove).length;
  if (before > 0) {
    remarks.push(
      `${counted(before, 'forced trade')} before the move began (${formatMoment(moveStart)}), not counted in the verdict`,
    );
  }
  if (Number(cell.deposited) !== 0)
    remarks.push(`${formatMoney(cell.deposited)} of new money, not counted as profit`);
  if (cell.ordersExpired > 0) remarks.push(`${counted(cell.ordersExpired, 'order')} expired at the end`);
  return remarks;
}

/** Semantics §9: the losing leg is cut, the winning one runs; the page says so where it happens. */
function richerByLosing({ isolated, cross }: CoveredRow['cells']): string[] {
  if (isolated === undefined || cross === undefined) return [];
  // Also before the move: a leg that was cut in the lead cannot lose in the move.
  const lost = isolated.liquidations.filter(({ kind }) => kind !== 'delisted');
  if (lost.length === 0 || !new Decimal(isolated.equityEnd).gt(cross.equityEnd)) return [];
  const [own, other] = [isolated, cross].map(cell => formatPercent(profitRatio(cell)));
  return [
    `${MODES.isolated.name} ends above cross here (${own} against ${other}) although it lost ${legs(lost)}: ` +
      'a leg closed by force stops losing, and what is left runs on. That is not survival.',
  ];
}

function legs(lost: readonly LiquidationRow[]): string {
  const names = [...new Set(lost.map(({ bucket }) => bucket))];
  return names.length > 3
    ? `${names.length} legs`
    : `${joined(names)} (${lost.length > 1 ? 'from ' : ''}${formatMoment(lost[0]!.time)})`;
}
