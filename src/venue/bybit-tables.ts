/** Bybit's tables as far as they are known: tiers, collateral ratios, borrowing. Sources stand in the file itself. */
import { Decimal, ONE, ZERO } from '../basics/money.ts';
import { parseTime } from '../basics/time.ts';
import { type Instrument, isInverse } from '../market/instrument.ts';
import type { MarginTier } from '../margin/tiered-model.ts';
import tables from './bybit.json' with { type: 'json' };
import { type CollateralTier, flatHaircut, isStable, pooledCollateral } from './collateral.ts';
import type { BorrowRules, CollateralRules, RuleOverrides } from './venue.ts';

const BTCUSDT = 'BTCUSDT';
const riskLimits: MarginTier[] = tables.riskLimits.BTCUSDT.tiers.map(row => {
  const [floor, cap, rate, maxLeverage, deduction] = row as [number, number, number, number, number];
  return {
    floor: new Decimal(floor),
    cap: new Decimal(cap),
    maintenanceMarginRate: new Decimal(rate),
    maxLeverage,
    deduction: new Decimal(deduction),
  };
});

/** The tiers of a contract, and in a sentence what they are. */
export function tiersOf(instrument: Instrument): { tiers: readonly MarginTier[]; from: string } {
  const { symbol, underlying } = instrument;
  const isBitcoin = underlying === 'BTC';
  if (isBitcoin && !isInverse(instrument)) {
    const standsIn = symbol === BTCUSDT ? 'it stands in for every date' : `the table of ${BTCUSDT} stands in`;
    return {
      tiers: riskLimits,
      from: `${symbol}: Bybit's ${riskLimits.length} risk-limit tiers of ${BTCUSDT}; their date is unknown, ${standsIn}.`,
    };
  }
  const { maintenanceMarginRate, maxLeverage } = isBitcoin ? tables.baseRates.BTC : tables.baseRates.others;
  const percent = new Decimal(maintenanceMarginRate).mul(100).toString();
  return {
    tiers: [
      {
        floor: ZERO,
        cap: new Decimal(Infinity),
        maintenanceMarginRate: new Decimal(maintenanceMarginRate),
        maxLeverage,
        deduction: ZERO,
      },
    ],
    from: `${symbol}: no Bybit tiers known, the base rate of its inverse contracts on ${isBitcoin ? 'BTC' : 'ETH, EOS and XRP'} (${percent} %, leverage up to ${maxLeverage}) stands in for every size.`,
  };
}

/** Slices of a coin that count in the unified account; tiers by amount since February 2025, the first ratio alone before. */
function ratiosOf(asset: string, asOf: number): readonly CollateralTier[] {
  const { collateral } = tables;
  if (isStable(asset)) return flatHaircut(ONE.sub(collateral.stable));
  if (asset !== 'BTC') return flatHaircut(ONE.sub(asset === 'ETH' ? collateral.ETH : collateral.others));
  const slices = collateral.BTC.map(row => {
    const [cap, rate] = row as [number, number];
    return { cap: new Decimal(cap), rate: new Decimal(rate) };
  });
  return asOf >= parseTime(collateral.tieredSince)! ? slices : flatHaircut(ONE.sub(slices[0]!.rate));
}

const borrow: BorrowRules = {
  hourlyRate: () => new Decimal(tables.borrow.hourlyRate),
  freeAmount: () => ZERO,
  maintenanceMarginRate: () => new Decimal(tables.borrow.maintenanceMarginRate),
  initialMarginRate: () => new Decimal(tables.borrow.initialMarginRate),
  convert: null,
};

/** Cross of the unified account: one pool, PnL counted whole, debts whole (rules: binance-bybit.md §5.4). */
export const unifiedCollateral = (asOf: number, haircuts: RuleOverrides['haircuts']): CollateralRules =>
  pooledCollateral({
    tiers: asset => (haircuts?.[asset] ? flatHaircut(haircuts[asset]) : ratiosOf(asset, asOf)),
    unrealised: 'whole',
    borrow,
  });
