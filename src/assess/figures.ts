/** Figures as the answer gives them: amounts in text, ratios in numbers, what is not there null. */
import { Decimal, max, text, ZERO } from '../basics/money.ts';
import { health, marginRatio } from '../margin/formulas.ts';
import { assetPrice } from '../ledger/assets.ts';
import { notionalOf } from '../market/instrument.ts';
import type { ModeRules } from '../venue/venue.ts';
import type { AssessedCollateral, AssessedPool, AssessedPosition } from './assessment.ts';
import type { Book, Leg } from './book.ts';
import { type Bucket, pnlOf } from './bucket.ts';
import { criticalPrices } from './liquidation.ts';

/** A bucket at the marks. */
export interface Standing {
  bucket: Bucket;
  equity: Decimal;
  initial: Decimal;
  maintenance: Decimal;
}

export const standingOf = (bucket: Bucket, book: Book, orders: Decimal = ZERO): Standing => ({
  bucket,
  equity: bucket.equity(book.marks),
  initial: bucket.initial(book.marks).add(orders),
  maintenance: bucket.maintenance(book.marks),
});

export const healthOf = ({ equity, maintenance }: Standing): number | null =>
  health({ equity, maintenanceMargin: maintenance })?.toNumber() ?? null;

/** The one nearest to its liquidation; null where none asks for anything. */
export function weakest(standings: readonly Standing[]): Standing | null {
  const asked = standings.filter(({ maintenance }) => !maintenance.isZero());
  const value = ({ equity, maintenance }: Standing) => equity.div(maintenance);
  return asked.reduce<Standing | null>(
    (low, next) => (low && value(low).lte(value(next)) ? low : next),
    null,
  );
}

export const ratioOf = ({ equity, maintenance }: Standing): number | null =>
  marginRatio({ equity, maintenanceMargin: maintenance })?.toNumber() ?? null;

export const poolOf = (standing: Standing): AssessedPool => ({
  asset: standing.bucket.asset,
  equity: text(standing.equity),
  initialMargin: text(standing.initial),
  maintenanceMargin: text(standing.maintenance),
  health: healthOf(standing),
});

export const spare = (amount: Decimal): Decimal => max(amount, ZERO);

const textOrNull = (value: Decimal | null | undefined): string | null => (value ? text(value) : null);

export function positionOf(
  book: Book,
  rules: ModeRules,
  standing: Standing,
  leg: Leg,
  isolated: boolean,
): AssessedPosition {
  const { symbol, quantity } = leg.holding;
  const instrument = book.instruments[symbol]!;
  const own = rules.model.own(leg.holding, book.marks);
  const { liquidation, bankruptcy } = criticalPrices(book, standing.bucket, rules, symbol);
  return {
    symbol: instrument.symbol,
    quantity: text(quantity),
    entryPrice: text(leg.entryPrice),
    markPrice: text(book.marks[symbol]!),
    leverage: leg.holding.leverage,
    settle: book.assets.names[book.assets.settle[symbol]!]!,
    unrealisedPnl: text(pnlOf(book, leg, book.marks)),
    notional: text(notionalOf(instrument, quantity, book.marks[symbol]!)),
    margin: isolated ? textOrNull(leg.margin) : null,
    initialMargin: textOrNull(own?.initial),
    maintenanceMargin: textOrNull(own?.maintenance),
    liquidationPrice: textOrNull(liquidation),
    bankruptcyPrice: textOrNull(bankruptcy),
    health: healthOf(standing),
    tier: own?.tier ?? null,
  };
}

/** What each asset counts for; `inAsset` turns quote into the currency of the answer. */
export function collateralOf(book: Book, { collateral }: ModeRules, asset: string): AssessedCollateral[] {
  const { assets, balances } = book;
  const unit = assetPrice(assets, assets.names.indexOf(asset), book.marks);
  return balances.flatMap((amount, number) => {
    if (amount.isZero()) return [];
    const name = assets.names[number]!;
    const counted = collateral.counted(name, amount);
    const price = assetPrice(assets, number, book.marks).div(unit);
    return [
      {
        asset: name,
        amount: text(amount),
        counted: text(counted),
        price: text(price),
        value: text(counted.mul(price)),
      },
    ];
  });
}
