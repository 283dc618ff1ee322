/** The survival matrix as a table for the terminal. */
import Table from 'cli-table3';
import { tallyOf } from '../report/tally.ts';
import type { Cell, Results, Verdict } from '../results/results.ts';
import type { Terminal } from './terminal.ts';

const ICONS: Record<Verdict, string> = {
  'not-held': '–',
  untouched: '✓',
  'margin-called': '!',
  reduced: '◐',
  liquidated: '✕',
  bankrupt: '✕✕',
};

/** Plain lines, no frames: readable in a log as on a terminal. Columns are left-aligned unless said otherwise. */
export const plainTable = (head: string[], colAligns: ('left' | 'right')[] = []) =>
  new Table({
    head,
    colAligns,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '',
    },
  });

/** Move × mode: verdict and lowest health; then how many moves each mode came through, both ways of counting. */
export function matrixText(results: Results, colours: Terminal['colours']): string {
  const { run, matrix } = results;
  if (matrix.length === 0)
    return 'No move was judged: none that large is in this data. Lower moves.size, or name the moves yourself.';
  const modes = Object.keys(run.venue) as (keyof typeof run.venue)[];
  const table = plainTable(
    ['Move', ...modes.map(mode => mode[0]!.toUpperCase() + mode.slice(1))].map(colours.bold),
  );
  const covered = matrix.filter(row => row.covered);
  for (const { move, cells } of covered) {
    table.push([move.name, ...modes.map(mode => (cells[mode] ? cellText(cells[mode], colours) : ''))]);
  }
  const tallies = modes.map(mode => tallyOf(results, mode));
  const of = (count: number) => `${count} of ${covered.length}`;
  table.push(['every position kept', ...tallies.map(({ kept }) => of(kept))]);
  table.push(['account alive', ...tallies.map(({ alive }) => of(alive))]);
  if (tallies.some(({ pathDependent }) => pathDependent > 0))
    table.push(['path-dependent, in neither', ...tallies.map(({ pathDependent }) => String(pathDependent))]);
  if (tallies.some(({ notHeld }) => notHeld > 0))
    table.push(['not held, in neither', ...tallies.map(({ notHeld }) => String(notHeld))]);
  const absent = matrix.length - covered.length;
  const notes = [
    '× is the lowest margin health in the move: equity ÷ maintenance margin. ~ marks a verdict that depends on the path inside a candle.',
    ...(covered.some(({ cells }) => Object.values(cells).some(diedInLead))
      ? [
          '† marks a forced trade before the move began: it is not in the verdict, and the position was not kept.',
        ]
      : []),
    ...(absent > 0
      ? [
          `${absent} of ${matrix.length} moves ${absent === 1 ? 'is' : 'are'} not covered by the data; the report says why.`,
        ]
      : []),
    ...(run.reconstruction ? ['The prices are a reconstruction, not exchange history.'] : []),
  ];
  return [table.toString(), '', ...notes.map(colours.dim)].join('\n');
}

const diedInLead = ({ liquidations }: Cell): boolean => liquidations.some(({ beforeMove }) => beforeMove);

function cellText(cell: Cell, colours: Terminal['colours']): string {
  const { verdict, certainty, minHealth } = cell;
  const health = minHealth === null ? '' : ` ${minHealth.toFixed(2)}×`;
  const doubt = certainty === 'path-dependent' ? ' ~' : '';
  const worded = `${ICONS[verdict]} ${verdict}${health}${doubt}${diedInLead(cell) ? ' †' : ''}`;
  if (verdict === 'untouched') return diedInLead(cell) ? colours.yellow(worded) : colours.green(worded);
  if (verdict === 'liquidated' || verdict === 'bankrupt') return colours.red(worded);
  return verdict === 'not-held' ? colours.dim(worded) : colours.yellow(worded);
}
