/**
 * What an OKX account counts its assets for in multi-currency and portfolio margin, and what a debt costs (rules:
 * portfolio.md §1.4). Adjusted equity = Σ equity of an asset × discount of its slices by coin amount.
 */
import { Decimal, ONE, ZERO } from '../basics/money.ts';
import { parseTime } from '../basics/time.ts';
import { type CollateralTier, flatHaircut, pooledCollateral, settleCollateral } from './collateral.ts';
import type { BorrowRules, CollateralRules, RulesRequest } from './venue.ts';

const COUNTED_WHOLE = new Set(['USDT', 'USDC', 'USD']);

/** First-tier discount rates by the announcement of 26 September 2025: before and from 13 October 2025. */
const CHANGED = parseTime('2025-10-13')!;
const ANNOUNCED: Record<string, readonly [before: string, after: string]> = {
  ALGO: ['0.80', '0.85'],
  APE: ['0.85', '0.70'],
  API3: ['0.70', '0.80'],
  ARB: ['0.85', '0.90'],
  BCH: ['0.85', '0.90'],
};
/** Recalled, no source was read. */
const RECALLED: Record<string, string> = { BTC: '0.98', ETH: '0.975' };
/** Ours, for every other asset: what the announcements give the middle of the field. */
const OTHER = '0.85';

/** Token X (announcement of April 2025): 120 m coins at 0.85, 80 m at 0.79, 50 m at 0.76, then 120 m each, 0.03 less. */
function tokenX(): CollateralTier[] {
  const tiers = [
    { cap: new Decimal('120e6'), rate: new Decimal('0.85') },
    { cap: new Decimal('200e6'), rate: new Decimal('0.79') },
    { cap: new Decimal('250e6'), rate: new Decimal('0.76') },
  ];
  for (;;) {
    const { cap, rate } = tiers.at(-1)!;
    const next = rate.sub('0.03');
    if (next.lte(0)) return tiers;
    tiers.push({ cap: cap.add('120e6'), rate: next });
  }
}
const TOKEN_X: readonly CollateralTier[] = tokenX();

/** Slices of an asset's amount at a time, ascending; beyond the last nothing counts. */
export function discountTiers(asset: string, asOf: number): readonly CollateralTier[] {
  if (COUNTED_WHOLE.has(asset)) return flatHaircut(ZERO);
  if (asset === 'X') return TOKEN_X;
  const announced = ANNOUNCED[asset]?.[asOf < CHANGED ? 0 : 1];
  return flatHaircut(ONE.sub(announced ?? RECALLED[asset] ?? OTHER));
}

/** Liabilities free of interest (rules: portfolio.md §1.4 O11). */
const FREE_AMOUNTS: Record<string, Decimal> = {
  USDT: new Decimal(20_000),
  USDC: new Decimal(5_000),
  BTC: new Decimal(1),
  ETH: new Decimal(5),
  LTC: new Decimal(10),
  XRP: new Decimal(5_000),
  LINK: new Decimal(50),
  ADA: new Decimal(500),
  TRX: new Decimal(30_000),
  DOT: new Decimal(50),
};
/** Ours, about 8.8 % a year: OKX sets it by the hour and by asset, and no history was found. */
const HOURLY_RATE = new Decimal('0.00001');
/** First tier of the BTC/USDT margin loan of 2 June 2023: up to 35 BTC or 1,000,000 USDT (O14). */
const DEBT_MAINTENANCE_RATE = new Decimal('0.03');
const DEBT_INITIAL_RATE = new Decimal('0.1');

const borrow: BorrowRules = {
  hourlyRate: () => HOURLY_RATE,
  freeAmount: asset => FREE_AMOUNTS[asset] ?? ZERO,
  maintenanceMarginRate: () => DEBT_MAINTENANCE_RATE,
  initialMarginRate: () => DEBT_INITIAL_RATE,
  // Auto-borrow is on: no forced repayment.
  convert: null,
};

/** One asset alone backs as in single-currency margin; several back one pool by their discounted amounts. */
export function okxCollateral({ mode, asOf, severalAssets, overrides }: RulesRequest): CollateralRules {
  if (mode === 'isolated' || !severalAssets) return settleCollateral;
  return pooledCollateral({
    tiers: asset => {
      const haircut = overrides.haircuts?.[asset];
      return haircut === undefined ? discountTiers(asset, asOf) : flatHaircut(haircut);
    },
    unrealised: 'counted',
    borrow,
  });
}

export const POOL_ASSUMPTION =
  'OKX multi-currency margin: USDT, USDC and USD count whole, BTC 98 %, ETH 97.5 % (recalled, not sourced), ALGO, APE, API3, ARB and BCH by their announced first tier and X by its slices, other assets 85 % (ours); a discount beyond the first tier is known for X alone. Auto-borrow is on: a debt asks 3 % maintenance and 10 % initial margin whatever its size (first tier of the BTC/USDT loan of June 2023) and 0.001 % interest an hour (ours) on what exceeds the free amount, which is granted to every debt, without the addition for other stablecoins held.';
