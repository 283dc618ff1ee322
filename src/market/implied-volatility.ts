/** The volatility at which Black-76 gives a price: what an option's mark says about its future. */
import { configError } from '../basics/errors.ts';
import { type OptionTerms, black76Price, checked, signOf } from './black76.ts';

/** Twice this the price of any option is that of its underlying, to the last bit. */
const WIDEST_DEVIATION = 64;
/** Newton takes 4 to 8 steps; halving alone would close the widest bracket within these. */
const STEPS = 200;

/**
 * The volatility, per year, at which `black76` gives this price; 0 when the price is the discounted intrinsic
 * value, null when no volatility gives it (below intrinsic, at or above the discounted forward of a call or strike of
 * a put, or no time left). As exact as the price allows: where vega is next to nothing many volatilities have the
 * same price in doubles.
 * @throws UserError 'config' naming the field that is no number, or a price below zero
 */
export function impliedVolatility(
  option: Omit<OptionTerms, 'volatility'> & { price: number },
): number | null {
  const { forward, strike, yearsToExpiry, interestRate } = checked({ ...option, volatility: 0 });
  if (!Number.isFinite(option.price)) throw configError(`price: expected a number, got ${option.price}`);
  if (yearsToExpiry <= 0) return null;
  const discount = Math.exp(-interestRate * yearsToExpiry);
  const least = discount * Math.max(0, signOf(option.right) * (forward - strike));
  if (option.price === least) return 0;
  // By put-call parity what lies above intrinsic is the price of the option out of the money.
  const timeValue = (option.price - least) / discount;
  if (!(timeValue > 0 && timeValue < Math.min(forward, strike))) return null;
  const deviation = deviationAt(timeValue, forward, strike);
  return deviation === null ? null : deviation / Math.sqrt(yearsToExpiry);
}

/**
 * The total deviation σ√T of the option out of the money that has this undiscounted price. Newton's steps on the
 * logarithm of the price, which rises and is concave, kept inside a bracket that halves where a step leaves it.
 */
function deviationAt(price: number, forward: number, strike: number): number | null {
  const sign = strike >= forward ? 1 : -1;
  const priceAt = (deviation: number): number => black76Price(sign, forward, strike, 1, deviation, 1);
  let low = 0;
  let high = 1;
  while (priceAt(high) < price) {
    low = high;
    high *= 2;
    if (high > WIDEST_DEVIATION) return null;
  }
  let at = (low + high) / 2;
  for (let step = 0; step < STEPS; step++) {
    const value = priceAt(at);
    if (value === price) return at;
    if (value < price) low = at;
    else high = at;
    const newton = at - (Math.log(value / price) * value) / slopeAt(at, forward, strike);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - at) <= Number.EPSILON * at) return next;
    at = next;
  }
  return at;
}

/** ∂price ÷ ∂(σ√T) = F·n(d1), the same for call and put. */
function slopeAt(deviation: number, forward: number, strike: number): number {
  const d1 = Math.log(forward / strike) / deviation + deviation / 2;
  return (forward * Math.exp(-0.5 * d1 * d1)) / Math.sqrt(2 * Math.PI);
}
