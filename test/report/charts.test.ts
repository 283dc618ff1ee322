import { beforeAll, describe, expect, it } from 'vitest';
import { chartData, linePoints, type RunChart } from '../../src/report/chart-data.ts';
import { shadeLabels, spread, type Chart } from '../../src/report/charts/chart.ts';
import { equityChart } from '../../src/report/charts/equity.ts';
import { healthChart, healthScale } from '../../src/report/charts/health.ts';
import { priceChart } from '../../src/report/charts/price.ts';
import { pixelOf, scaleAround } from '../../src/report/charts/scale.ts';
import { sparkline } from '../../src/report/charts/sparkline.ts';
import { svgRenderer, type SvgRenderer } from '../../src/report/render-svg.ts';
import { shrinkSvg } from '../../src/report/shrink-svg.ts';
import type { RunOutcome } from '../../src/results/results.ts';
import { syntheticOutcome } from './fixture.ts';
import { HOSTILE, NASTY } from './hostile-names.ts';

function allCharts(outcome: RunOutcome): Chart[] {
  const { results } = outcome;
  const charts = chartData(outcome);
  const run = charts.continuous!;
  const shades = results.matrix
    .filter(row => row.covered)
    .map(({ move }, n) => ({ from: move.start, to: move.end, number: n + 1 }));
  const row = results.matrix[0]!;
  const chart = charts.moves[0]!;
  const small = chart.health.map(({ mode, line }) =>
    sparkline(
      { mode, points: linePoints(line, chart) },
      row.covered ? row.cells[mode]! : (undefined as never),
      {
        scale: healthScale([0.6, 3]),
        domain: [chart.start, chart.end],
        move: row.move,
        liquidationHealth: 1,
      },
    ),
  );
  return [
    priceChart(run, shades),
    equityChart(run, shades, results.continuous),
    healthChart(run, shades, results)!,
    ...small,
  ];
}

let draw: SvgRenderer;
beforeAll(async () => {
  draw = await svgRenderer();
});

