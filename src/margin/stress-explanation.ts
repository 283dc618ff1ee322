/**
 * `pm-stress` laid open: MR1, MR4, MR6, MR7 of each underlying, and the moves behind MR1 and MR6
 * (rules: portfolio.md §1.2; semantics §6).
 */
import { Decimal, max, ZERO } from '../basics/money.ts';
import { type Explanation, oneMove, type Scenario, together } from './explanation.ts';

/** One underlying of a book: its rates, and its deltas in quote. */
export interface StressRow {
  unit: { name: string; range: Decimal; extreme: Decimal; basis: Decimal };
  /** Signed Σ of the deltas. */
  net: Decimal;
  /** Σ |delta| of the contracts. */
  gross: Decimal;
  /** The least that is asked (MR7). */
  minimumCharge: Decimal;
}

/** The price grid, in thirds of the range R. */
const THIRDS = [-3, -2, -1, 0, 1, 2, 3];
/** Half the loss at a move beyond the range counts. */
export const EXTREME_WEIGHT = 0.5;

export function explainStress(rows: readonly StressRow[]): Explanation {
  const held = rows.filter(({ net, gross }) => !(net.isZero() && gross.isZero()));
  const parts: Record<string, Decimal> = {};
  const scenarios: Scenario[] = [];
  const worst: Scenario[] = [];
  for (const { unit, net, gross, minimumCharge } of held) {
    const { name, range, extreme } = unit;
    const grid = THIRDS.map(k => oneMove(name, range.mul(k).div(3), net, 1));
    const extremes = [-1, 1].map(sign => oneMove(name, extreme.mul(sign), net, EXTREME_WEIGHT));
    parts[`MR1 ${name}`] = worstLoss(grid);
    parts[`MR4 ${name}`] = unit.basis.mul(gross);
    parts[`MR6 ${name}`] = worstLoss(extremes).mul(EXTREME_WEIGHT);
    parts[`MR7 ${name}`] = minimumCharge;
    scenarios.push(extremes[0]!, ...grid, extremes[1]!);
    if (!net.isZero()) worst.push(lowest(grid));
  }
  return { parts, scenarios, worst: worst.length > 0 ? together(worst) : null };
}

const lowest = (scenarios: readonly Scenario[]): Scenario =>
  scenarios.reduce((low, next) => (next.pnl.lt(low.pnl) ? next : low));

const worstLoss = (scenarios: readonly Scenario[]): Decimal => max(ZERO, lowest(scenarios).pnl.neg());
