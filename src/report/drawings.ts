/** Draws every picture of the page. */
import type { Cell, Results } from '../results/results.ts';
import type { MarginMode } from '../strategy/strategy.ts';
import { linePoints, pointCount, type ChartData, type MoveChart, type RunChart } from './chart-data.ts';
import type { Shade } from './charts/chart.ts';
import { equityChart } from './charts/equity.ts';
import { DRAWN_HEALTH, healthChart, healthScale } from './charts/health.ts';
import { LABELLED_SYMBOLS, priceChart } from './charts/price.ts';
import { sparkline } from './charts/sparkline.ts';
import { formatCount, formatRanges } from './format.ts';
import { esc, markup, trusted, type Html } from './html.ts';
import type { MoveView } from './model/move-view.ts';
import { svgRenderer, type SvgRenderer } from './render-svg.ts';
import { MODES } from './words.ts';

export interface Drawings {
  /** Null without a continuous run. */
  run: { panels: { caption: string; svg: Html }[]; notes: string[] } | null;
  /** A stand-in in words where there is no line to draw. */
  sparkline(moveId: string, mode: MarginMode): Html;
}

export async function drawings(
  results: Results,
  charts: ChartData,
  moves: readonly MoveView[],
): Promise<Drawings> {
  const draw = await svgRenderer();
  const sparklines = new Map<string, Html>();
  for (const { row } of moves) {
    const chart = charts.moves.find(({ id }) => id === row.move.id);
    if (chart === undefined) continue;
    for (const [mode, svg] of await drawSparklines(chart, row, results, draw))
      sparklines.set(keyOf(chart.id, mode), svg);
  }
  return {
    run: charts.continuous && (await drawRun(charts.continuous, results, moves, draw)),
    sparkline: (moveId, mode) => sparklines.get(keyOf(moveId, mode)) ?? NO_LINE,
  };
}

const NO_LINE = markup`<p class="no-line">no position, no line</p>`;
const keyOf = (moveId: string, mode: MarginMode): string => JSON.stringify([moveId, mode]);

/** The picture as one image with one description, for those who cannot see it. */
const described = (svg: string, label: string): Html =>
  trusted(svg.replace(/^<svg /, () => `<svg role="img" aria-label="${esc(label)}" `));

async function drawSparklines(
  chart: MoveChart,
  { move, cells }: MoveView['row'],
  { run }: Results,
  draw: SvgRenderer,
): Promise<[MarginMode, Html][]> {
  const lines = chart.health
    .map(({ mode, line }) => ({ mode, points: linePoints(line, chart), cell: cells[mode] }))
    .filter(({ points, cell }) => cell !== undefined && points.some(({ v }) => v !== null));
  const lows = lines.map(({ cell }) => (cell as Cell).minHealth).filter(low => low !== null);
  const scale = healthScale([...lines.flatMap(({ points }) => points.map(({ v }) => v ?? 1)), ...lows]);

  const drawn: [MarginMode, Html][] = [];
  for (const { mode, points, cell } of lines) {
    const { liquidationHealth } = run.venue[mode]!;
    const domain: [number, number] = [chart.start, Math.max(chart.end, move.end)];
    const svg = await draw(sparkline({ mode, points }, cell!, { scale, domain, move, liquidationHealth }));
    drawn.push([
      mode,
      markup`<div class="spark">
        ${described(svg, `Health of ${MODES[mode].name.toLowerCase()} over the move`)}
      </div>`,
    ]);
  }
  return drawn;
}

async function drawRun(
  chart: RunChart,
  results: Results,
  moves: readonly MoveView[],
  draw: SvgRenderer,
): Promise<Drawings['run']> {
  const inside = moves.filter(({ row: { move } }) => move.end > chart.start && move.start < chart.end);
  const shades = inside.map(({ number, row: { move } }): Shade => ({
    from: Math.max(move.start, chart.start),
    to: Math.min(move.end, chart.end),
    number,
  }));
  const wanted = [
    priceChart(chart, shades),
    equityChart(chart, shades, results.continuous),
    healthChart(chart, shades, results),
  ];
  const panels: { caption: string; svg: Html }[] = [];
  for (const panel of wanted.filter(panel => panel !== null)) {
    panels.push({ caption: panel.caption, svg: described(await draw(panel), `${panel.caption}, by time`) });
  }
  return { panels, notes: notes(chart, moves, inside) };
}

function notes(chart: RunChart, moves: readonly MoveView[], inside: readonly MoveView[]): string[] {
  const total = chart.candles * (chart.prices.length + 2 * chart.ledgers.length);
  const outside = moves.filter(view => !inside.includes(view)).map(({ number }) => number);
  return [
    'Grey: the numbered moves. ✕ a forced trade. A dot on a dotted line: the lowest health, inside a candle. A gap: no position.',
    `Health is drawn between ${DRAWN_HEALTH[0]}× and ${DRAWN_HEALTH[1]}×.`,
    `Lines keep the first, lowest, highest and last value of every column and every forced trade: ${formatCount(pointCount(chart))} of ${formatCount(total)} points drawn.`,
    ...(outside.length > 0
      ? [
          `Outside of this run, so not shaded: ${outside.length > 1 ? 'moves' : 'move'} ${formatRanges(outside)}.`,
        ]
      : []),
    ...(chart.prices.length > LABELLED_SYMBOLS
      ? [`The first ${LABELLED_SYMBOLS} of ${chart.prices.length} symbols are named.`]
      : []),
  ];
}
