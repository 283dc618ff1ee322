/** What Derive's portfolio managers count for an account, and what they charge on top of its worst scenario. */
import { Decimal, ONE, ZERO, max } from '../basics/money.ts';
import type { PmrmBook } from './derive-pmrm-account.ts';
import type { ExpiryRisk } from './derive-pmrm-expiry.ts';
import type { PmrmRules } from './derive-pmrm-parameters.ts';

/** What the account has above zero, what is asked of it below; the sum is its margin in Derive's own sense. */
export type PmrmParts<Money = number> = {
  cash: Money;
  perpPnl: Money;
  options: Money;
  /** Base assets and other collateral, before haircuts. */
  collateral: Money;
  /** The worst scenario, by the factor of the requirement. */
  scenario: Money;
  perp: Money;
  nakedOptions: Money;
  haircut: Money;
  /** Low confidence of the oracles; initial only. */
  oracle: Money;
  /** A stablecoin below its peg; initial only. */
  depeg: Money;
};

interface Judged {
  book: PmrmBook;
  expiries: readonly ExpiryRisk[];
  rules: PmrmRules;
  /** PnL of the worst scenario. */
  worst: number;
}

export function maintenanceParts({ book, expiries, rules, worst }: Judged): PmrmParts<Decimal> {
  const { perp, nakedOptions, haircut } = maintenanceCharges(book, expiries, rules);
  return {
    ...values(book, expiries),
    scenario: new Decimal(worst).mul(rules.maintenanceFactor),
    perp: perp.neg(),
    nakedOptions: nakedOptions.neg(),
    haircut: haircut.neg(),
    oracle: ZERO,
    depeg: ZERO,
  };
}

/** v1 multiplies what is charged on size by the factor too, peg included; v2 has rates of its own for that. */
export function initialParts({ book, expiries, rules, worst }: Judged): PmrmParts<Decimal> {
  const isFirst = rules.version === 'v1';
  const kept = maintenanceCharges(book, expiries, rules);
  const more = charges(book, expiries, {
    perp: rules.perpInitialRate,
    option: rules.optionInitialRate,
    haircut: 'initialHaircut',
  });
  const scale = isFirst ? rules.initialFactor : 1;
  const charge = (name: keyof Charges): Decimal => kept[name].mul(scale).add(more[name]).neg();
  const offPeg = max(new Decimal(rules.depegThreshold).sub(book.stablePrice), ZERO).mul(rules.depegFactor);
  const scaled = isFirst ? new Decimal(worst).sub(sum(Object.values(kept))) : new Decimal(worst);
  return {
    ...values(book, expiries),
    scenario: new Decimal(worst).mul(rules.initialFactor),
    perp: charge('perp'),
    nakedOptions: charge('nakedOptions'),
    haircut: charge('haircut'),
    oracle: oracleCharge(book, expiries, rules).neg(),
    depeg: scaled.mul(offPeg),
  };
}

export const sum = (amounts: readonly (Decimal | number)[]): Decimal =>
  amounts.reduce<Decimal>((a, b) => a.add(b), ZERO);

const values = ({ cash, perp, collaterals }: PmrmBook, expiries: readonly ExpiryRisk[]) => ({
  cash: new Decimal(cash),
  perpPnl: new Decimal(perp.unrealisedPnl),
  options: sum(expiries.map(({ value }) => value)),
  collateral: sum(collaterals.map(({ value }) => value)),
});

interface Charges {
  perp: Decimal;
  nakedOptions: Decimal;
  haircut: Decimal;
}

const maintenanceCharges = (book: PmrmBook, expiries: readonly ExpiryRisk[], rules: PmrmRules): Charges =>
  charges(book, expiries, {
    perp: rules.perpMaintenanceRate,
    option: rules.optionMaintenanceRate,
    haircut: 'maintenanceHaircut',
  });

/** On size alone, whatever the scenarios say. */
const charges = (
  { spot, perp, collaterals }: PmrmBook,
  expiries: readonly ExpiryRisk[],
  rates: { perp: number; option: number; haircut: 'maintenanceHaircut' | 'initialHaircut' },
): Charges => ({
  perp: notional(perp.quantity, spot).mul(rates.perp),
  nakedOptions: sum(expiries.map(({ naked }) => naked))
    .mul(spot)
    .mul(rates.option),
  haircut: sum(
    collaterals.map(collateral => new Decimal(collateral.exposure).mul(collateral[rates.haircut])),
  ),
});

const notional = (quantity: number, spot: number): Decimal => new Decimal(quantity).abs().mul(spot);

/** To each position by the least of the confidences its price depends on. */
function oracleCharge(
  { spot, perp, collaterals }: PmrmBook,
  expiries: readonly ExpiryRisk[],
  { oracleThreshold, oracleFactor }: PmrmRules,
): Decimal {
  const charge = (exposure: Decimal | number, confidence: number): Decimal =>
    confidence < oracleThreshold ? ONE.sub(confidence).mul(oracleFactor).mul(exposure) : ZERO;
  return sum([
    charge(notional(perp.quantity, spot), perp.confidence),
    ...collaterals.map(({ exposure, confidence }) => charge(exposure, confidence)),
    ...expiries.map(({ gross, confidence }) => charge(notional(gross, spot), confidence)),
  ]);
}
