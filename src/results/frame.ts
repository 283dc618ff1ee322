/** Results as a table of danfojs, for those who explore them in code. The library is heavy: loaded only here. */
import type { DataFrame } from 'danfojs-node';
import type { MarginMode } from '../strategy/strategy.ts';
import type { Cell, Results } from './results.ts';

/** One line per covered move and mode; money as doubles, for grouping and plotting, never for booking. */
export interface MatrixLine {
  move: string;
  mode: string;
  verdict: string;
  certainty: string;
  minHealth: number;
  equityEnd: number;
  equityEndWithoutMargin: number;
  rejections: number;
  liquidations: number;
}

export function matrixLines(results: Results): MatrixLine[] {
  return results.matrix.flatMap(({ move, cells }) =>
    (Object.entries(cells) as [MarginMode, Cell][]).map(([mode, cell]) => ({
      move: move.id,
      mode,
      verdict: cell.verdict,
      certainty: cell.certainty ?? 'not tested',
      minHealth: cell.minHealth ?? NaN,
      equityEnd: Number(cell.equityEnd),
      equityEndWithoutMargin: Number(cell.equityEndWithoutMargin),
      rejections: cell.rejections,
      liquidations: cell.liquidations.length,
    })),
  );
}

/** The survival matrix as a danfojs DataFrame. */
export async function toDataFrame(results: Results): Promise<DataFrame> {
  const { default: danfo } = await import('danfojs-node');
  return new danfo.DataFrame(matrixLines(results));
}
