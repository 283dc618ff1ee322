/** One margin mode over all moves: both counts, and what was counted apart. */
import { Decimal } from '../../basics/money.ts';
import type { Cell, Results, Verdict } from '../../results/results.ts';
import type { MarginMode } from '../../strategy/strategy.ts';
import { formatCount, formatHealth, formatMoney, formatPercent } from '../format.ts';
import type { Tally } from '../tally.ts';
import { VERDICT_WORDS } from '../words.ts';
import { profitRatio, type MoveView } from './move-view.ts';

export interface ModeCard {
  mode: MarginMode;
  kept: number;
  alive: number;
  moves: number;
  strip: { anchor: string; label: string; verdict: Verdict | null; pathDependent: boolean; icon: string }[];
  rows: { label: string; value: string }[];
  /** `generic, model pm-correlated: liquidated at health ≤ 1×, warned below 1.5×`. */
  rule: string;
}

export function modeCard(
  results: Results,
  mode: MarginMode,
  tally: Tally,
  moves: readonly MoveView[],
): ModeCard {
  const cells = moves.map(({ row }) => row.cells[mode]).filter(cell => cell !== undefined);
  const venue = results.run.venue[mode]!;
  return {
    mode,
    kept: tally.kept,
    alive: tally.alive,
    moves: tally.moves,
    strip: moves.map(view => stripCell(view, mode)),
    rows: [
      {
        label: 'Path-dependent, counted apart',
        value: tally.certaintyTested ? String(tally.pathDependent) : 'not tested',
      },
      { label: 'Not held, counted apart', value: String(tally.notHeld) },
      ...(tally.notJudged > 0 ? [{ label: 'No result', value: String(tally.notJudged) }] : []),
      ...figures(cells),
    ],
    rule: `${venue.id}, ${venue.model}: liquidated at health ≤ ${venue.liquidationHealth}×, warned below ${venue.warningHealth}×`,
  };
}

function figures(cells: readonly Cell[]): { label: string; value: string }[] {
  if (cells.length === 0) return [];
  const healths = cells.map(({ minHealth }) => minHealth).filter(health => health !== null);
  const worst = Math.min(...cells.map(profitRatio));
  const forced = cells.flatMap(({ liquidations }) => liquidations).filter(({ beforeMove }) => !beforeMove);
  const deficit = forced.reduce((sum, row) => sum.plus(row.deficit), new Decimal(0));
  return [
    { label: 'Lowest health', value: formatHealth(healths.length > 0 ? Math.min(...healths) : null) },
    { label: 'Worst P&L in a move', value: formatPercent(worst) },
    { label: 'Forced trades', value: formatCount(forced.length) },
    { label: 'Deficit left to insurance', value: formatMoney(deficit.toFixed()) },
  ];
}

function stripCell(view: MoveView, mode: MarginMode): ModeCard['strip'][number] {
  const cell = view.cells.find(candidate => candidate?.mode === mode) ?? null;
  const state = cell === null ? 'no result' : cell.word.toLowerCase();
  return {
    anchor: view.anchor,
    label: `${view.number} ${view.name}: ${cell?.pathDependent ? `${state}, path-dependent` : state}`,
    verdict: cell?.verdict ?? null,
    pathDependent: cell?.pathDependent ?? false,
    icon: cell === null ? '–' : VERDICT_WORDS[cell.verdict].icon,
  };
}
