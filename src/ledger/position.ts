import type { Decimal } from '../basics/money.ts';

/** One symbol's position. Entry is kept as cost, so that unrealised PnL needs no division: q·price − cost. */
export interface Position {
  /** Signed, base units. */
  quantity: Decimal;
  /** Σ quantity × price of what is held, signed like the quantity. */
  cost: Decimal;
  /** Collateral posted for it alone; zero in pooled modes. May go below zero by funding. */
  margin: Decimal;
}

export const unrealisedPnl = (position: Position, price: Decimal): Decimal =>
  position.quantity.mul(price).sub(position.cost);
