/** `--fail-on '<mode>.<count><op><n>'`: a condition on the matrix under which CI is to fail. */
import { configError } from '../basics/errors.ts';
import type { Cell, Results } from '../results/results.ts';
import type { MarginMode } from '../strategy/strategy.ts';

const COUNTS: Record<string, (cell: Cell) => boolean> = {
  liquidated: ({ verdict }) => verdict === 'liquidated' || verdict === 'bankrupt',
  notKept: ({ positionsKept }) => !positionsKept,
  notAlive: ({ accountAlive }) => !accountAlive,
};

const OPERATORS: Record<string, (count: number, bound: number) => boolean> = {
  '>': (count, bound) => count > bound,
  '>=': (count, bound) => count >= bound,
  '<': (count, bound) => count < bound,
  '<=': (count, bound) => count <= bound,
  '=': (count, bound) => count === bound,
  '==': (count, bound) => count === bound,
};

const GATE = /^(isolated|cross|portfolio)\.(\w+)\s*(>=|<=|==|=|>|<)\s*(\d+)$/;

export interface Gate {
  text: string;
  mode: MarginMode;
  count: string;
  operator: string;
  bound: number;
}

/** @throws UserError 'config' when the text is no gate, or counts in a mode that the run leaves out. */
export function parseGate(text: string, modes: readonly MarginMode[]): Gate {
  const [, mode, count, operator, bound] = GATE.exec(text.trim()) ?? [];
  if (mode === undefined || !Object.hasOwn(COUNTS, count!)) {
    throw configError(`--fail-on "${text}" is not a gate.`, [
      `Write <mode>.<count><op><n>, such as 'cross.liquidated>0'. Counts: ${Object.keys(COUNTS).join(', ')}; ops: ${Object.keys(OPERATORS).join(' ')}.`,
    ]);
  }
  if (!modes.includes(mode as MarginMode)) {
    throw configError(`--fail-on "${text}": the run has no ${mode} mode; its modes are ${modes.join(', ')}.`);
  }
  return {
    text: text.trim(),
    mode: mode as MarginMode,
    count: count!,
    operator: operator!,
    bound: Number(bound),
  };
}

/** Why the gate is not met: a sentence; null when it is. Counts covered moves only. */
export function gateFailure(
  { text, mode, count, operator, bound }: Gate,
  { matrix }: Results,
): string | null {
  const cells = matrix.flatMap(row => (row.covered && row.cells[mode] ? [row.cells[mode]] : []));
  const counted = cells.filter(COUNTS[count]!).length;
  if (!OPERATORS[operator]!(counted, bound)) return null;
  return `Gate not met: ${mode}.${count} is ${counted} of ${cells.length} covered moves, and --fail-on '${text}' fails the run.`;
}
