/** Equity panel of the whole run: one line per margin mode, ✕ where something was closed by force. */
import type { RunChart } from '../chart-data.ts';
import type { Results } from '../../results/results.ts';
import { MODES } from '../words.ts';
import {
  END_LABELS,
  SHADES,
  endLabelData,
  panel,
  shadeData,
  type PanelChart,
  type Datum,
  type Shade,
} from './chart.ts';
import {
  FORCED_MARKS,
  lineData,
  modeLine,
  modeLines,
  valueAt,
  valuesOf,
  type ModeLine,
} from './ledger-panel.ts';
import { pixelOf, scaleAround } from './scale.ts';

const HEIGHT = 210;
/** Below this spread a logarithmic axis would only make the labels odd. */
const LOG_FROM = 4;

export function equityChart(
  chart: RunChart,
  shades: readonly Shade[],
  continuous: Results['continuous'],
): PanelChart {
  const lines = equityLines(chart);
  const scale = scaleAround(valuesOf(lines), LOG_FROM);
  const labels = lines.map(line => ({
    label: MODES[line.mode].name,
    colour: MODES[line.mode].colour,
    px: pixelOf(valueAt(line, chart.end) ?? scale.domain[0], scale, HEIGHT),
  }));
  const caption = `Equity${scale.type === 'log' ? ' (log)' : ''}`;
  const layers = [SHADES, modeLines(scale, "format(datum.value, '~s')"), FORCED_MARKS, END_LABELS];
  return panel(
    layers,
    { caption, height: HEIGHT, top: 10, timeAxis: false, domain: [chart.start, chart.end] },
    {
      shades: shadeData(shades),
      lines: lineData(lines),
      forced: lines.flatMap(line => forcedMarks(line, continuous)),
      labels: endLabelData(labels, HEIGHT),
    },
  );
}

const equityLines = (chart: RunChart): ModeLine[] =>
  chart.ledgers.map(({ mode, equity }) => modeLine(mode, equity, chart));

function forcedMarks(line: ModeLine, continuous: Results['continuous']): Datum[] {
  const times = new Set((continuous[line.mode]?.liquidations ?? []).map(({ time }) => time));
  return [...times].map(t => ({ t, v: valueAt(line, t), colour: MODES[line.mode].colour }));
}
