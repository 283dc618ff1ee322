/**
 * Derive's portfolio managers (PMRM v1 and v2): the worst of scenarios over price, volatility and skew on one market,
 * with charges for basis, naked shorts, haircuts, weak oracles and a stablecoin off its peg. Options are valued in
 * doubles; from their values on the figures are exact, and doubles again when they are handed out.
 * @source derivexyz/v2-core@7736900d src/risk-managers/PMRMLib.sol, PMRMLib_2.sol (rules: portfolio.md §2.3)
 */
import type { Decimal } from '../basics/money.ts';
import { type DerivePortfolioAccount, readAccount } from './derive-pmrm-account.ts';
import { expiryRisk } from './derive-pmrm-expiry.ts';
import { type DerivePortfolioParameters, resolvePmrm } from './derive-pmrm-parameters.ts';
import { type PmrmParts, initialParts, maintenanceParts, sum } from './derive-pmrm-parts.ts';
import { runScenarios } from './derive-pmrm-scenarios.ts';
import type { PortfolioScenario } from './portfolio-book.ts';

/** In the stablecoin. */
export interface DerivePortfolioMargin {
  /** Mark to market: cash, perpetuals' PnL, options, collateral before haircuts. */
  equity: number;
  /** What of the equity has to be there: equity − Σ parts. */
  initialMargin: number;
  maintenanceMargin: number;
  /** Σ parts, the figure Derive calls margin: the account may open at or above zero … */
  initialExcess: number;
  /** … and is liquidated below zero. */
  maintenanceExcess: number;
  parts: { initial: PmrmParts; maintenance: PmrmParts };
  /** `basis` first, then those of the parameters in their order. */
  scenarios: PortfolioScenario[];
  /** The one with the lowest PnL, of several the first; null when nothing is held. */
  worst: PortfolioScenario | null;
}

/**
 * Margin of an account in one market, under v2 as published unless `parameters` say otherwise. Sizes in units of the
 * underlying, prices in USD, time in years of 365 days.
 * @throws UserError 'config' naming the field or parameter that is unknown, no number, or outside its range
 */
export function derivePortfolioMargin(
  account: DerivePortfolioAccount,
  parameters: DerivePortfolioParameters = {},
): DerivePortfolioMargin {
  const rules = resolvePmrm(parameters);
  const book = readAccount(account, rules);
  const expiries = book.expiries.map(expiry => expiryRisk(expiry, rules));
  const scenarios = runScenarios(book, expiries, rules);
  const lowest = scenarios.reduce((low, scenario) => (scenario.pnl < low.pnl ? scenario : low));
  const judged = { book, expiries, rules, worst: lowest.pnl };
  const initial = initialParts(judged);
  const maintenance = maintenanceParts(judged);
  const { cash, perpPnl, options, collateral } = maintenance;
  const equity = sum([cash, perpPnl, options, collateral]);
  const holdsNothing =
    book.perp.quantity === 0 && book.collaterals.length === 0 && expiries.every(({ gross }) => gross === 0);
  const initialExcess = sum(Object.values(initial));
  const maintenanceExcess = sum(Object.values(maintenance));
  return {
    equity: double(equity),
    initialMargin: double(equity.sub(initialExcess)),
    maintenanceMargin: double(equity.sub(maintenanceExcess)),
    initialExcess: double(initialExcess),
    maintenanceExcess: double(maintenanceExcess),
    parts: { initial: doubles(initial), maintenance: doubles(maintenance) },
    scenarios,
    worst: holdsNothing ? null : lowest,
  };
}

/** No negative zero. */
const double = (amount: Decimal): number => (amount.isZero() ? 0 : amount.toNumber());

const doubles = (parts: PmrmParts<Decimal>): PmrmParts =>
  Object.fromEntries(Object.entries(parts).map(([name, amount]) => [name, double(amount)])) as PmrmParts;
