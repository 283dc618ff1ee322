/**
 * The risk matrix of one currency pair at Deribit: 9 prices × 3 volatilities and the extended table, as profit and
 * loss in the asset it settles in. Filled and read over and over; nothing is allocated per book.
 */
import {
  DERIBIT_BUCKETS,
  DERIBIT_EXTENDED_MOVES,
  type DeribitParameters,
  type DeribitRates,
  deribitRates,
} from './deribit-pm-parameters.ts';
import { optionDelta, optionValue } from './option-value.ts';
import type { RiskUnit } from './portfolio-book.ts';
import { byTimeLeft, evenMoves, ScenarioGrid, type VolatilityMove } from './scenario-grid.ts';
import { coinsOf, gridNames, notionalOf, type ScenarioName } from './scenario-report.ts';

export const STANDARD_CELLS = (2 * DERIBIT_BUCKETS + 1) * 3;
export const ALL_CELLS = STANDARD_CELLS + DERIBIT_EXTENDED_MOVES.length;

/** `coin`: what pays in the underlying, in coins. `usd`: what pays in dollars, in USD. `pooled`: both, in USD. */
export type DeribitSide = 'coin' | 'usd' | 'pooled';

export class DeribitMatrix {
  readonly rates: DeribitRates;
  readonly names: readonly ScenarioName[];
  /** Gains and losses of the legs on the side that was filled last; standard first, then extended. */
  readonly initial = new Float64Array(ALL_CELLS);
  private readonly standard: ScenarioGrid;
  private readonly extended: ScenarioGrid;

  constructor(
    underlying: string,
    parameters: DeribitParameters,
    private readonly optionsPayCoin: boolean,
  ) {
    const rates = deribitRates(underlying, parameters);
    this.rates = rates;
    const moves = evenMoves(rates.priceRange, DERIBIT_BUCKETS);
    const [up, same, down] = volatilityMoves(rates);
    this.standard = new ScenarioGrid(moves, [up, same, down]);
    this.extended = new ScenarioGrid(DERIBIT_EXTENDED_MOVES, [up], rates.priceRange);
    const raised = { name: 'up', shock: rates.volatilityUp };
    const states = [raised, { name: 'same', shock: null }, { name: 'down', shock: -rates.volatilityDown }];
    this.names = [
      ...gridNames(underlying, moves, states),
      ...gridNames(underlying, DERIBIT_EXTENDED_MOVES, [{ ...raised, name: 'up, extended table' }]),
    ];
  }

  holds({ linear, options, spot }: RiskUnit, side: DeribitSide): boolean {
    return (
      (side === 'pooled' && spot !== 0) ||
      linear.some(leg => leg.quantity !== 0 && pays(leg.inverseSize !== null, side)) ||
      options.some(({ quantity }) => quantity !== 0 && pays(this.optionsPayCoin, side))
    );
  }

  /** @returns `initial`, which the next call fills anew */
  fill(unit: RiskUnit, side: DeribitSide): Float64Array {
    for (const grid of [this.standard, this.extended]) {
      grid.clear();
      addLegs(grid, unit, side, this.optionsPayCoin);
    }
    this.initial.set(this.standard.pnl);
    this.initial.set(this.extended.pnl, STANDARD_CELLS);
    return this.initial;
  }

  /**
   * What each cell counts once gains are cut to what may offset and the extended table is damped, added to `sum`.
   * @param index USD per unit of what the cells are in: the index of a coin, 1 for USD
   */
  aggregate(sum: Float64Array, index: number): void {
    const { initial, rates } = this;
    const most = index > 0 ? rates.maxOffsetablePnl / index : 0;
    for (let cell = 0; cell < STANDARD_CELLS; cell++) {
      const pnl = initial[cell]!;
      sum[cell]! += pnl <= 0 ? pnl : Math.min(pnl * rates.pnlOffset, most);
    }
    const dampener = index > 0 ? rates.extendedDampener / index : 0;
    for (let cell = STANDARD_CELLS; cell < ALL_CELLS; cell++)
      sum[cell]! += Math.min(0, initial[cell]! * rates.extendedFactor + dampener);
  }

  /** Gross, in coins or USD. @source rules: portfolio.md §2.2 point 6 (reproduced on D1 and D2) */
  rollShock({ linear }: RiskUnit, side: DeribitSide): number {
    const { annualisedMove, annualisedMoveFloor } = this.rates;
    let sum = 0;
    for (const leg of linear) {
      if (!pays(leg.inverseSize !== null, side)) continue;
      const size = Math.abs(side === 'coin' ? coinsOf(leg) : notionalOf(leg));
      sum += size * Math.max(annualisedMoveFloor, annualisedMove * Math.max(0, leg.yearsToExpiry ?? 0));
    }
    return sum;
  }

  /** Σ of the deltas, in USD. */
  delta({ linear, options, index, spot }: RiskUnit, side: DeribitSide): number {
    let sum = side === 'pooled' ? spot * index : 0;
    for (const leg of linear) if (pays(leg.inverseSize !== null, side)) sum += notionalOf(leg);
    if (!pays(this.optionsPayCoin, side)) return sum;
    for (const leg of options) if (leg.quantity !== 0) sum += leg.quantity * optionDelta(leg) * index;
    return sum;
  }
}

const pays = (inCoin: boolean, side: DeribitSide): boolean =>
  side === 'pooled' || inCoin === (side === 'coin');

/** An inverse contract is linear when its coins are seen in USD: q·(1 − 1 ÷ (1 + s))·P·(1 + s) = q·P·s. */
function addLegs(grid: ScenarioGrid, unit: RiskUnit, side: DeribitSide, optionsPayCoin: boolean): void {
  const { linear, options, index, spot } = unit;
  for (const leg of linear) {
    if (!pays(leg.inverseSize !== null, side)) continue;
    if (side === 'coin') grid.addInverseInCoin(coinsOf(leg));
    else grid.addNotional(notionalOf(leg));
  }
  if (side === 'pooled') grid.addNotional(spot * index);
  if (!pays(optionsPayCoin, side)) return;
  for (const leg of options)
    if (leg.quantity !== 0) grid.addOption(leg, optionValue(leg), side === 'coin' ? index : null);
}

function volatilityMoves(rates: DeribitRates): [VolatilityMove, VolatilityMove, VolatilityMove] {
  const power = (days: number): number => (days < 30 ? rates.shortTermPower : rates.longTermPower);
  const raise = byTimeLeft(rates.volatilityUp, power);
  return [
    (volatility, years) => Math.max(raise(volatility, years), rates.volatilityUpFloor),
    volatility => volatility,
    byTimeLeft(-rates.volatilityDown, power),
  ];
}

/**
 * 0 up to the threshold, then up to `maxDeltaShock` of what exceeds it. The shape is ours (rules: portfolio.md §2.2 point 6).
 * @param delta USD, signed
 */
export function deribitDeltaShock(
  delta: number,
  { maxDeltaShock, deltaShockThreshold }: Pick<DeribitRates, 'maxDeltaShock' | 'deltaShockThreshold'>,
): number {
  const excess = Math.max(0, Math.abs(delta) - deltaShockThreshold);
  const reach = deltaShockThreshold > 0 ? Math.min(1, excess / deltaShockThreshold) : 1;
  return excess * maxDeltaShock * reach;
}
