/**
 * Standard margins of one option or future as venues print them, public beside `assess`: no scenario, no offset.
 * A long option asks for nothing, its premium is paid. Amounts per position, signed by what is held.
 */
import { Decimal, ONE, ZERO, max } from '../basics/money.ts';
import { signOf } from '../market/black76.ts';
import type { OptionRight } from '../market/instrument.ts';
import { type Amount, decimal, positive } from './formula-trade.ts';
import { type Resolved, resolveRates } from './rates.ts';

export interface Requirement {
  initialMargin: Decimal;
  maintenanceMargin: Decimal;
}

/** The part of a venue's rules that Deribit and Derive share, as shares of the underlying. */
export interface ShortOptionRates {
  /** Initial: this much at or in the money, less by how far out of the money … */
  initialRateMost: Amount;
  /** … but no less than this. */
  initialRateLeast: Amount;
  callMaintenanceRate: Amount;
  putMaintenanceRate: Amount;
  /** A put's maintenance is no less than this share of its mark either. */
  putMaintenanceMarkRate: Amount;
  /** A put's initial margin is no less than its maintenance times this. */
  putInitialScale: Amount;
}

/** @source doc.tslab.pro, deribit-margin-requirements-calculation (rules: portfolio.md §2.1) */
export const DERIBIT_OPTION_RATES: ShortOptionRates = {
  initialRateMost: '0.15',
  initialRateLeast: '0.10',
  callMaintenanceRate: '0.075',
  putMaintenanceRate: '0.075',
  putMaintenanceMarkRate: '0.075',
  putInitialScale: '1',
};

export interface HeldOption {
  right: OptionRight;
  strike: Amount;
  /** Signed, in units of the underlying. */
  quantity: Amount;
  /** Price of the underlying that the venue measures by (index or spot), in the unit of the strike. */
  underlyingPrice: Amount;
  /** Mark of the option for one unit of the underlying. */
  markPrice: Amount;
}

/**
 * Margin of a short option of one unit whose mark is `mark` and whose underlying is worth `unit`, in one
 * currency. Call: max(most − OTM/S, least)·unit + mark, maintenance rate·unit + mark. Put: maintenance
 * max(rate·unit, rate·mark) + mark, initial like a call's but no less than the maintenance, scaled.
 */
export function shortOptionMargin(
  option: { right: OptionRight; strike: Decimal; underlyingPrice: Decimal; mark: Decimal; unit: Decimal },
  rates: Resolved<ShortOptionRates>,
): Requirement {
  const { mark, unit } = option;
  const outOfTheMoney = outOfTheMoneyBy(option.right, option.strike, option.underlyingPrice);
  const rate = max(
    rates.initialRateMost.sub(outOfTheMoney.div(option.underlyingPrice)),
    rates.initialRateLeast,
  );
  const initialMargin = rate.mul(unit).add(mark);
  if (option.right === 'call') {
    return { initialMargin, maintenanceMargin: unit.mul(rates.callMaintenanceRate).add(mark) };
  }
  const ofMark = mark.mul(rates.putMaintenanceMarkRate);
  const maintenanceMargin = max(unit.mul(rates.putMaintenanceRate), ofMark).add(mark);
  return {
    initialMargin: max(initialMargin, maintenanceMargin.mul(rates.putInitialScale)),
    maintenanceMargin,
  };
}

/** How far the underlying has to go before the option is worth exercising, in quote; never below zero. */
const outOfTheMoneyBy = (right: OptionRight, strike: Decimal, underlyingPrice: Decimal): Decimal =>
  max(strike.sub(underlyingPrice).mul(signOf(right)), ZERO);

/**
 * Deribit's standard margin (S:SM) of an option settled in coin. `markPrice` in coin, as Deribit quotes it;
 * answers in coin.
 * @throws UserError 'config' naming the field when it is no number, or a price not above zero
 * @source rules: portfolio.md §2.1
 */
export function deribitOptionMargin(option: HeldOption, rates: Partial<ShortOptionRates> = {}): Requirement {
  const { size, ...held } = shortPart(option);
  const perUnit = shortOptionMargin({ ...held, unit: ONE }, resolveRates(DERIBIT_OPTION_RATES, rates));
  return times(perUnit, size);
}

