/** All options of one expiry under Derive's standard manager (see formula-derive-standard.ts). */
import { configError } from '../basics/errors.ts';
import { Decimal, ZERO, max, min } from '../basics/money.ts';
import type { DeriveMarketRates } from './derive-standard-rates.ts';
import { black76, signOf } from '../market/black76.ts';
import type { OptionRight } from '../market/instrument.ts';
import { shortOptionMargin } from './formula-option-margin.ts';
import { type Amount, decimal, positive } from './formula-trade.ts';
import type { Resolved } from './rates.ts';

export interface DeriveOption {
  right: OptionRight;
  strike: Amount;
  /** Signed, in units of the underlying. */
  quantity: Amount;
  /** For one unit of the underlying, in USD; else it follows from the volatility. */
  markPrice?: Amount;
  /** Per year, 0.5 for 50 %. */
  volatility?: number;
}

export interface DeriveExpiry {
  /** Years of 365 days; needed where an option is valued by its volatility. */
  yearsToExpiry?: number;
  forward: Amount;
  /** Of the venue's oracles, 0 to 1; default 1. */
  forwardConfidence?: Amount;
  volatilityConfidence?: Amount;
  options: readonly DeriveOption[];
}

interface Valued {
  right: OptionRight;
  strike: Decimal;
  quantity: Decimal;
  mark: Decimal;
}

export interface ExpiryMargin {
  /** At or below zero. */
  initial: Decimal;
  maintenance: Decimal;
  /** Marked to market. */
  value: Decimal;
  /** Sum of what is short, in units of the underlying. */
  shortSize: Decimal;
}

/**
 * The margin is the better of two: each short option
 * alone; or the worst payoff of all at expiry (at a price of zero and at each strike, where payoffs bend), with
 * more for net short calls, whose loss has no bound.
 */
export function expiryMargin(
  expiry: DeriveExpiry,
  spot: Decimal,
  rates: Resolved<DeriveMarketRates>,
): ExpiryMargin {
  const forward = positive('forward', expiry.forward);
  const options = expiry.options.map(option => valued(option, expiry, forward));
  const shorts = options.filter(({ quantity }) => quantity.lt(0));
  const alone = shorts.map(option => ({
    size: option.quantity.neg(),
    ...shortOptionMargin({ ...option, underlyingPrice: spot, unit: spot }, rates),
  }));
  const worst = [ZERO, ...options.map(({ strike }) => strike)]
    .map(price => payoffAt(price, options))
    .reduce(min, ZERO);
  const calls = options.filter(({ right }) => right === 'call').map(({ quantity }) => quantity);
  const unpaired = min(total(calls), ZERO).mul(forward);
  return {
    initial: max(
      total(alone.map(({ size, initialMargin }) => size.mul(initialMargin))).neg(),
      worst.add(unpaired.mul(rates.unpairedInitialScale)),
    ),
    maintenance: max(
      total(alone.map(({ size, maintenanceMargin }) => size.mul(maintenanceMargin))).neg(),
      worst.add(unpaired.mul(rates.unpairedMaintenanceScale)),
    ),
    value: total(options.map(({ quantity, mark }) => quantity.mul(mark))),
    shortSize: total(alone.map(({ size }) => size)),
  };
}

const total = (amounts: readonly Decimal[]): Decimal => amounts.reduce((a, b) => a.add(b), ZERO);

const payoffAt = (price: Decimal, options: readonly Valued[]): Decimal =>
  total(
    options.map(({ right, strike, quantity }) =>
      max(price.sub(strike).mul(signOf(right)), ZERO).mul(quantity),
    ),
  );

function valued(option: DeriveOption, expiry: DeriveExpiry, forward: Decimal): Valued {
  const strike = positive('strike', option.strike);
  return {
    right: option.right,
    strike,
    quantity: decimal('quantity', option.quantity),
    mark:
      option.markPrice === undefined
        ? modelled(option, expiry, forward, strike)
        : decimal('markPrice', option.markPrice),
  };
}

/** Undiscounted: the venue's own marks are (rules: portfolio.md §2.3). */
function modelled(option: DeriveOption, expiry: DeriveExpiry, forward: Decimal, strike: Decimal): Decimal {
  const { volatility } = option;
  const { yearsToExpiry } = expiry;
  if (volatility === undefined || yearsToExpiry === undefined)
    throw configError('option: needs a markPrice, or a volatility and the yearsToExpiry of its expiry');
  const terms = { right: option.right, forward: forward.toNumber(), strike: strike.toNumber() };
  return new Decimal(black76({ ...terms, yearsToExpiry, volatility }).price);
}
