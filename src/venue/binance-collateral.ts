/**
 * What backs a book at Binance when several assets do: multi-assets mode of USD-M futures and portfolio margin
 * (rules: binance-bybit.md §2.7, §4). Which figure comes from where stands in the data file.
 */
import { Decimal, ONE, ZERO } from '../basics/money.ts';
import { parseTime } from '../basics/time.ts';
import data from './binance-collateral.json' with { type: 'json' };
import { flatHaircut, pooledCollateral } from './collateral.ts';
import type { CollateralRules, RulesRequest } from './venue.ts';

type Figures = Record<string, number | undefined>;

/** The latest entry of a dated list at a time, or its first for the time before. */
export function inForce<Entry extends { validFrom: string }>(entries: readonly Entry[], asOf: number): Entry {
  return entries.findLast(({ validFrom }) => parseTime(validFrom)! <= asOf) ?? entries[0]!;
}

/** What the automatic exchange gets for collateral it sells: the 97.5 % of both pages' examples. */
const EXCHANGE_PROCEEDS_RATE = new Decimal('0.975');
/** An asset that multi-assets mode does not list is no margin there. */
const NOT_ACCEPTED = ONE;

const isBefore = (entries: readonly { validFrom: string }[], asOf: number): boolean =>
  parseTime(entries[0]!.validFrom)! > asOf;
const standsIn = ', the earliest known, which stands in for the time before';

/** Collateral, and what must be said of it. */
export interface Backing {
  collateral: CollateralRules;
  rulesFrom: string[];
  assumptions: string[];
}

/**
 * Multi-assets mode, cross only: balance and PnL of an asset count less the bid buffer, a debt counts more by the
 * ask buffer. A debt costs no interest; beyond its limit it is exchanged.
 */
export function multiAssets({ asOf, overrides: { haircuts } }: RulesRequest): Backing {
  const table = inForce(data.multiAssets, asOf);
  const listed: Figures = table.haircuts;
  const limits: Figures = table.debtLimits;
  const haircutOf = (asset: string): Decimal => {
    const own = haircuts?.[asset];
    if (own) return own;
    return listed[asset] === undefined ? NOT_ACCEPTED : new Decimal(listed[asset]);
  };
  const collateral = pooledCollateral({
    tiers: asset => flatHaircut(haircutOf(asset)),
    debtSurcharge: asset => (haircutOf(asset).eq(NOT_ACCEPTED) ? ZERO : haircutOf(asset)),
    unrealised: 'counted',
    borrow: {
      hourlyRate: () => ZERO,
      freeAmount: () => ZERO,
      maintenanceMarginRate: () => ZERO,
      initialMarginRate: () => ZERO,
      convert: {
        limit: asset => (limits[asset] === undefined ? null : new Decimal(limits[asset])),
        proceedsRate: EXCHANGE_PROCEEDS_RATE,
      },
    },
  });
  const earlier = isBefore(data.multiAssets, asOf) ? standsIn : '';
  return {
    collateral,
    rulesFrom: [`Binance multi-assets mode: ${table.said}${earlier}.`],
    assumptions: [
      'Binance multi-assets mode: an asset the table does not list is no margin; the buffer on a debt is taken to be that on a balance, as in the published sample; what the automatic exchange sells brings 97.5 % of its value, as in the published examples; caps on transfers are not applied.',
    ],
  };
}

/** Of the API's sample: 24.444 a day on 210,000. It differs by asset and date. */
const DAILY_INTEREST_RATE = new Decimal('0.0001164');
/** Implied by the worked table of Binance's page: 0.04 BTC → 0.004, 15 ETH → 1.5. */
const LOAN_MAINTENANCE_RATE = new Decimal('0.1');
/** borrowed ÷ (leverage − 1) at the leverage 5 that we assume. */
const LOAN_INITIAL_RATE = new Decimal('0.25');

/**
 * One pool of USD-M, COIN-M and margin: Σ min(E·rate, E), with the PnL inside E. A debt is a margin loan: it asks
 * for 10 % of itself, and it pays interest.
 */
export function portfolioPool({ asOf, overrides: { haircuts } }: RulesRequest): Backing {
  const { unlisted, haircuts: dated } = data.portfolioMargin;
  const table = inForce(dated, asOf);
  const own: Figures = table.haircuts;
  const standIn: Figures = data.multiAssets[0]!.haircuts;
  const haircutOf = (asset: string): Decimal =>
    haircuts?.[asset] ?? new Decimal(own[asset] ?? standIn[asset] ?? unlisted);
  const collateral = pooledCollateral({
    tiers: asset => flatHaircut(haircutOf(asset)),
    unrealised: 'counted',
    borrow: {
      hourlyRate: () => DAILY_INTEREST_RATE.div(24),
      freeAmount: () => ZERO,
      maintenanceMarginRate: () => LOAN_MAINTENANCE_RATE,
      initialMarginRate: () => LOAN_INITIAL_RATE,
      convert: null,
    },
  });
  const earlier = isBefore(dated, asOf) ? standsIn : '';
  return {
    collateral,
    rulesFrom: [`Binance portfolio margin collateral: ${table.said}${earlier}.`],
    assumptions: [
      'Binance portfolio margin collateral: rates beyond the few published ones are those of the multi-assets table of 2021-22, other assets count 10 % as assets the page of 2022 does not list (ours, current rates are not known).',
      'Binance portfolio margin: every debt is taken as a margin loan that asks for 10 % of itself, initially 25 % (leverage 5, ours), though a futures wallet below zero would ask for none; it costs 0.01164 % a day, the rate of a published sample, charged by the hour where Binance charges at 00:00 UTC, from the first unit on (the free amount is not known).',
    ],
  };
}