describe('charts', () => {
  it('compile without a warning, the same twice, and are left as they were', async () => {
    for (const chart of allCharts(syntheticOutcome())) {
      const before = structuredClone(chart);
      const svg = await draw(chart);
      expect(svg).toMatch(/^<svg [^]*<\/svg>$/);
      expect(await draw(chart)).toBe(svg);
      expect(chart).toStrictEqual(before);
      for (const rows of Object.values(chart.data)) {
        expect(rows.flatMap(row => Object.getOwnPropertySymbols(row))).toEqual([]);
      }
    }
  });

  it('fail on a warning', async () => {
    const [chart] = allCharts(syntheticOutcome());
    const bad = structuredClone(chart!);
    (bad.spec as unknown as { layer: { encoding: { y?: unknown } }[] }).layer[1]!.encoding.y = {
      field: 'v',
      type: 'quantitative',
      scale: { type: 'log', zero: true },
    };
    await expect(draw(bad)).rejects.toThrow(/does not compile cleanly/);
  });

  it('never carry a name in the spec', () => {
    for (const { spec } of allCharts(syntheticOutcome(HOSTILE))) {
      const text = JSON.stringify(spec);
      for (const name of [...NASTY, ...HOSTILE.symbols])
        expect(text).not.toContain(JSON.stringify(name).slice(1, -1));
    }
  });

  it('draw hostile names as text', async () => {
    const svg = await draw(allCharts(syntheticOutcome(HOSTILE))[0]!);
    expect(svg).not.toMatch(/<(?:script|img|svg onload)/);
    expect(svg).toContain('&lt;');
  });

  it('write times in UTC and colours that follow the theme', async () => {
    const svg = await draw(allCharts(syntheticOutcome())[2]!);
    expect(svg).toContain('>2021</text>');
    expect(svg).toContain('var(--m-iso,#a83200)');
    expect(svg).not.toMatch(/\bid="/);
  });

  it('draw equity that falls to zero or below', async () => {
    const outcome = syntheticOutcome();
    const equity = outcome.continuous!.ledgers[1]!.equity;
    equity.fill(0, 5000);
    equity[6000] = -12;
    const chart = allCharts(outcome)[1]!;
    expect(chart).toMatchObject({ caption: 'Equity' });
    expect(await draw(chart)).not.toMatch(/NaN|Infinity/);
  });

  it('draw health outside the frame at its edge', async () => {
    const outcome = syntheticOutcome();
    outcome.continuous!.ledgers[2]!.health.fill(4000, 10, 200);
    outcome.continuous!.ledgers[1]!.health.fill(-2, 300, 310);
    outcome.results.continuous.cross!.minHealth = -3;
    expect(await draw(allCharts(outcome)[2]!)).not.toMatch(/NaN|Infinity/);
  });

  it('has no health panel where nothing was ever held', () => {
    const outcome = syntheticOutcome();
    for (const { mode, health } of outcome.continuous!.ledgers) {
      health.fill(NaN);
      outcome.results.continuous[mode]!.minHealth = null;
      outcome.results.continuous[mode]!.minHealthAt = null;
    }
    const run = chartData(outcome).continuous as RunChart;
    expect(healthChart(run, [], outcome.results)).toBeNull();
  });
});

describe('scales', () => {
  it('are logarithmic only where values are above zero and far apart', () => {
    expect(scaleAround([10, 1000], 4).type).toBe('log');
    expect(scaleAround([10, 20], 4).type).toBe('linear');
    expect(scaleAround([0, 1000], 4).type).toBe('linear');
  });

  it('have two to eight ticks within the domain, whatever the values', () => {
    for (const values of [[1], [0], [0, 0], [9999, 10_001], [1e-6, 1e6], [-5, 5], [0.3, 40], [99, 101]]) {
      const { ticks, domain } = scaleAround(values, 4);
      expect(ticks.length, `${values}`).toBeGreaterThanOrEqual(2);
      expect(ticks.length, `${values}`).toBeLessThanOrEqual(13);
      expect(ticks.every(tick => tick >= domain[0] && tick <= domain[1])).toBe(true);
    }
  });

  it('always show the liquidation line of health', () => {
    for (const healths of [[5, 9], [0.01, 90], []]) {
      const at = pixelOf(1, healthScale(healths), 100);
      expect(at).toBeGreaterThan(0);
      expect(at).toBeLessThan(100);
    }
  });
});

describe('labels that would overlap', () => {
  it('are moved apart, in order, and stay inside where there is room', () => {
    const places = spread([50, 50, 51, 99, 100], [14, 14, 14, 14, 14], 100);
    const sorted = [...places].sort((a, b) => a - b);
    expect(places).toEqual(sorted);
    expect(sorted.every((place, n) => n === 0 || place - sorted[n - 1]! >= 14 - 1e-9)).toBe(true);
    expect(sorted.at(-1)).toBeLessThanOrEqual(100);
  });

  it('share a place where moves stand shoulder to shoulder', () => {
    const shades = [10, 12, 14, 500, 800, 803].map((from, n) => ({ from, to: from + 1, number: n + 1 }));
    shades.at(-1)!.number = 17;
    expect(shadeLabels(shades, [0, 1000]).map(({ label }) => label)).toEqual(['1–3', '4', '5, 17']);
  });

  it('stay where they are when they do not', () => {
    expect(spread([80, 10, 40], [14, 14, 14], 100)).toEqual([80, 10, 40]);
  });
});

describe('shrinking an SVG', () => {
  it('moves no point by more than 0.05 px, however long the line', () => {
    const points = Array.from({ length: 500 }, (_, i) => [i * 1.7734, 50 + 40 * Math.sin(i * 0.37)] as const);
    const path = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x},${y}`).join('');
    const small = shrinkSvg(`<path d="${path}"/>`);
    expect(small.length).toBeLessThan(path.length / 2);
    let [x, y] = [0, 0];
    const steps = [...small.matchAll(/([Ml])(-?[\d.]+),(-?[\d.]+)/g)];
    expect(steps.length).toBe(points.length);
    for (const [n, [, command, a, b]] of steps.entries()) {
      [x, y] = command === 'M' ? [Number(a), Number(b)] : [x + Number(a), y + Number(b)];
      expect(Math.abs(x - points[n]![0])).toBeLessThanOrEqual(0.05 + 1e-9);
      expect(Math.abs(y - points[n]![1])).toBeLessThanOrEqual(0.05 + 1e-9);
    }
  });

  it('never touches text', () => {
    const text = '<text> d="M1.2345,2L3.456,4" role="x" 1.23456</text>';
    expect(shrinkSvg(text)).toBe(text);
  });
});
