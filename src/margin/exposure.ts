/**
 * The dollar delta of a holding: what it wins per unit of a relative move of its price, in quote. A linear
 * contract's grows with the price; an inverse one's is its face value, whatever the price.
 */
import { type Decimal, ZERO } from '../basics/money.ts';
import { type Instrument, isInverse, sizeOf } from '../market/instrument.ts';
import type { Holding } from './model.ts';

export class Exposure {
  private readonly inverse: Uint8Array;
  private readonly sizes: Float64Array;

  constructor(private readonly instruments: readonly Instrument[]) {
    this.inverse = Uint8Array.from(instruments, instrument => (isInverse(instrument) ? 1 : 0));
    this.sizes = Float64Array.from(instruments, ({ contractSize }) => contractSize.toNumber());
  }

  delta({ symbol, quantity }: Holding, price: Decimal): Decimal {
    const instrument = this.instruments[symbol]!;
    const size = sizeOf(instrument, quantity);
    return isInverse(instrument) ? size : size.mul(price);
  }

  /** How the delta changes when the price moves by `drift`. */
  change({ symbol, quantity }: Holding, drift: Decimal): Decimal {
    const instrument = this.instruments[symbol]!;
    return isInverse(instrument) ? ZERO : sizeOf(instrument, quantity).mul(drift);
  }

  screen(symbol: number, quantity: number, price: number): number {
    const size = quantity * this.sizes[symbol]!;
    return this.inverse[symbol] === 1 ? size : size * price;
  }

  /** ∂delta/∂price. */
  screenChange(symbol: number, quantity: number): number {
    return this.inverse[symbol] === 1 ? 0 : quantity * this.sizes[symbol]!;
  }
}
