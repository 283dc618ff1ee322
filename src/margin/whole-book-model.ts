/** What models have in common that judge a book only as a whole: no requirement of a single position, no tiers, no fees inside. */
import { type Decimal, ZERO } from '../basics/money.ts';
import type { Holding, OwnRequirement } from './model.ts';

export abstract class WholeBookModel {
  posted({ cost, leverage }: Holding): Decimal {
    return cost.abs().div(leverage);
  }

  own(): OwnRequirement | null {
    return null;
  }

  breaks(): readonly Decimal[] {
    return [];
  }

  constant(): Decimal {
    return ZERO;
  }

  abstract screenMaintenance(held: Int32Array, quantities: Float64Array, prices: Float64Array): number;

  /** Convex already, or searched by the bounds of the slope. */
  screenCeiling(held: Int32Array, quantities: Float64Array, prices: Float64Array): number {
    return this.screenMaintenance(held, quantities, prices);
  }
}
