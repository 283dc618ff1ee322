/**
 * One expiry under Derive's portfolio managers: what its options are worth now and in a scenario. Doubles.
 * @source derivexyz/v2-core@7736900d src/risk-managers/PMRMLib.sol, PMRMLib_2.sol (rules: portfolio.md §2.3, §6)
 */
import { black76Price } from '../market/black76.ts';
import type { HeldExpiry, PmrmOption } from './derive-pmrm-account.ts';
import type { PmrmRules, PmrmScenario, VolatilityMove } from './derive-pmrm-parameters.ts';

const DAYS_PER_YEAR = 365;
const MONTH_DAYS = 30;
const SECOND_YEARS = 1 / (DAYS_PER_YEAR * 24 * 3600);
/** Options settle at the average price of their last half hour. */
const SETTLEMENT_YEARS = 1800 * SECOND_YEARS;

export interface ExpiryRisk {
  /** Marked to market. */
  value: number;
  /** Change of value in a scenario, discounted and damped. */
  pnl: (scenario: PmrmScenario) => number;
  /** At or below zero: what it may lose when its forward moves and no other's does. */
  basis: number;
  /** Short options that no option of the other right at their strike covers, units of the underlying. */
  naked: number;
  /** Sum of what is held, long or short. */
  gross: number;
  confidence: number;
}

export function expiryRisk(expiry: HeldExpiry, rules: PmrmRules): ExpiryRisk {
  const { yearsToExpiry: years } = expiry;
  const price = pricer(expiry, rules);
  const tilt = tilter(expiry, rules);
  const discounted = discounter(expiry, rules);
  const { up, down } = volatilityFactors(years, rules);
  const same = ({ volatility }: PmrmOption): number => volatility;
  const moved: Record<VolatilityMove, (option: PmrmOption) => number> = {
    up: ({ volatility }) => Math.max(rules.volatilityUpFloor, volatility * up),
    none: same,
    down: ({ volatility }) => volatility * down,
    linear: option => option.volatility * tilt(option, 'linear'),
    absolute: option => option.volatility * tilt(option, 'absolute'),
  };
  const value = price(1, same);
  const move = (spotFactor: number): number => price(spotFactor, same) - value;
  return {
    value,
    pnl({ spotFactor, volatility, dampening = 1 }) {
      const isTilted = volatility === 'linear' || volatility === 'absolute';
      const change = discounted(price(isTilted ? 1 : spotFactor, moved[volatility])) - value;
      // A smile may tilt either way: each expiry the way it loses.
      return (isTilted ? -Math.abs(change) : change) * dampening;
    },
    basis:
      Math.min(0, move(rules.basisUpFactor), move(rules.basisDownFactor)) *
      (rules.basisAdd + rules.basisPerYear * years),
    ...sizes(expiry.options),
    confidence: expiry.confidence,
  };
}

/** Value of all options with prices and volatilities moved. Of the settlement price only what is not fixed yet moves. */
function pricer(
  { yearsToExpiry, forward, settledPrice, interestRate, options }: HeldExpiry,
  { version }: PmrmRules,
) {
  const open = Math.min(1, yearsToExpiry / SETTLEMENT_YEARS);
  const discount = version === 'v1' ? 1 : Math.exp(-interestRate * yearsToExpiry);
  return (spotFactor: number, volatilityOf: (option: PmrmOption) => number): number => {
    const moved = settledPrice * (1 - open) + forward * open * spotFactor;
    return options.reduce((sum, option) => {
      const sign = option.right === 'call' ? 1 : -1;
      const price = black76Price(sign, moved, option.strike, yearsToExpiry, volatilityOf(option), discount);
      return sum + option.quantity * price;
    }, 0);
  };
}

/** Short expiries move more: (30 days ÷ time left)^power. The chain counts whole seconds, so no time left is one. */
function volatilityFactors(years: number, rules: PmrmRules): { up: number; down: number } {
  const days = years * DAYS_PER_YEAR;
  const counted = Math.max(days, rules.expiryFloorDays, SECOND_YEARS * DAYS_PER_YEAR);
  const scale = (MONTH_DAYS / counted) ** (days <= MONTH_DAYS ? rules.shortTermPower : rules.longTermPower);
  return { up: 1 + rules.volatilityUp * scale, down: Math.max(0, 1 - rules.volatilityDown * scale) };
}

/** What a value in a scenario counts: less when it is owned, more when it is owed (v2, and never beyond par). */
function discounter({ yearsToExpiry: years, interestRate }: HeldExpiry, rules: PmrmRules) {
  const owned =
    rules.longDiscount * Math.exp(-years * (interestRate * rules.longRateScale + rules.longRateAdd));
  const owed =
    rules.version === 'v1'
      ? 1
      : Math.min(
          Math.exp(interestRate * years),
          rules.shortDiscount * Math.exp(years * (interestRate * rules.shortRateScale + rules.shortRateAdd)),
        );
  return (value: number): number => value * (value >= 0 ? owned : owed);
}

/** Factor of a volatility in a skew scenario: 1 at the money, up to the cap at a width from it. Not below 0. */
function tilter({ yearsToExpiry, forward, settledPrice }: HeldExpiry, rules: PmrmRules) {
  const root = Math.sqrt(yearsToExpiry);
  const open = Math.min(1, yearsToExpiry / SETTLEMENT_YEARS);
  const middle = settledPrice * (1 - open) + forward * open;
  const width = Math.max(
    rules.skewWidthFloor,
    root * rules.skewWidthScale * (rules.skewWidthBase + root * rules.skewWidthSlope),
  );
  const caps = {
    linear: rules.skewLinearCap + root * rules.skewLinearCapSlope,
    absolute: rules.skewAbsoluteCap + root * rules.skewAbsoluteCapSlope,
  };
  return ({ strike }: PmrmOption, kind: 'linear' | 'absolute'): number => {
    const cap = caps[kind];
    const moneyness = Math.log(strike / middle);
    const distance = kind === 'linear' ? moneyness : Math.abs(moneyness);
    if (cap === 0 || distance === 0) return 1;
    const reach = (distance / width) * cap;
    // As the contract has it: below zero a cap does not bound what it tilts.
    return Math.max(0, 1 + (distance > 0 ? Math.min(cap, reach) : Math.max(-cap, reach)));
  };
}

/** By strike, where a short call is covered by a long put as much as the other way round. */
function sizes(options: readonly PmrmOption[]): { naked: number; gross: number } {
  const strikes = new Map<number, { call: number; put: number }>();
  for (const { strike, right, quantity } of options) {
    const held = strikes.get(strike) ?? { call: 0, put: 0 };
    held[right] += quantity;
    strikes.set(strike, held);
  }
  let naked = 0;
  let gross = 0;
  for (const { call, put } of strikes.values()) {
    naked += Math.max(0, -call - Math.max(0, put)) + Math.max(0, -put - Math.max(0, call));
    gross += Math.abs(call) + Math.abs(put);
  }
  return { naked, gross };
}
