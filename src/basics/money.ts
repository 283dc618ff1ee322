/**
 * Money arithmetic. One Decimal class for the whole project: 40 significant digits, half-even
 * (semantics §8). Everything booked is a `Decimal`; everything between bookings is a double.
 */
import { Decimal as Base } from 'decimal.js';

export const Decimal = Base.clone({
  precision: 40,
  rounding: Base.ROUND_HALF_EVEN,
  toExpNeg: -40,
  toExpPos: 40,
});
export type Decimal = Base;

export const ZERO = new Decimal(0);
export const ONE = new Decimal(1);

/**
 * Amounts are booked on a grid of 1e-18, so that adding and moving them is exact within 40 digits and
 * the books balance to the last decimal. Finer than any venue's own rounding.
 */
const MONEY_PLACES = 18;
/** Quantities that follow from a notional keep 15 places where the instrument names no lot step. */
const QUANTITY_PLACES = 15;
const SMALLEST_QUANTITY = new Decimal(10).pow(-QUANTITY_PLACES);
/** Crossing prices keep 12 places: quantity × price then fits 40 digits without rounding. */
const PRICE_PLACES = 12;

export const roundMoney = (amount: Decimal): Decimal => amount.toDecimalPlaces(MONEY_PLACES);
export const roundPrice = (price: Decimal): Decimal => price.toDecimalPlaces(PRICE_PLACES);

/** Rounds a quantity toward zero to the lot step, or to 15 places without one. */
export function roundQuantity(quantity: Decimal, lotStep: Decimal | null): Decimal {
  if (lotStep === null) return quantity.toDecimalPlaces(QUANTITY_PLACES, Base.ROUND_DOWN);
  return quantity.div(lotStep).trunc().mul(lotStep);
}

/** A notional as a quantity at a price, rounded toward zero to the lot step, or to 15 places without one. */
export function quantityOf(notional: Decimal, price: Decimal, lotStep: Decimal | null): Decimal {
  const step = lotStep ?? SMALLEST_QUANTITY;
  return notional.divToInt(price.mul(step)).mul(step);
}

/** Plain decimal text, no exponent, no negative zero: how money leaves the program. */
export const text = (value: Decimal): string => (value.isZero() ? '0' : value.toFixed());

export const min = (a: Decimal, b: Decimal): Decimal => (a.lt(b) ? a : b);
export const max = (a: Decimal, b: Decimal): Decimal => (a.gt(b) ? a : b);
