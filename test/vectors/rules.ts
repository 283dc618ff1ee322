/** Every mapping from a published vector to the public formulas. */
import { accountRules } from './rules-account.ts';
import { adlRules } from './rules-adl.ts';
import { collateralPortfolioRules, collateralRules } from './rules-collateral.ts';
import { dydxPortfolioRules, dydxRules } from './rules-dydx.ts';
import { binanceRules, bybitRules } from './rules-exchange.ts';
import { fundingRules } from './rules-funding.ts';
import { inverseRules } from './rules-inverse.ts';
import { liquidationRules } from './rules-liquidation.ts';
import { nautilusRules } from './rules-nautilus.ts';
import { optionRules } from './rules-option.ts';
import { paymentRules } from './rules-payment.ts';
import { pmrmRules } from './rules-pmrm.ts';
import { portfolioModelRules } from './rules-pm.ts';
import { profitRules } from './rules-profit.ts';
import { requirementRules } from './rules-requirement.ts';
import { spanRules } from './rules-span.ts';
import { varRules } from './rules-var.ts';
import type { Rule } from './vectors.ts';

export const rules: readonly Rule[] = [
  ...accountRules,
  ...adlRules,
  ...binanceRules,
  ...bybitRules,
  ...collateralPortfolioRules,
  ...collateralRules,
  ...dydxPortfolioRules,
  ...dydxRules,
  ...fundingRules,
  ...inverseRules,
  ...liquidationRules,
  ...nautilusRules,
  ...optionRules,
  ...paymentRules,
  ...pmrmRules,
  ...portfolioModelRules,
  ...profitRules,
  ...requirementRules,
  ...spanRules,
  ...varRules,
];
