/**
 * Derive's portfolio managers over a book of the portfolio models. The book knows no oracles: they count as fully
 * confident, and the stablecoin as at its peg.
 */
import { configError } from '../basics/errors.ts';
import type { PmrmExpiry } from './derive-pmrm-account.ts';
import type { DerivePortfolioParameters } from './derive-pmrm-parameters.ts';
import { type DerivePortfolioMargin, derivePortfolioMargin } from './derive-pmrm.ts';
import type { LinearLeg, OptionLeg, RiskUnit } from './portfolio-book.ts';

/**
 * Margin of all positions on one underlying. Linear legs have no entry price: `cash` holds what they have made.
 * @throws UserError 'config' naming a contract that Derive does not list: one that is inverse, a future, or a second perpetual
 */
export const deriveFromBook = (
  { underlying, index, linear, options, spot }: RiskUnit,
  cash: number,
  parameters: DerivePortfolioParameters = {},
): DerivePortfolioMargin =>
  derivePortfolioMargin(
    {
      underlying,
      cash,
      spot: index,
      base: spot,
      perp: perpOf(linear),
      expiries: expiriesOf(options),
    },
    parameters,
  );

function perpOf([first, second]: readonly LinearLeg[]): { quantity: number; price: number } {
  if (second !== undefined)
    throw configError(
      `${second.symbol}: Derive lists one perpetual of an underlying, beside ${first!.symbol}`,
    );
  if (first === undefined) return { quantity: 0, price: 0 };
  const { symbol, quantity, price, inverseSize, yearsToExpiry } = first;
  if (inverseSize !== null) throw configError(`${symbol}: Derive lists no inverse contracts`);
  if (yearsToExpiry !== null) throw configError(`${symbol}: Derive lists no futures`);
  return { quantity, price };
}

/** Options that end together share a forward and a rate. */
function expiriesOf(options: readonly OptionLeg[]): PmrmExpiry[] {
  const ends = new Map<number, OptionLeg[]>();
  for (const option of options) {
    const beside = ends.get(option.yearsToExpiry);
    if (beside) beside.push(option);
    else ends.set(option.yearsToExpiry, [option]);
  }
  return [...ends].map(([yearsToExpiry, together]) => {
    const { forward, interestRate } = together[0]!;
    return { yearsToExpiry, forward, interestRate, options: together };
  });
}
