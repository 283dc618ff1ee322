/** Price panel of the whole run: every symbol from 100, the numbered moves above. */
import { linePoints, type RunChart } from '../chart-data.ts';
import { cut } from '../format.ts';
import {
  END_LABELS,
  INK,
  SHADES,
  SHADE_LABELS,
  endLabelData,
  panel,
  shadeData,
  shadeLabels,
  type PanelChart,
  type Shade,
} from './chart.ts';
import { pixelOf, scaleAround } from './scale.ts';

const HEIGHT = 150;
/** More names than this cannot be read beside the panel. */
export const LABELLED_SYMBOLS = 8;
const COLOURS = [INK.strong, INK.soft, INK.faint];

export function priceChart(chart: RunChart, shades: readonly Shade[]): PanelChart {
  const lines = chart.prices.map(({ symbol, line }, n) => ({
    symbol,
    n,
    colour: COLOURS[Math.min(n, COLOURS.length - 1)]!,
    points: linePoints(line, chart),
  }));
  const scale = scaleAround(
    lines.flatMap(({ points }) => points.map(({ v }) => v).filter(v => v !== null)),
    1.5,
  );
  const domain: [number, number] = [chart.start, chart.end];
  const labels = lines.slice(0, LABELLED_SYMBOLS).map(({ symbol, colour, points }) => {
    const last = points.findLast(({ v }) => v !== null)?.v ?? 100;
    return { label: cut(symbol, 16), colour, px: pixelOf(last, scale, HEIGHT) };
  });
  const caption = `Price, start = 100${scale.type === 'log' ? ' (log)' : ''}`;
  const layers = [SHADES, priceLines(scale), SHADE_LABELS, END_LABELS];
  return panel(
    layers,
    { caption, height: HEIGHT, top: 22, timeAxis: false, domain },
    {
      shades: shadeData(shades),
      shadeLabels: shadeLabels(shades, domain),
      // Drawn back to front: the first symbol on top.
      lines: lines
        .reverse()
        .flatMap(({ n, colour, points }) => points.map(({ t, v }) => ({ t, v, n, colour }))),
      labels: endLabelData(labels, HEIGHT),
    },
  );
}

function priceLines(scale: ReturnType<typeof scaleAround>): typeof SHADES {
  return {
    data: { name: 'lines' },
    mark: { type: 'line', strokeWidth: 1.2, strokeJoin: 'round' },
    encoding: {
      y: {
        field: 'v',
        type: 'quantitative',
        scale: { type: scale.type, domain: scale.domain, nice: false },
        axis: { title: null, values: scale.ticks, format: ',~r' },
      },
      detail: { field: 'n', type: 'ordinal' },
      color: { field: 'colour', type: 'nominal', scale: null },
    },
  };
}
