/** Which symbol of a run says what an underlying is worth. */
import { type Instrument, isInverse } from './instrument.ts';
import { isStable } from './stable.ts';

const PRICED_BY: readonly ((instrument: Instrument) => boolean)[] = [
  ({ kind }) => kind === 'spot',
  ({ kind }) => kind === 'linear-perpetual',
  isInverse,
];

/**
 * Number of the symbol whose price stands for the underlying of another: its spot, else a linear perpetual, else a
 * coin-margined contract; each in the same quote before another dollar. −1 when the run has none.
 */
export function underlyingOf(instruments: readonly Instrument[], symbol: number): number {
  const { underlying, quote } = instruments[symbol]!;
  for (const isKind of PRICED_BY) {
    for (const fits of [
      (other: string) => other === quote,
      (other: string) => isStable(other) && isStable(quote),
    ]) {
      const at = instruments.findIndex(
        (own, number) => number !== symbol && own.underlying === underlying && isKind(own) && fits(own.quote),
      );
      if (at >= 0) return at;
    }
  }
  return -1;
}
