/** Terms of contracts at venues where leverage is not chosen. */
import { Decimal, ONE, ZERO } from '../basics/money.ts';
import { type MarginTier, plainTerms, type TierTerms } from '../margin/tiered-model.ts';
import type { Instrument } from '../market/instrument.ts';

export const isContract = ({ kind }: Instrument): boolean => kind !== 'spot' && kind !== 'option';

/** One rate at every size, `sizeRate` more of both for each unit of the underlying. */
export const ratedTerms = (
  instrument: Instrument,
  {
    initialRate,
    maintenanceRate,
    sizeRate = ZERO,
  }: Record<'initialRate' | 'maintenanceRate', Decimal> & {
    sizeRate?: Decimal;
  },
): TierTerms => ({
  ...plainTerms(instrument, [
    {
      floor: ZERO,
      cap: new Decimal(Infinity),
      maintenanceMarginRate: maintenanceRate,
      initialMarginRate: initialRate,
      maxLeverage: ONE.div(initialRate).toNumber(),
      deduction: ZERO,
    },
  ]),
  initialFrom: 'tier-alone',
  sizeRate,
});

/** Tiers of the caller's own; where they set no initial rate, it is that of the highest leverage. */
export const ownTerms = (instrument: Instrument, tiers: readonly MarginTier[]): TierTerms => ({
  ...plainTerms(
    instrument,
    tiers.map(tier => ({ initialMarginRate: ONE.div(tier.maxLeverage), ...tier })),
  ),
  initialFrom: 'tier-alone',
});

const NOTHING: readonly MarginTier[] = [
  { floor: ZERO, cap: new Decimal(Infinity), maintenanceMarginRate: ZERO, maxLeverage: 1, deduction: ZERO },
];

/** Of spot and options: they ask for nothing as contracts. */
export const emptyTerms = (instrument: Instrument): TierTerms => plainTerms(instrument, NOTHING);
