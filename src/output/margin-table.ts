/** The answer of the margin calculator for the terminal. */
import type { Assessment, PortfolioAssessment } from '../assess/assessment.ts';
import { formatMoment, formatMoney, formatSignedMoney, NONE } from '../report/format.ts';
import { MODEL_WORDS, partRows } from '../report/margin/parts.ts';
import {
  type LevelView,
  marginView,
  type MarginView,
  type ModeView,
  type PositionInMode,
} from '../report/margin/view.ts';
import { MODES } from '../report/words.ts';
import { plainTable } from './matrix.ts';
import type { Terminal } from './terminal.ts';

/** What would steer a terminal out of a name: control characters, but for line ends and our own colours. */
const COMMANDS = /(?!\n|\u001b\[\d{1,2}m)\p{Cc}/gu;

/** Modes side by side; positions; prices at which each would be liquidated; the portfolio's parts; what it rests on. */
export function marginText(assessment: Assessment, colours: Terminal['colours']): string {
  const view = marginView(assessment);
  const blocks = [
    modesTable(view.modes, colours),
    ...(view.positions.length === 0
      ? ['No position is held, so nothing is required.']
      : [positionsTable(view, colours), levelsTable(view, colours)]),
    ...(view.portfolio === null ? [] : portfolioLines(view.portfolio, colours)),
    notes(assessment, colours),
  ];
  // Figures are shared with the page; a terminal does without its narrow spaces.
  return blocks.join('\n\n').replaceAll('\u202f', ' ').replace(COMMANDS, '\ufffd');
}

function modesTable(modes: readonly ModeView[], colours: Terminal['colours']): string {
  const table = plainTable(['', ...modes.map(({ mode }) => MODES[mode].name)].map(colours.bold), [
    'left',
    ...modes.map(() => 'right' as const),
  ]);
  const row = (label: string, value: (own: ModeView) => string) => table.push([label, ...modes.map(value)]);
  row('rules', ({ venue, model }) => (model === '' || model === venue ? venue : `${venue}, ${model}`));
  row('equity', ({ equity, asset }) => `${equity} ${asset}`);
  row('initial margin', ({ initial }) => initial);
  row('maintenance margin', ({ maintenance }) => maintenance);
  row('free for new positions', ({ available }) => available);
  row('health', own => healthText(own, colours));
  row('liquidated at health', ({ liquidationHealth }) => `${liquidationHealth}×`);
  return table.toString();
}

function healthText({ health, isLiquidatable }: ModeView, colours: Terminal['colours']): string {
  return isLiquidatable ? colours.red(`✕ liquidated now ${health}`) : health;
}

function positionsTable({ positions }: MarginView, colours: Terminal['colours']): string {
  const table = plainTable(
    ['Position', '', 'Entry', 'Mark', 'Notional', 'Unrealised', ''].map(colours.bold),
    ['left', 'left', 'right', 'right', 'right', 'right', 'left'],
  );
  for (const { symbol, size, leverage, entry, mark, notional, pnl, settle } of positions)
    table.push([symbol, `${size} ${leverage}`, entry, mark, notional, pnl, settle]);
  return table.toString();
}

function levelsTable({ positions }: MarginView, colours: Terminal['colours']): string {
  const table = plainTable(
    ['Position', 'Mode', 'Tier', 'Maintenance', 'Health', 'Liquidation price', 'Bankruptcy price'].map(
      colours.bold,
    ),
    ['left', 'left', 'right', 'right', 'right', 'right', 'right'],
  );
  for (const { symbol, byMode } of positions) {
    byMode.forEach((own, at) => {
      const { mode, tier, maintenance, health } = own;
      const first = at === 0 ? symbol : '';
      const name = MODES[mode].name;
      table.push([first, name, tier, maintenance, health, liquidation(own, colours), level(own.bankruptcy)]);
    });
  }
  return table.toString();
}

function liquidation({ isLiquidatable, liquidation }: PositionInMode, colours: Terminal['colours']): string {
  if (!isLiquidatable) return level(liquidation);
  return colours.red(liquidation === null ? '✕ now' : `✕ now, stands at ${liquidation.price}`);
}

const level = (own: LevelView | null): string => (own === null ? NONE : `${own.price} ${own.distanceText}`);

function portfolioLines(own: PortfolioAssessment, colours: Terminal['colours']): string[] {
  const { model, parts, worstScenario, asset } = own;
  if (Object.keys(parts).length === 0)
    return [`Portfolio model ${model} is a plain sum over the positions: no parts, no scenarios.`];
  const { names, rows } = partRows(parts);
  const table = plainTable([`Portfolio, ${model}`, ...names].map(colours.bold), [
    'left',
    ...names.map(() => 'right' as const),
  ]);
  for (const { part, amounts } of rows)
    table.push([part, ...amounts.map(amount => (amount === null ? '' : formatMoney(amount)))]);
  const worst =
    worstScenario === null
      ? 'No move of the prices costs this book anything.'
      : `Worst scenario: ${worstScenario.id}${worstScenario.pnl === null ? '' : `, ${formatSignedMoney(worstScenario.pnl)} ${asset}`}.`;
  return [table.toString(), [worst, MODEL_WORDS[model] ?? ''].filter(Boolean).join('\n')];
}

function notes({ venue, assumptions, asOf }: Assessment, colours: Terminal['colours']): string {
  return [
    colours.dim(asOf === null ? 'The latest rules known:' : `Rules of ${formatMoment(asOf).slice(0, 10)}:`),
    ...venue.rulesFrom.map(sentence => colours.dim(`- ${sentence}`)),
    colours.dim('Assumptions:'),
    ...assumptions.map(sentence => colours.dim(`- ${sentence}`)),
  ].join('\n');
}
