/** The measured strategy: a moving-average crossover that keeps its own sums, long or short each symbol. */
import { defineStrategy, type SymbolView } from '../src/strategy/strategy.ts';

interface Track {
  view: SymbolView;
  ring: Float64Array;
  fast: number;
  slow: number;
  side: number;
}

export const crossover = (fastLength: number, slowLength: number, notional: number) =>
  defineStrategy<Record<string, unknown>, { tracks: Track[]; row: number }>({
    name: `crossover ${fastLength}/${slowLength}`,
    onStart: ({ symbols, market }) => ({
      row: 0,
      tracks: symbols.map(symbol => ({ view: market(symbol), ring: new Float64Array(slowLength), fast: 0, slow: 0, side: 0 })),
    }),
    onCandle({ state, order }) {
      const { tracks, row } = state;
      const slot = row % slowLength;
      const left = (row + slowLength - fastLength) % slowLength;
      for (let k = 0; k < tracks.length; k++) {
        const track = tracks[k]!;
        const close = track.view.close;
        const { ring } = track;
        track.fast += close - (row >= fastLength ? ring[left]! : 0);
        track.slow += close - ring[slot]!;
        ring[slot] = close;
        if (row < slowLength) continue;
        const side = track.fast * slowLength > track.slow * fastLength ? 1 : -1;
        if (side === track.side) continue;
        if (track.side !== 0) order.close(track.view);
        order.market(track.view, { notional: side * notional, leverage: 1 });
        track.side = side;
      }
      state.row = row + 1;
    },
  });
