import { describe, expect, it } from 'vitest';
import { chartData, linePoints, pointCount } from '../../src/report/chart-data.ts';
import { syntheticOutcome } from './fixture.ts';

const outcome = syntheticOutcome();
const charts = chartData(outcome);
const run = charts.continuous!;

describe('chart data', () => {
  it('survives JSON unchanged, so that a saved run draws the same page', () => {
    expect(JSON.parse(JSON.stringify(charts))).toEqual(charts);
  });

  it('is small beside the run', () => {
    expect(pointCount(run)).toBeLessThan(30_000);
    expect(JSON.stringify(charts).length).toBeLessThan(400_000);
  });

  it('starts every price at 100 and keeps the extremes of each line to five digits', () => {
    for (const [n, { symbol, line }] of run.prices.entries()) {
      const { close } = outcome.continuous!.closes[n]!;
      const values = line.values.map(value => value!);
      expect(symbol).toBe(outcome.continuous!.closes[n]!.symbol);
      expect(values[0]).toBe(100);
      expect(Math.max(...values)).toBeCloseTo((Math.max(...close) / close[0]!) * 100, 1);
      expect(Math.min(...values)).toBeCloseTo((Math.min(...close) / close[0]!) * 100, 2);
    }
  });

  it('keeps the candle of every liquidation and of the lowest health', () => {
    for (const { mode, equity, health } of run.ledgers) {
      const result = outcome.results.continuous[mode]!;
      const wanted = [...result.liquidations.map(({ time }) => time), result.minHealthAt!];
      for (const line of [equity, health]) {
        expect(linePoints(line, run).map(({ t }) => t)).toEqual(expect.arrayContaining(wanted));
      }
    }
    for (const chart of charts.moves) {
      const row = outcome.results.matrix.find(({ move }) => move.id === chart.id)!;
      for (const { mode, line } of chart.health) {
        const cell = row.covered ? row.cells[mode]! : null;
        const drawn = linePoints(line, chart).map(({ t }) => t);
        expect(drawn).toEqual(expect.arrayContaining(cell!.liquidations.map(({ time }) => time)));
      }
    }
  });

  it('gives back the times of the candles it kept', () => {
    const { times, ledgers } = outcome.continuous!;
    const { equity } = ledgers[1]!;
    const index = new Map([...times].map((time, i) => [time, i]));
    for (const { t, v } of linePoints(run.ledgers[1]!.equity, run)) {
      expect(v).toBeCloseTo(equity[index.get(t)!]!, -1);
    }
  });

  it('shows no position as a gap', () => {
    const isolated = run.ledgers[0]!.health.values;
    expect(isolated.at(-1)).toBeNull();
    expect(isolated[0]).not.toBeNull();
  });

  it('has no chart of a run without candles', () => {
    const empty = { times: new Float64Array(0), closes: [], ledgers: [] };
    expect(chartData({ ...outcome, continuous: empty, moves: [{ id: 'x', series: empty }] })).toEqual({
      schemaVersion: 1,
      continuous: null,
      moves: [],
    });
  });
});
