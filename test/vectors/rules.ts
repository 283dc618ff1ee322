/** Every mapping from a published vector to the public formulas. */
import { accountRules } from './rules-account.ts';
import { binanceRules, bybitRules } from './rules-exchange.ts';
import { liquidationRules } from './rules-liquidation.ts';
import { optionRules } from './rules-option.ts';
import { paymentRules } from './rules-payment.ts';
import { profitRules } from './rules-profit.ts';
import { requirementRules } from './rules-requirement.ts';
import type { Rule } from './vectors.ts';

export const rules: readonly Rule[] = [
  ...accountRules,
  ...binanceRules,
  ...bybitRules,
  ...liquidationRules,
  ...optionRules,
  ...paymentRules,
  ...profitRules,
  ...requirementRules,
];
