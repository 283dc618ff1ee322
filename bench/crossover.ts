/** The measured strategy: a moving-average crossover that keeps its own sums, long or short each symbol. */
import { SMA } from 'trading-signals';
import { defineStrategy, type Strategy, type SymbolView } from '../src/strategy/strategy.ts';

interface Track {
  view: SymbolView;
  fast: number;
  slow: number;
  side: number;
}

export const crossover = (fastLength: number, slowLength: number, notional: number): Strategy =>
  defineStrategy<Record<string, unknown>, { tracks: Track[]; row: number }>({
    name: `crossover ${fastLength}/${slowLength}`,
    onStart: ({ symbols, market }) => ({
      row: 0,
      tracks: symbols.map(symbol => ({ view: market(symbol), fast: 0, slow: 0, side: 0 })),
    }),
    onCandle({ state, account, order }) {
      const { tracks, row } = state;
      for (let k = 0; k < tracks.length; k++) {
        const track = tracks[k]!;
        const { view } = track;
        const close = view.close;
        track.fast += row < fastLength ? close : close - view.closeAt(fastLength);
        track.slow += row < slowLength ? close : close - view.closeAt(slowLength);
        if (row < slowLength) continue;
        const side = track.fast * slowLength > track.slow * fastLength ? 1 : -1;
        if (side === track.side) continue;
        const held = account.position(view)?.quantity ?? 0;
        order.market(view, { quantity: (side * notional) / close - held, leverage: 1 });
        track.side = side;
      }
      state.row = row + 1;
    },
  }) as Strategy;

interface LibraryTrack {
  view: SymbolView;
  fast: SMA;
  slow: SMA;
  side: number;
}

/** The same crossover on the indicators of a library, as a user would write it. */
export const libraryCrossover = (fastLength: number, slowLength: number, notional: number): Strategy =>
  defineStrategy<Record<string, unknown>, LibraryTrack[]>({
    name: `library crossover ${fastLength}/${slowLength}`,
    onStart: ({ symbols, market }) =>
      symbols.map(symbol => ({
        view: market(symbol),
        fast: new SMA(fastLength),
        slow: new SMA(slowLength),
        side: 0,
      })),
    onCandle({ state, account, order }) {
      for (const track of state) {
        const fast = track.fast.update(track.view.close, false);
        const slow = track.slow.update(track.view.close, false);
        if (fast === null || slow === null) continue;
        const side = fast > slow ? 1 : -1;
        if (side === track.side) continue;
        const held = account.position(track.view)?.quantity ?? 0;
        order.market(track.view, { quantity: (side * notional) / track.view.close - held, leverage: 1 });
        track.side = side;
      }
    },
  }) as Strategy;
