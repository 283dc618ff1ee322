/** The scenarios of Derive's portfolio managers: what a book makes in each, what each is called. */
import { Decimal, ONE, ZERO } from '../basics/money.ts';
import type { PmrmBook } from './derive-pmrm-account.ts';
import type { ExpiryRisk } from './derive-pmrm-expiry.ts';
import type { PmrmRules, PmrmScenario } from './derive-pmrm-parameters.ts';
import type { PortfolioScenario } from './portfolio-book.ts';

/** `basis` first, then those of the rules in their order. */
export function runScenarios(
  book: PmrmBook,
  expiries: readonly ExpiryRisk[],
  rules: PmrmRules,
): PortfolioScenario[] {
  const exposure = linearExposure(book);
  return [
    basis(book, expiries, rules),
    ...rules.scenarios.map(scenario => ({
      ...named(scenario, book, rules),
      pnl: pnlOf(scenario, exposure, expiries),
    })),
  ];
}

/** Of perpetuals and of what offsets them; exact, so that a book without options has no figure of a double's making. */
const linearExposure = ({ perp, collaterals }: PmrmBook): Decimal =>
  collaterals
    .filter(({ offsetsRisk }) => offsetsRisk)
    .reduce((sum, { value }) => sum.add(value), new Decimal(perp.quantity).mul(perp.price));

function pnlOf(scenario: PmrmScenario, exposure: Decimal, expiries: readonly ExpiryRisk[]): number {
  const { spotFactor, dampening = 1 } = scenario;
  const options = expiries.reduce((sum, { pnl }) => sum + pnl(scenario), 0);
  if (exposure.isZero()) return options;
  return exposure.mul(moveOf(spotFactor)).mul(dampening).add(options).toNumber();
}

/** 1.18 is 0.18 up, to the last digit. */
const moveOf = (factor: number): Decimal => new Decimal(factor).sub(ONE);

function basis(
  { underlying }: PmrmBook,
  expiries: readonly ExpiryRisk[],
  { basisUpFactor, basisDownFactor }: PmrmRules,
): PortfolioScenario {
  return {
    id: 'basis',
    // Each expiry at the worse of the two.
    shocks: {
      [`${underlying} forward up`]: moveOf(basisUpFactor).toNumber(),
      [`${underlying} forward down`]: moveOf(basisDownFactor).toNumber(),
    },
    pnl: expiries.reduce((sum, expiry) => sum + expiry.basis, 0),
  };
}

/** Volatility is moved as that of 30 days is, skew as that of an expiry with no time left. */
function named(
  { spotFactor, volatility }: PmrmScenario,
  { underlying }: PmrmBook,
  rules: PmrmRules,
): Pick<PortfolioScenario, 'id' | 'shocks'> {
  const move = moveOf(spotFactor);
  const others: Record<PmrmScenario['volatility'], Record<string, number>> = {
    none: {},
    up: { volatility: rules.volatilityUp },
    down: { volatility: -rules.volatilityDown },
    linear: { skew: rules.skewLinearCap },
    absolute: { skew: rules.skewAbsoluteCap },
  };
  const sign = move.gt(ZERO) ? '+' : '';
  return {
    id: `${sign}${move.toString()} ${volatility}`,
    shocks: { [underlying]: move.toNumber(), ...others[volatility] },
  };
}