/** Base rates at size 0 and what each further coin adds to both; the sum holds for the whole size. */
export interface DeribitFutureRates {
  initialRate: Amount;
  maintenanceRate: Amount;
  ratePerCoin: Amount;
}

/** @source support.deribit.com 25944826427293 (BTC, ETH), 25944738177565 (SOL_USDC): rules: portfolio.md §2.1 */
export const DERIBIT_FUTURE_RATES = {
  BTC: { initialRate: '0.02', maintenanceRate: '0.01', ratePerCoin: '0.00005' },
  ETH: { initialRate: '0.02', maintenanceRate: '0.01', ratePerCoin: '0.000004' },
  SOL: { initialRate: '0.04', maintenanceRate: '0.02', ratePerCoin: '0.000005' },
} as const satisfies Record<string, DeribitFutureRates>;

/**
 * Deribit's standard margin of a future or perpetual: (base rate + rate per coin · |size|) · |size| · price.
 * `size` in coin. Without a price the answer is in coin (inverse), with the mark in quote (linear).
 * @source rules: portfolio.md §2.1
 */
export function deribitFutureMargin(
  future: { size: Amount; price?: Amount },
  rates: DeribitFutureRates,
): Requirement {
  const size = decimal('size', future.size).abs();
  const value = size.mul(positive('price', future.price ?? 1));
  const { initialRate, maintenanceRate, ratePerCoin } = resolveRates(rates);
  const more = ratePerCoin.mul(size);
  return {
    initialMargin: initialRate.add(more).mul(value),
    maintenanceMargin: maintenanceRate.add(more).mul(value),
  };
}

export interface BybitOptionRates {
  initialRateMost: Amount;
  initialRateLeast: Amount;
  maintenanceRate: Amount;
  /** Of the index, kept for the liquidation. */
  liquidationFeeRate: Amount;
}

/** @source Bybit help centre, initial and maintenance margin of options (rules: binance-bybit.md §6.6) */
export const BYBIT_OPTION_RATES: BybitOptionRates = {
  initialRateMost: '0.15',
  initialRateLeast: '0.10',
  maintenanceRate: '0.03',
  liquidationFeeRate: '0.002',
};

/**
 * Bybit's margin of an option in cross, in quote. Short: MM = max(rate·index, rate·mark) + mark + fee·index,
 * IM = max(0.15·index − OTM, 0.10·index) + max(average price, mark), no less than MM. `markPrice` in quote,
 * `underlyingPrice` the index, `averagePrice` what the option was sold at (the mark where it is not given).
 * @source rules: binance-bybit.md §6.6
 */
export function bybitOptionMargin(
  option: HeldOption & { averagePrice?: Amount },
  rates: Partial<BybitOptionRates> = {},
): Requirement {
  const { size, right, strike, underlyingPrice: index, mark } = shortPart(option);
  const all = resolveRates(BYBIT_OPTION_RATES, rates);
  const larger = max(index, mark).mul(all.maintenanceRate);
  const maintenanceMargin = larger.add(mark).add(index.mul(all.liquidationFeeRate));
  const room = index.mul(all.initialRateMost).sub(outOfTheMoneyBy(right, strike, index));
  const premium = max(decimal('averagePrice', option.averagePrice ?? mark), mark);
  const initialMargin = max(room, index.mul(all.initialRateLeast)).add(premium);
  return times({ initialMargin: max(initialMargin, maintenanceMargin), maintenanceMargin }, size);
}

/** What is short of it, in decimals; a long option has size 0. */
function shortPart(option: HeldOption): {
  right: OptionRight;
  size: Decimal;
  strike: Decimal;
  underlyingPrice: Decimal;
  mark: Decimal;
} {
  return {
    right: option.right,
    size: max(decimal('quantity', option.quantity).neg(), ZERO),
    strike: positive('strike', option.strike),
    underlyingPrice: positive('underlyingPrice', option.underlyingPrice),
    mark: decimal('markPrice', option.markPrice),
  };
}

const times = (perUnit: Requirement, size: Decimal): Requirement => ({
  initialMargin: perUnit.initialMargin.mul(size),
  maintenanceMargin: perUnit.maintenanceMargin.mul(size),
});
