/**
 * OKX's portfolio margin: per risk unit the charges MR1 to MR7 and MR9; units do not offset each other. What an
 * account borrows (MR8) is `okxAccountMargin`. Doubles.
 * @source rules: portfolio.md §1.2
 */
import { okxUnitMargin } from './okx-pm-aggregate.ts';
import { OKX_INITIAL_FACTOR, type OkxParameters } from './okx-pm-parameters.ts';
import { OkxUnit } from './okx-pm-unit.ts';
import type { PortfolioBook, PortfolioRequirement, PortfolioScenario } from './portfolio-book.ts';
import { isHeld, lowest, together } from './scenario-report.ts';

/**
 * `parts` are the charges by unit, `MR1 BTC`; the requirement is
 * max{ max(MR1, MR2, MR6) + MR3 + MR4 + MR5 + MR9, MR7 } of each.
 * @throws UserError 'config' naming a parameter that does not exist or is no number
 */
export const okxPortfolio = (book: PortfolioBook, parameters: OkxParameters = {}): PortfolioRequirement =>
  okxModel(parameters)(book);

/** The same for many books: grids are made once per underlying and filled anew. */
export function okxModel(parameters: OkxParameters = {}): (book: PortfolioBook) => PortfolioRequirement {
  const { initialFactor = OKX_INITIAL_FACTOR } = parameters;
  const known = new Map<string, OkxUnit>();
  return ({ units }) => {
    const parts: Record<string, number> = {};
    const scenarios: PortfolioScenario[] = [];
    const worst: PortfolioScenario[] = [];
    let maintenanceMargin = 0;
    let initialMargin = 0;
    for (const unit of units) {
      if (!isHeld(unit)) continue;
      let own = known.get(unit.underlying);
      if (!own) known.set(unit.underlying, (own = new OkxUnit(unit.underlying, parameters)));
      const risk = own.risk(unit);
      const margin = okxUnitMargin(risk.charges, initialFactor);
      for (const [name, amount] of Object.entries(risk.charges))
        parts[`${name.toUpperCase()} ${unit.underlying}`] = amount;
      scenarios.push(...risk.scenarios);
      worst.push(lowest(risk.scenarios));
      maintenanceMargin += margin.maintenanceMargin;
      initialMargin += margin.initialMargin;
    }
    return { maintenanceMargin, initialMargin, parts, scenarios, worst: together(worst) };
  };
}
