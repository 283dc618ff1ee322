/** What the charts have in common: size, axis of time, shading of moves, and how labels at line ends keep apart. */
import { cut } from '../format.ts';
import type { Config, TopLevelSpec } from 'vega-lite';
import type { UnitSpec, LayerSpec } from 'vega-lite/types_unstable/spec/index.js';

export type Datum = Record<string, number | string | null>;
export type Layer = UnitSpec<string> | LayerSpec<string>;

/**
 * A chart to draw: the spec holds only what we wrote ourselves, and names its data; the data, which may carry a
 * user's names, are handed to the running view and never pass through a compiler.
 */
export interface Chart {
  spec: TopLevelSpec;
  data: Record<string, Datum[]>;
}

/** A chart of the whole run, with the line that stands above it. */
export interface PanelChart extends Chart {
  caption: string;
}

export interface Shade {
  from: number;
  to: number;
  /** Of the move, as in the matrix. */
  number: number;
}

export const INK = {
  strong: 'var(--ink,#16202b)',
  soft: 'var(--ink-2,#4d5b6a)',
  faint: 'var(--ink-3,#8a97a5)',
};
export const ALARM = 'var(--alarm,#b3122a)';
/** A ✕ of strokes, as a Vega shape. */
export const CROSS_SHAPE = 'M-1,-1L1,1M-1,1L1,-1';
const PANEL = { width: 880, left: 58, right: 126 };

export interface Panel {
  caption: string;
  height: number;
  top: number;
  timeAxis: boolean;
  domain: [number, number];
}

/** One panel of the whole run; all panels share widths, so that their times stand above each other. */
export function panel(
  layers: Layer[],
  { caption, height, top, timeAxis, domain }: Panel,
  data: Chart['data'],
): PanelChart {
  const spec: TopLevelSpec = {
    width: PANEL.width,
    height,
    padding: { left: PANEL.left, right: PANEL.right, top, bottom: timeAxis ? 26 : 8 },
    autosize: { type: 'none' },
    encoding: {
      x: {
        field: 't',
        type: 'temporal',
        scale: { type: 'utc', domain, nice: false },
        axis: { title: null, grid: false, labels: timeAxis, tickCount: 8, labelPadding: 8 },
      },
    },
    layer: layers,
    config: CONFIG,
  };
  return { caption, spec, data };
}

export const CONFIG: Config = {
  view: { stroke: null },
  background: 'transparent',
  axis: {
    domain: false,
    ticks: false,
    labelColor: INK.soft,
    gridColor: 'var(--grid,#e4e8ec)',
    labelFontSize: 11,
  },
  font: 'system-ui, sans-serif',
  aria: false,
};

/** Grey spans behind the lines, one per move; the thin stroke keeps a short move visible in a long run. */
export const SHADES: Layer = {
  data: { name: 'shades' },
  mark: { type: 'rect', color: 'var(--shade,#e6e9ed)', stroke: 'var(--shade,#e6e9ed)', strokeWidth: 2 },
  encoding: { x: { field: 'from', type: 'temporal', scale: { type: 'utc' } }, x2: { field: 'to' } },
};

export const shadeData = (shades: readonly Shade[]): Datum[] => shades.map(({ from, to }) => ({ from, to }));

/** Numbers above the shaded moves; moves too close for a number each share one label: `3–6`. */
export function shadeLabels(shades: readonly Shade[], [from, to]: [number, number]): Datum[] {
  const pixel = (shade: Shade): number => (((shade.from + shade.to) / 2 - from) / (to - from)) * PANEL.width;
  const groups: Shade[][] = [];
  for (const shade of [...shades].sort((a, b) => pixel(a) - pixel(b))) {
    const group = groups.at(-1);
    if (group !== undefined && pixel(shade) - pixel(group.at(-1)!) < 20) group.push(shade);
    else groups.push([shade]);
  }
  const labels = groups.map(group => numbersLabel(group.map(({ number }) => number)));
  const middles = groups.map(group => (pixel(group[0]!) + pixel(group.at(-1)!)) / 2);
  const places = spread(
    middles,
    labels.map(label => 7 * label.length + 6),
    PANEL.width,
  );
  return labels.map((label, index) => ({ t: from + (places[index]! / PANEL.width) * (to - from), label }));
}

/** `4`, `3–6`, or `1, 7, 13…` where the numbers do not follow each other. */
function numbersLabel(numbers: readonly number[]): string {
  const [first, last] = [numbers[0]!, numbers.at(-1)!];
  if (numbers.length === 1) return String(first);
  return numbers.every((number, n) => number === first + n)
    ? `${first}–${last}`
    : cut(numbers.join(', '), 10);
}

export const SHADE_LABELS: Layer = {
  data: { name: 'shadeLabels' },
  mark: { type: 'text', y: -9, fontSize: 11, fontWeight: 600, color: INK.soft },
  encoding: { text: { field: 'label' } },
};

export interface EndLabel {
  label: string;
  colour: string;
  px: number;
}

/** Names at the right end of the lines instead of a legend. */
export const endLabelData = (labels: readonly EndLabel[], height: number): Datum[] => {
  const places = spread(
    labels.map(({ px }) => px),
    labels.map(() => 14),
    height,
  );
  return labels.map(({ label, colour }, index) => ({ label, colour, px: places[index]! }));
};

export const END_LABELS: Layer = {
  data: { name: 'labels' },
  mark: { type: 'text', align: 'left', baseline: 'middle', fontSize: 11.5, fontWeight: 600 },
  encoding: {
    x: { value: PANEL.width + 7 },
    y: { field: 'px', type: 'quantitative', scale: null },
    text: { field: 'label' },
    color: { field: 'colour', type: 'nominal', scale: null },
  },
};

/**
 * Moves places apart so that labels of these sizes, centred on them, do not overlap: as little as that needs, in
 * order, and within 0 … `length` where there is room.
 */
export function spread(wanted: readonly number[], sizes: readonly number[], length: number): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]!);
  const places = [...wanted];
  const gap = (a: number, b: number): number => (sizes[a]! + sizes[b]!) / 2;
  order.forEach((index, n) => {
    const before = order[n - 1];
    const floor = before === undefined ? 0 : places[before]! + gap(before, index);
    places[index] = Math.max(floor, places[index]!);
  });
  order.reverse().forEach((index, n) => {
    const after = order[n - 1];
    const ceiling = after === undefined ? length : places[after]! - gap(after, index);
    places[index] = Math.min(ceiling, places[index]!);
  });
  return places;
}
