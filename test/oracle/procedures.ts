/** How each venue takes a bucket apart (semantics §6; rules: binance-bybit.md §2.5, §5.5; portfolio.md §1.1, §1.3, §3.1). */
import { isAtStake } from './bucket.ts';
import { Dec, isInverse, one, settled, sum, valueAt, zero, type Holding } from './contracts.ts';
import type { Liquidation } from './liquidation.ts';
import type { Rules } from './requirements.ts';
import { tierNumber, type DecTier } from './tiers.ts';

/** Above a floor by less than this share is at the floor, or steps would go on with ever smaller parts. */
const atFloor = one.minus('1e-9');
/** A part to be closed, rounded up: a hair above a floor would still be the upper tier. */
const upTo = (quantity: Dec, places = 15): Dec => quantity.toDecimalPlaces(places, Dec.ROUND_UP);

const whole = (held: Holding): [Holding, Dec] => [held, held.quantity.abs()];

/** One floor down, for 1 % of what is closed, filled at last; coin-margined contracts are whole. */
function binance(run: Liquidation): void {
  while (run.breached) {
    const most = run.largest();
    if (most === undefined) return;
    if (run.exhausted) return run.takeOver();
    const value = run.value(most);
    const terms = run.rules.termsOf(most.contract);
    const floor = terms.tiers[tierNumber(terms, most, value.times(atFloor))]!.floor;
    const size = most.quantity.abs();
    const excess = upTo(size.times(value.minus(floor)).div(value), isInverse(most) ? 0 : 15);
    run.close([[most, floor.isZero() ? size : excess]], 'last', run.rules.liquidationFeeRate);
  }
}

/** Tiers below the one that holds a value, the highest first. */
const lower = (tiers: DecTier[], value: Dec): DecTier[] =>
  tiers.filter(({ cap }) => value.times(atFloor).gt(cap)).reverse();

/** What decides the tier, at mark or at entry, in the settle asset. */
function bybitValue(run: Liquidation, held: Holding): Dec {
  const { maintenanceAt } = run.rules.termsOf(held.contract);
  return maintenanceAt === 'mark' ? run.value(held) : valueAt(held.contract, held.quantity, held.entry);
}

/** Isolated: one order down to the highest lower tier where the margin suffices. Cross: a tier at a time. */
function bybit(run: Liquidation): void {
  const feeRate = run.rules.liquidationFeeRate;
  const isolated = run.bucket.kind === 'position';
  while (run.breached) {
    const most = run.largest();
    if (most === undefined) return;
    if (run.exhausted) return run.takeOver();
    const value = bybitValue(run, most);
    const tiers = lower(run.rules.termsOf(most.contract).tiers, value);
    const stands = ({ cap }: DecTier): boolean => {
      const share = cap.div(value);
      const kept = { ...most, quantity: most.quantity.times(share) };
      const sold = settled(most.contract, run.value(most), run.spot.mark).times(one.minus(share));
      return run.equity.minus(sold.times(feeRate)).gt(run.asks(kept));
    };
    const tier = isolated ? tiers.find(stands) : tiers[0];
    if (tier === undefined) {
      if (isolated) return run.takeOver();
      run.close([whole(most)], 'last', feeRate);
    } else {
      const excess = upTo(most.quantity.abs().times(value.minus(tier.cap)).div(value));
      run.close([[most, excess]], 'last', feeRate);
    }
  }
}

/** A fifth of what is above 100,000 first, then whole positions; below two thirds the backstop takes all. */
function hyperliquid(run: Liquidation): void {
  let cooled = false;
  while (isAtStake(run.bucket) && (run.breached || (run.health?.lte(1) ?? false))) {
    const most = run.largest();
    if (most === undefined) return;
    if (run.exhausted || (run.health?.times(3).lt(2) ?? false)) return run.takeOver();
    const part = !cooled && run.value(most).gt(100_000);
    run.close([part ? [most, upTo(most.quantity.abs().times('0.2'))] : whole(most)], 'last', zero);
    if (part) cooled = true;
  }
}

/** Two tiers down from the third on, while equity covers what the first tier would ask. */
function okx(run: Liquidation): void {
  const { rules, bucket } = run;
  const tierOf = (held: Holding): number => tierNumber(rules.termsOf(held.contract), held, run.value(held));
  while (run.breached) {
    const most = run.largest(bucket.holdings.filter(held => tierOf(held) >= 2));
    const asked = sum(bucket.holdings.map(run.asks));
    const atFirst = sum(
      bucket.holdings.map(held => {
        const { tiers, closingFeeRate } = rules.termsOf(held.contract);
        const rate = (k: number): Dec => closingFeeRate.plus(tiers[k]!.maintenanceMarginRate);
        return run
          .asks(held)
          .times(rate(0))
          .div(rate(tierOf(held)));
      }),
    );
    const covers = run.health === null || run.health.times(asked).gte(atFirst);
    if (most === undefined || run.exhausted || !covers) return run.takeOver();
    const { tiers, countedBy } = rules.termsOf(most.contract);
    const cap = tiers[tierOf(most) - 2]!.cap;
    const size = most.quantity.abs();
    const kept = countedBy === 'size' ? cap.div(most.contract.size) : size.times(cap).div(run.value(most));
    run.close([[most, upTo(size.minus(kept))]], 'last', rules.liquidationFeeRate);
  }
}

/** A fifth of what was held at first from every position, until health is 1.05. */
function proRata(run: Liquidation): void {
  for (let left = 5; left > 0; left--) {
    if (run.exhausted) return run.takeOver();
    const parts = run.bucket.holdings.map((held): [Holding, Dec] => [
      held,
      upTo(held.quantity.abs().times(one.div(left))),
    ]);
    run.close(parts, 'last', run.rules.liquidationFeeRate);
    if (!run.breached && (run.health === null || run.health.gte('1.05'))) return;
  }
}

export const procedures: Record<Rules['procedure'], (run: Liquidation) => void> = {
  whole: run => run.close(run.bucket.holdings.map(whole), 'mark', run.rules.liquidationFeeRate),
  binance,
  bybit,
  hyperliquid,
  okx,
  'pro-rata': proRata,
};
