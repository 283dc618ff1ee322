/** An account under one of Derive's portfolio managers: what a caller gives, and the same once it is checked. */
import { configError } from '../basics/errors.ts';
import type { PmrmRules } from './derive-pmrm-parameters.ts';

export interface PmrmOption {
  right: 'call' | 'put';
  strike: number;
  /** Signed, in units of the underlying. */
  quantity: number;
  /** Per year, 0.5 for 50 %. */
  volatility: number;
}

export interface PmrmExpiry {
  /** Years of 365 days. */
  yearsToExpiry: number;
  /** In the last half hour: of what is not settled yet. */
  forward: number;
  /** Average of the prices that the settlement has fixed in its last half hour; default the forward. */
  settledPrice?: number;
  /** Continuously compounded per year; default 0. Below zero counts as 0. */
  interestRate?: number;
  /** Confidences are those of the venue's oracles, 0 to 1; default 1. */
  forwardConfidence?: number;
  rateConfidence?: number;
  volatilityConfidence?: number;
  options: readonly PmrmOption[];
}

/** v2 alone takes other assets. */
export interface PmrmCollateral {
  asset: string;
  quantity: number;
  /** In USD. */
  price: number;
  confidence?: number;
  /** Moves with the underlying and so may offset it in a scenario; what does not keeps its price there. */
  offsetsRisk: boolean;
  maintenanceHaircut: number;
  /** On top of the maintenance haircut, initial only. */
  initialHaircut: number;
}

/** One manager is one market: one underlying with its perpetual and all its expiries. In USD. */
export interface DerivePortfolioAccount {
  /** Names the price shock in the scenarios; default `spot`. */
  underlying?: string;
  /** Of the stablecoin everything is settled in; below zero is borrowed. */
  cash: number;
  /** Its price in USD; default 1. */
  stablePrice?: number;
  spot: number;
  spotConfidence?: number;
  perp?: {
    /** Signed, in units of the underlying. */
    quantity: number;
    price: number;
    confidence?: number;
    /** Unrealised and unsettled, funding included. */
    unrealisedPnl?: number;
  };
  /** Held of the underlying itself, in its units. */
  base?: number;
  collaterals?: readonly PmrmCollateral[];
  /** One entry for each expiry, with all its options. */
  expiries?: readonly PmrmExpiry[];
}

export interface HeldCollateral {
  /** In the stablecoin. */
  value: number;
  /** What haircuts and oracles are charged on. */
  exposure: number;
  confidence: number;
  offsetsRisk: boolean;
  maintenanceHaircut: number;
  initialHaircut: number;
}

export type HeldExpiry = Required<Omit<PmrmExpiry, `${string}Confidence`>> & { confidence: number };

export interface PmrmBook {
  underlying: string;
  cash: number;
  stablePrice: number;
  spot: number;
  perp: { quantity: number; price: number; confidence: number; unrealisedPnl: number };
  collaterals: readonly HeldCollateral[];
  expiries: readonly HeldExpiry[];
}

/** @throws UserError 'config' naming the field that is no number or outside its range */
export function readAccount(account: DerivePortfolioAccount, rules: PmrmRules): PmrmBook {
  const spot = atLeastZero('spot', account.spot);
  const spotConfidence = confidence('spotConfidence', account.spotConfidence);
  const stablePrice = finite('stablePrice', account.stablePrice ?? 1);
  if (stablePrice <= 0) throw configError(`stablePrice: must be above zero, got ${stablePrice}`);
  const { quantity, price, unrealisedPnl = 0, ...perp } = account.perp ?? { quantity: 0, price: 0 };
  const isHeld = finite('perp.quantity', quantity) !== 0;
  const least = Math.min(spotConfidence, isHeld ? confidence('perp.confidence', perp.confidence) : 1);
  return {
    underlying: account.underlying ?? 'spot',
    cash: finite('cash', account.cash),
    stablePrice,
    spot,
    perp: {
      quantity,
      price: atLeastZero('perp.price', price),
      confidence: least,
      unrealisedPnl: finite('perp.unrealisedPnl', unrealisedPnl),
    },
    collaterals: collateralsOf(account, rules, { spot, stablePrice, spotConfidence, least }),
    expiries: (account.expiries ?? []).map((expiry, at) => expiryOf(expiry, `expiries[${at}]`, least)),
  };
}

