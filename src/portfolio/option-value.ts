/**
 * Options revalued along a row of prices, for scenario grids: what does not change from cell to cell is worked out
 * once per leg and volatility. Same formula and same value as `market/black76.ts`, to 1e-15 of the forward.
 * @source rules: portfolio.md §6. The normal distribution is J. F. Hart's (Computer Approximations, 1968, no. 5666)
 * as G. West gives it ("Better approximations to cumulative normal functions", 2005): double precision, one exp.
 */
import type { OptionLeg } from './portfolio-book.ts';

const ROOT_OF_TWO_PI = Math.sqrt(2 * Math.PI);
/** Beyond it the distribution is a continued fraction. */
const TAIL = 7.07106781186547;

/** Probability that a standard normal is at most x. */
export function normalBelow(x: number): number {
  const size = Math.abs(x);
  const beyond = size < TAIL ? Math.exp(-0.5 * x * x) * body(size) : tail(size);
  return x > 0 ? 1 - beyond : beyond;
}

/** What lies beyond x, from 0 to the tail, in units of e^(−x²/2). */
function body(x: number): number {
  let above = 0.0352624965998911 * x + 0.700383064443688;
  above = above * x + 6.37396220353165;
  above = above * x + 33.912866078383;
  above = above * x + 112.079291497871;
  above = above * x + 221.213596169931;
  above = above * x + 220.206867912376;
  let below = 0.0883883476483184 * x + 1.75566716318264;
  below = below * x + 16.064177579207;
  below = below * x + 86.7807322029461;
  below = below * x + 296.564248779674;
  below = below * x + 637.333633378831;
  below = below * x + 793.826512519948;
  below = below * x + 440.413735824752;
  return above / below;
}

function tail(x: number): number {
  if (x > 37) return 0;
  const fraction = x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65))));
  return Math.exp(-0.5 * x * x) / fraction / ROOT_OF_TWO_PI;
}

/** σ√T; 0 where no time or no volatility is left. */
export const deviationOf = (volatility: number, years: number): number =>
  volatility > 0 && years > 0 ? volatility * Math.sqrt(years) : 0;

/**
 * One unit of an option. No check of what it is given.
 * @param sign 1 for a call, −1 for a put
 * @param moneyness ln(forward ÷ strike); not read where there is no deviation
 */
export function optionPrice(
  sign: number,
  forward: number,
  strike: number,
  moneyness: number,
  deviation: number,
  discount: number,
): number {
  const intrinsic = discount * Math.max(0, sign * (forward - strike));
  if (deviation === 0 || forward <= 0 || strike <= 0) return intrinsic;
  const d1 = sign * (moneyness / deviation + deviation / 2);
  const d2 = d1 - sign * deviation;
  let exercised = 0;
  let paid = 0;
  if (Math.abs(d1) < TAIL && Math.abs(d2) < TAIL) {
    // One exp for both: forward·e^(−d1²/2) = strike·e^(−d2²/2).
    const spread = forward * Math.exp(-0.5 * d1 * d1);
    exercised = d1 > 0 ? forward - spread * body(d1) : spread * body(-d1);
    paid = d2 > 0 ? strike - spread * body(d2) : spread * body(-d2);
  } else {
    exercised = forward * normalBelow(d1);
    paid = strike * normalBelow(d2);
  }
  return Math.max(sign * discount * (exercised - paid), intrinsic);
}

export const signOf = ({ right }: OptionLeg): 1 | -1 => (right === 'call' ? 1 : -1);

export const discountOf = ({ interestRate, yearsToExpiry }: OptionLeg): number =>
  interestRate === 0 ? 1 : Math.exp(-interestRate * Math.max(0, yearsToExpiry));

/** Of one unit by its own volatility, in USD. @param years until it expires, where another day is asked for */
export function optionValue(leg: OptionLeg, years = leg.yearsToExpiry): number {
  const { forward, strike, volatility, interestRate } = leg;
  const discount = interestRate === 0 ? 1 : Math.exp(-interestRate * Math.max(0, years));
  const deviation = deviationOf(volatility, years);
  return optionPrice(signOf(leg), forward, strike, Math.log(forward / strike), deviation, discount);
}

/** ∂value ÷ ∂forward of one unit; half the discount exactly at the money once nothing can move any more. */
export function optionDelta(leg: OptionLeg): number {
  const { forward, strike, volatility, yearsToExpiry } = leg;
  const sign = signOf(leg);
  const deviation = deviationOf(volatility, yearsToExpiry);
  if (deviation === 0 || forward <= 0 || strike <= 0)
    return (sign * discountOf(leg) * (1 + Math.sign(sign * (forward - strike)))) / 2;
  const d1 = Math.log(forward / strike) / deviation + deviation / 2;
  return sign * discountOf(leg) * normalBelow(sign * d1);
}

/**
 * What a future of an expiry costs when its basis is given: index·e^(rate·T).
 * @source rules: vectors of Dederi's wiki (portfolio.md §10, D10)
 */
export const forwardPrice = (index: number, annualBasisRate: number, yearsToExpiry: number): number =>
  index * Math.exp(annualBasisRate * yearsToExpiry);
