/** Health of one mode in one move, small enough for a table cell. */
import type { Cell } from '../../results/results.ts';
import { ALARM, CONFIG, CROSS_SHAPE, type Chart, type Layer } from './chart.ts';
import { pixelOf, type Scale } from './scale.ts';
import { MODES } from '../words.ts';
import { DROPS, lowestPoints, type ModeLine } from './ledger-panel.ts';
import type { TopLevelSpec } from 'vega-lite';

const WIDTH = 250;
const HEIGHT = 40;

export interface SparklineFrame {
  /** The same for the modes of a move, so that they compare. */
  scale: Scale;
  domain: [number, number];
  move: { start: number; end: number };
  liquidationHealth: number;
}

export function sparkline(line: ModeLine, cell: Cell, frame: SparklineFrame): Chart {
  const colour = MODES[line.mode].colour;
  const limit = pixelOf(frame.liquidationHealth, frame.scale, HEIGHT);
  const [from, to] = frame.domain;
  const spec: TopLevelSpec = {
    width: WIDTH,
    height: HEIGHT,
    padding: { left: 3, right: 5, top: 4, bottom: 4 },
    autosize: { type: 'none' },
    encoding: {
      x: {
        field: 't',
        type: 'temporal',
        scale: { type: 'utc', domain: frame.domain, nice: false },
        axis: null,
      },
    },
    layer: [MOVE, LIMIT, healthLine(frame.scale, colour), DROPS, lowest(colour), forced(limit)],
    config: CONFIG,
  };
  return {
    spec,
    data: {
      move: [{ from: Math.max(from, frame.move.start), to: Math.min(to, frame.move.end) }],
      limits: [{ px: limit }],
      line: line.points,
      forced: [...new Set(cell.liquidations.map(({ time }) => time))].map(t => ({ t })),
      lowest: lowestPoints(line, cell.minHealth, cell.minHealthAt),
    },
  };
}

const MOVE: Layer = {
  data: { name: 'move' },
  mark: { type: 'rect', color: 'var(--shade,#e6e9ed)' },
  encoding: { x: { field: 'from', type: 'temporal', scale: { type: 'utc' } }, x2: { field: 'to' } },
};

const LIMIT: Layer = {
  data: { name: 'limits' },
  mark: { type: 'rule', color: ALARM, strokeDash: [3, 2], strokeWidth: 1 },
  encoding: {
    x: { value: 0 },
    x2: { value: 'width' },
    y: { field: 'px', type: 'quantitative', scale: null },
  },
};

const healthLine = (scale: Scale, colour: string): Layer => ({
  data: { name: 'line' },
  mark: { type: 'line', stroke: colour, strokeWidth: 1.5, strokeJoin: 'round' },
  encoding: {
    y: {
      field: 'v',
      type: 'quantitative',
      scale: { type: 'log', domain: scale.domain, nice: false, clamp: true },
      axis: null,
    },
  },
});

const forced = (limit: number): Layer => ({
  data: { name: 'forced' },
  mark: {
    type: 'point',
    shape: CROSS_SHAPE,
    size: 52,
    stroke: ALARM,
    strokeWidth: 2,
    y: limit,
    opacity: 1,
  },
});

const lowest = (colour: string): Layer => ({
  data: { name: 'lowest' },
  mark: { type: 'point', filled: true, fill: colour, size: 26, opacity: 1 },
  encoding: { y: { field: 'v', type: 'quantitative' } },
});
