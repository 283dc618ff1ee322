/** Health panel of the whole run: log axis, the red zone below the liquidation line, dots at the lowest health. */
import type { RunChart } from '../chart-data.ts';
import type { Results } from '../../results/results.ts';
import type { MarginMode } from '../../strategy/strategy.ts';
import { MODES } from '../words.ts';
import {
  ALARM,
  END_LABELS,
  SHADES,
  endLabelData,
  panel,
  shadeData,
  type PanelChart,
  type EndLabel,
  type Layer,
  type Shade,
} from './chart.ts';
import {
  DROPS,
  lineData,
  lowestPoints,
  modeLine,
  modeLines,
  valueAt,
  valuesOf,
  type ModeLine,
} from './ledger-panel.ts';
import { logTicks, pixelOf, type Scale } from './scale.ts';

const HEIGHT = 190;
/** Health has no upper end and may fall below zero: outside these it is drawn at the edge. */
export const DRAWN_HEALTH: readonly [number, number] = [0.3, 40];

/** A log scale around some healths that always shows the liquidation line and a little below it. */
export function healthScale(healths: readonly number[]): Scale {
  const lowest = healths.reduce((a, b) => Math.min(a, b), 0.7);
  const highest = healths.reduce((a, b) => Math.max(a, b), 3);
  const domain: [number, number] = [
    Math.max(DRAWN_HEALTH[0], lowest / 1.1),
    Math.min(DRAWN_HEALTH[1], highest * 1.1),
  ];
  return { type: 'log', domain, ticks: logTicks(domain) };
}

/** @returns null when no mode ever had a health: nothing was held */
export function healthChart(chart: RunChart, shades: readonly Shade[], results: Results): PanelChart | null {
  const lines = chart.ledgers.map(({ mode, health }) => modeLine(mode, health, chart));
  const lowest = lines.flatMap(line => {
    const result = results.continuous[line.mode];
    return lowestPoints(line, result?.minHealth ?? null, result?.minHealthAt ?? null);
  });
  const healths = [...valuesOf(lines), ...lowest.map(({ v }) => Number(v))];
  if (healths.length === 0) return null;

  const scale = healthScale(healths);
  const thresholds = liquidationLines(results, scale);
  const labels = [...thresholds.labels, ...lines.flatMap(line => endLabel(line, chart.end, scale))];
  const caption = 'Health = equity ÷ maintenance margin (log)';
  const layers = [SHADES, ZONE, LIMITS, modeLines(scale, "datum.value + '×'"), DROPS, LOWEST, END_LABELS];
  return panel(
    layers,
    { caption, height: HEIGHT, top: 10, timeAxis: true, domain: [chart.start, chart.end] },
    {
      shades: shadeData(shades),
      zone: [{ from: HEIGHT, to: thresholds.highest }],
      limits: thresholds.places.map(px => ({ px })),
      lines: lineData(lines),
      lowest,
      labels: endLabelData(labels, HEIGHT),
    },
  );
}

const ZONE: Layer = {
  data: { name: 'zone' },
  mark: { type: 'rect', color: ALARM, opacity: 0.09 },
  encoding: {
    x: { value: 0 },
    x2: { value: 'width' },
    y: { field: 'from', type: 'quantitative', scale: null },
    y2: { field: 'to' },
  },
};

const LIMITS: Layer = {
  data: { name: 'limits' },
  mark: { type: 'rule', color: ALARM, strokeDash: [5, 3], strokeWidth: 1.4 },
  encoding: {
    x: { value: 0 },
    x2: { value: 'width' },
    y: { field: 'px', type: 'quantitative', scale: null },
  },
};

/** The lowest health may lie inside a candle, where the line of closes does not reach: a dot shows it. */
const LOWEST: Layer = {
  data: { name: 'lowest' },
  mark: {
    type: 'point',
    filled: true,
    size: 42,
    opacity: 1,
    stroke: 'var(--page,#ffffff)',
    strokeWidth: 1.2,
  },
  encoding: {
    y: { field: 'v', type: 'quantitative' },
    fill: { field: 'colour', type: 'nominal', scale: null },
  },
};

/** One line per limit; where the modes have different ones, each names its modes by their shapes. */
function liquidationLines(
  { run }: Results,
  scale: Scale,
): { labels: EndLabel[]; places: number[]; highest: number } {
  const limits = new Map<number, string>();
  for (const [mode, { liquidationHealth }] of Object.entries(run.venue)) {
    limits.set(liquidationHealth, `${limits.get(liquidationHealth) ?? ''}${MODES[mode as MarginMode].shape}`);
  }
  const places = [...limits.keys()].map(limit => pixelOf(limit, scale, HEIGHT));
  const labels = [...limits].map(([limit, shapes], n) => ({
    label: limits.size > 1 ? `limit ${limit}× ${shapes}` : `liquidation ${limit}×`,
    colour: ALARM,
    px: places[n]!,
  }));
  return { labels, places, highest: Math.min(...places) };
}

/** No label for a mode that holds nothing at the end: there is no line beside it. */
function endLabel(line: ModeLine, end: number, scale: Scale): EndLabel[] {
  const last = line.points.at(-1)?.v ?? null;
  if (last === null) return [];
  const drawn = Math.min(scale.domain[1], Math.max(scale.domain[0], valueAt(line, end) ?? last));
  return [
    { label: MODES[line.mode].name, colour: MODES[line.mode].colour, px: pixelOf(drawn, scale, HEIGHT) },
  ];
}
