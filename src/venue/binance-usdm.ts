/**
 * `binance-usdm` and its portfolio mode `binance-pm` (rules: binance-bybit.md §1, §2, §4; semantics §6).
 * Dated notional tiers, staged liquidation, and a portfolio margin that is the plain sum of the same tiers.
 */
import { Decimal } from '../basics/money.ts';
import { TieredModel, tierIndex } from '../margin/tiered-model.ts';
import type { MarginMode } from '../strategy/strategy.ts';
import { tiersAt } from './binance-tiers.ts';
import { closeWhole } from './close-whole.ts';
import { GENERIC_TIERS } from './generic.ts';
import type { DistressedBucket, ModeRules } from './venue.ts';

/** 1 % of what is closed: ours, sources give 0.3 to 1.25 % by date and symbol. */
const CLEARANCE_FEE_RATE = new Decimal('0.01');

/**
 * A notional above a floor by less than 1e-9 of it counts as at the floor. A short reduced to a floor is
 * lifted off it by the next rise; without this it would be reduced by ever smaller shares at ever closer
 * prices, without end but for rounding.
 */
const AT_FLOOR = new Decimal('0.999999999');

/**
 * Steps the position with the largest maintenance down to the next lower tier floor, tests again, and goes
 * on until the bucket stands; a position in its lowest tier is closed whole. What remains when nothing is
 * left to back it is taken over.
 */
function reduceByTiers(model: TieredModel): (bucket: DistressedBucket) => void {
  return bucket => {
    bucket.cancelOrders();
    while (bucket.isBreached()) {
      if (bucket.isExhausted()) return bucket.takeOver();
      const [largest, ...rest] = bucket.holdings();
      if (largest === undefined) return;
      const worst = rest.reduce((top, next) => (next.maintenance.gt(top.maintenance) ? next : top), largest);
      const own = model.tiers[worst.symbol]!;
      const floor = own[tierIndex(own, worst.notional.mul(AT_FLOOR))]!.floor;
      const size = worst.quantity.abs();
      // Rounded up, so that what is left lies at or below the floor and the lower tier contains it.
      const excess = floor.isZero()
        ? size
        : size.mul(worst.notional.sub(floor)).div(worst.notional).toDecimalPlaces(15, Decimal.ROUND_UP);
      const closed = bucket.close(worst.symbol, Decimal.min(excess, size), 'last');
      bucket.chargeFee(closed.mul(CLEARANCE_FEE_RATE));
    }
  };
}

export function binanceRules(mode: MarginMode, symbols: readonly string[], asOf: number): ModeRules {
  const found = symbols.map(symbol => ({ symbol, table: tiersAt(symbol, asOf) }));
  const pooledPortfolio = mode === 'portfolio';
  const model = new TieredModel(
    pooledPortfolio ? 'binance-pm' : 'binance-usdm tiers',
    found.map(({ table }) => table?.tiers ?? GENERIC_TIERS),
  );
  return {
    venue: pooledPortfolio ? 'binance-pm' : 'binance-usdm',
    model,
    feeTakerRate: new Decimal('0.0005'),
    feeMakerRate: new Decimal('0.0002'),
    liquidationHealth: pooledPortfolio ? 1.05 : 1,
    warningHealth: 1.5,
    leverageMax: (symbol, notional) => model.tierOf(symbol, notional).maxLeverage,
    // Portfolio: the whole account at mark; once the engine has taken over it does not stop.
    liquidate: pooledPortfolio ? closeWhole(CLEARANCE_FEE_RATE) : reduceByTiers(model),
    rulesFrom: found.map(({ symbol, table }) => tableFacts(symbol, table)),
    assumptions: [
      'Binance USD-M: taker fee 0.05 %, maker fee 0.02 %; clearance fee 1 % of what a liquidation closes (ours: sources give 0.3 to 1.25 % by date and symbol).',
      pooledPortfolio
        ? 'Binance portfolio margin: the plain sum of tier requirements over pooled collateral, no scenario offset; the whole account is closed at mark at uniMMR 1.05 or below, initial margin is notional ÷ leverage.'
        : 'Binance liquidation in stages: one tier floor down at a time, the position with the largest maintenance first, filled at last, and what remains without equity taken over at mark without a fee; the size of a step is derived, Binance does not publish it.',
    ],
  };
}

/** Says the same for every date that uses the same table, so that a run of many moves says it once. */
function tableFacts(symbol: string, table: ReturnType<typeof tiersAt>): string {
  if (table === null)
    return `${symbol}: no dated tiers known, the generic tier (0.5 %, leverage up to 100) stands in.`;
  const earlier = table.beforeFirst ? ', the earliest known, which stands in for the time before' : '';
  return `${symbol}: tiers first seen on ${table.validFrom}${earlier}.`;
}
