/** What the panels with one line per margin mode share: lines that stay visible where they coincide, and marks. */
import { linePoints, type ChartClock, type Line } from '../chart-data.ts';
import type { MarginMode } from '../../strategy/strategy.ts';
import { MODES } from '../words.ts';
import { CROSS_SHAPE, type Datum, type Layer } from './chart.ts';
import type { Scale } from './scale.ts';

/** Later modes are drawn over earlier ones, so earlier ones are wider: equal lines show as bands. */
const WIDTHS: Record<MarginMode, number> = { isolated: 2, cross: 1.4, portfolio: 0.9 };

export interface ModeLine {
  mode: MarginMode;
  points: { t: number; v: number | null }[];
}

export const modeLine = (mode: MarginMode, line: Line, clock: ChartClock): ModeLine => ({
  mode,
  points: linePoints(line, clock),
});

/** The numbers of some lines, gaps left out. */
export const valuesOf = (lines: readonly ModeLine[]): number[] =>
  lines.flatMap(({ points }) => points.map(({ v }) => v)).filter(v => v !== null);

export const lineData = (lines: readonly ModeLine[]): Datum[] =>
  lines.flatMap(({ mode, points }, n) =>
    points.map(({ t, v }) => ({ t, v, n, colour: MODES[mode].colour, width: WIDTHS[mode] })),
  );

export const modeLines = (scale: Scale, labelExpr: string): Layer => ({
  data: { name: 'lines' },
  mark: { type: 'line', strokeJoin: 'round' },
  encoding: {
    y: {
      field: 'v',
      type: 'quantitative',
      scale: { type: scale.type, domain: scale.domain, nice: false, clamp: true },
      axis: { title: null, values: scale.ticks, labelExpr },
    },
    detail: { field: 'n', type: 'ordinal' },
    color: { field: 'colour', type: 'nominal', scale: null },
    strokeWidth: { field: 'width', type: 'quantitative', scale: null },
  },
});

/** From the line of closes down to the lowest health inside a candle, which the closes do not show. */
export const DROPS: Layer = {
  data: { name: 'lowest' },
  mark: { type: 'rule', strokeDash: [1, 2], strokeWidth: 1.2 },
  encoding: {
    y: { field: 'v', type: 'quantitative' },
    y2: { field: 'close' },
    stroke: { field: 'colour', type: 'nominal', scale: null },
  },
};

/** The lowest health of a line, with the close it fell from; nothing where no margin was ever required. */
export function lowestPoints(line: ModeLine, health: number | null, at: number | null): Datum[] {
  if (health === null || at === null) return [];
  return [{ t: at, v: health, close: valueAt(line, at) ?? health, colour: MODES[line.mode].colour }];
}

/** ✕ where something was closed by force. */
export const FORCED_MARKS: Layer = {
  data: { name: 'forced' },
  mark: { type: 'point', shape: CROSS_SHAPE, size: 40, strokeWidth: 2, opacity: 1 },
  encoding: {
    y: { field: 'v', type: 'quantitative' },
    stroke: { field: 'colour', type: 'nominal', scale: null },
  },
};

/** The value drawn at a time: that of the last point at or before it. */
export const valueAt = ({ points }: ModeLine, time: number): number | null =>
  points.findLast(({ t, v }) => t <= time && v !== null)?.v ?? null;
