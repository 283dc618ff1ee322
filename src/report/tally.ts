/** What one mode did over all judged moves. Every move is in exactly one of the classes of each count. */
import type { Cell, Results } from '../results/results.ts';
import type { MarginMode } from '../strategy/strategy.ts';

export interface Tally {
  /** Moves that the data covers. */
  moves: number;
  /** No forced trade on any path that was tried. */
  kept: number;
  /** The account lived, in moves that are neither path-dependent nor not held. */
  alive: number;
  /** Counted apart, never as kept or alive. */
  pathDependent: number;
  notHeld: number;
  /** Covered, yet without a result in this mode. */
  notJudged: number;
  /** False when one path alone was replayed, so that certainty is unknown. */
  certaintyTested: boolean;
}

export const isPathDependent = (cell: Cell): boolean => cell.certainty === 'path-dependent';
const isNotHeld = (cell: Cell): boolean => cell.verdict === 'not-held' && !isPathDependent(cell);

export function tallyOf(results: Results, mode: MarginMode): Tally {
  const covered = results.matrix.filter(row => row.covered);
  const cells = covered.map(row => row.cells[mode]).filter(cell => cell !== undefined);
  const settled = cells.filter(cell => !isPathDependent(cell) && !isNotHeld(cell));
  return {
    moves: covered.length,
    kept: settled.filter(cell => cell.positionsKept).length,
    alive: settled.filter(cell => cell.accountAlive).length,
    pathDependent: cells.filter(isPathDependent).length,
    notHeld: cells.filter(isNotHeld).length,
    notJudged: covered.length - cells.length,
    certaintyTested: cells.every(cell => cell.certainty !== null),
  };
}