interface Prices {
  spot: number;
  stablePrice: number;
  spotConfidence: number;
  /** Of spot, and of the perpetual where one is held. */
  least: number;
}

function collateralsOf(
  { base = 0, collaterals = [] }: DerivePortfolioAccount,
  rules: PmrmRules,
  { spot, stablePrice, spotConfidence, least }: Prices,
): HeldCollateral[] {
  const isFirst = rules.version === 'v1';
  if (isFirst && collaterals.length > 0)
    throw configError('collaterals: v1 takes the underlying itself (base) and no other asset');
  const quantity = lent('base', base);
  const value = (quantity * spot) / stablePrice;
  const own: HeldCollateral = {
    value,
    // v1 charges it beside the perpetual: at spot, by the confidence of both.
    exposure: isFirst ? quantity * spot : value,
    confidence: isFirst ? least : spotConfidence,
    offsetsRisk: true,
    maintenanceHaircut: rules.baseMaintenanceRate,
    initialHaircut: rules.baseInitialRate,
  };
  return [
    ...(quantity === 0 ? [] : [own]),
    ...collaterals.map(collateral => {
      const at = `collaterals ${collateral.asset}`;
      const worth =
        (lent(`${at}.quantity`, collateral.quantity) * atLeastZero(`${at}.price`, collateral.price)) /
        stablePrice;
      return {
        value: worth,
        exposure: worth,
        confidence: Math.min(spotConfidence, confidence(`${at}.confidence`, collateral.confidence)),
        offsetsRisk: collateral.offsetsRisk,
        maintenanceHaircut: finite(`${at}.maintenanceHaircut`, collateral.maintenanceHaircut),
        initialHaircut: finite(`${at}.initialHaircut`, collateral.initialHaircut),
      };
    }),
  ];
}

function expiryOf(expiry: PmrmExpiry, at: string, least: number): HeldExpiry {
  const { yearsToExpiry, forward, options, settledPrice = forward, interestRate = 0 } = expiry;
  return {
    yearsToExpiry: Math.max(0, finite(`${at}.yearsToExpiry`, yearsToExpiry)),
    forward: atLeastZero(`${at}.forward`, forward),
    settledPrice: atLeastZero(`${at}.settledPrice`, settledPrice),
    interestRate: Math.max(0, finite(`${at}.interestRate`, interestRate)),
    confidence: Math.min(
      least,
      confidence(`${at}.forwardConfidence`, expiry.forwardConfidence),
      confidence(`${at}.rateConfidence`, expiry.rateConfidence),
      confidence(`${at}.volatilityConfidence`, expiry.volatilityConfidence),
    ),
    options: options.map(({ right, strike, quantity, volatility }, k) => {
      if (right !== 'call' && right !== 'put') {
        throw configError(
          `${at}.options[${k}].right: expected 'call' or 'put', got ${JSON.stringify(right)}`,
        );
      }
      return {
        right,
        strike: atLeastZero(`${at}.options[${k}].strike`, strike),
        quantity: finite(`${at}.options[${k}].quantity`, quantity),
        volatility: atLeastZero(`${at}.options[${k}].volatility`, volatility),
      };
    }),
  };
}

function finite(field: string, value: number): number {
  if (Number.isFinite(value)) return value;
  throw configError(`${field}: expected a number, got ${JSON.stringify(value)}`);
}

function atLeastZero(field: string, value: number): number {
  if (finite(field, value) >= 0) return value;
  throw configError(`${field}: must not be below zero, got ${value}`);
}

function lent(field: string, value: number): number {
  if (finite(field, value) >= 0) return value;
  throw configError(`${field}: Derive lends no assets, got ${value}`);
}

function confidence(field: string, value = 1): number {
  if (finite(field, value) >= 0 && value <= 1) return value;
  throw configError(`${field}: expected 0 to 1, got ${value}`);
}
