/**
 * Black-76: what an option on a forward is worth, and how that moves. Doubles throughout (semantics §8). The
 * normal distribution is ½·erfc(−x/√2) at double precision: with the usual polynomials published margins of
 * option books do not come out.
 * @source rules: portfolio.md §6 (Black 1976; checked on py_vollib, OpenGamma Strata, QuantLib)
 */
import erfc from '@stdlib/math-base-special-erfc';
import { configError } from '../basics/errors.ts';
import type { OptionRight } from './instrument.ts';

export interface OptionTerms {
  /** In quote, like every price here. */
  forward: number;
  strike: number;
  right: OptionRight;
  /** Years of 365 days. */
  yearsToExpiry: number;
  /** Per year, 0.5 for 50 %. */
  volatility: number;
  /** Continuously compounded per year; default 0, which leaves the price undiscounted. */
  interestRate?: number;
}

export interface OptionValue {
  price: number;
  /** ∂price ÷ ∂forward: discount·N(d1) for a call, less the discount for a put. */
  delta: number;
  /** ∂delta ÷ ∂forward. */
  gamma: number;
  /** Change for one more point (0.01) of volatility. */
  vega: number;
  /** Change over the next day, 1 ÷ 365 years. */
  theta: number;
  /** Change for one more point (0.01) of interest, the forward standing still. */
  rho: number;
}

const DAYS_PER_YEAR = 365;
const POINT = 0.01;

const cumulative = (x: number): number => 0.5 * erfc(-x * Math.SQRT1_2);
const density = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

/**
 * The price alone, for hot loops: no object, no check of what it is given, NaN in NaN out.
 * @param sign 1 for a call, −1 for a put
 * @param discount value now of one unit paid at expiry, 1 where nothing is discounted
 * @returns never less than the discounted intrinsic value, which it is at or after expiry or without volatility
 */
export function black76Price(
  sign: 1 | -1,
  forward: number,
  strike: number,
  yearsToExpiry: number,
  volatility: number,
  discount: number,
): number {
  const intrinsic = discount * Math.max(0, sign * (forward - strike));
  const deviation = deviationOf(yearsToExpiry, volatility);
  if (deviation === 0 || forward <= 0 || strike <= 0) return intrinsic;
  const middle = Math.log(forward / strike) / deviation;
  const exercised = forward * cumulative(sign * (middle + deviation / 2));
  const paid = strike * cumulative(sign * (middle - deviation / 2));
  return Math.max(sign * discount * (exercised - paid), intrinsic);
}

/** σ√T, 0 when there is no time or no volatility left. */
const deviationOf = (yearsToExpiry: number, volatility: number): number =>
  yearsToExpiry <= 0 || volatility <= 0 ? 0 : volatility * Math.sqrt(yearsToExpiry);

/**
 * Price and greeks of one European option on a forward, per unit of the underlying, in quote; delta and gamma
 * to the forward, vega and rho per point, theta per day. At or after expiry, or without volatility, the option
 * is its discounted intrinsic value: no gamma, no vega, a delta of half the discount exactly at the money.
 * @throws UserError 'config' naming the field that is no number, or a price below zero
 * @source rules: portfolio.md §6
 */
export function black76(option: OptionTerms): OptionValue {
  const { forward, strike, yearsToExpiry, volatility, interestRate } = checked(option);
  const sign = signOf(option.right);
  const years = Math.max(0, yearsToExpiry);
  const discount = Math.exp(-interestRate * years);
  const price = black76Price(sign, forward, strike, years, volatility, discount);
  const carried = years > 0 ? interestRate * price : 0;
  const rho = years * price === 0 ? 0 : -years * price * POINT;
  const deviation = deviationOf(years, volatility);
  if (deviation === 0 || forward === 0 || strike === 0) {
    const exercised = (1 + Math.sign(sign * (forward - strike))) / 2;
    return {
      price,
      delta: exercised === 0 ? 0 : sign * discount * exercised,
      gamma: 0,
      vega: 0,
      theta: carried / DAYS_PER_YEAR,
      rho,
    };
  }
  const d1 = Math.log(forward / strike) / deviation + deviation / 2;
  const spread = discount * density(d1);
  return {
    price,
    delta: sign * discount * cumulative(sign * d1),
    gamma: spread / forward / deviation,
    vega: forward * spread * Math.sqrt(years) * POINT,
    theta: (carried - (forward * spread * volatility) / (2 * Math.sqrt(years))) / DAYS_PER_YEAR,
    rho,
  };
}

/** 1 for a call, −1 for a put. */
export const signOf = (right: OptionRight): 1 | -1 => {
  if (right === 'call') return 1;
  if (right === 'put') return -1;
  throw configError(`right: expected 'call' or 'put', got ${JSON.stringify(right)}`);
};

/** The numbers of an option, each finite, prices not below zero, no interest where none is given. */
export function checked<T extends Omit<OptionTerms, 'right'>>(option: T): T & { interestRate: number } {
  const numbers = { ...option, interestRate: option.interestRate ?? 0 };
  for (const field of ['forward', 'strike', 'yearsToExpiry', 'volatility', 'interestRate'] as const) {
    if (!Number.isFinite(numbers[field]))
      throw configError(`${field}: expected a number, got ${String(numbers[field])}`);
  }
  for (const field of ['forward', 'strike'] as const) {
    if (numbers[field] < 0) throw configError(`${field}: must not be below zero, got ${numbers[field]}`);
  }
  return numbers;
}
