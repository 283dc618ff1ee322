/** How the scenarios of a book are named and summed up. */
import type { LinearLeg, PortfolioScenario, RiskUnit } from './portfolio-book.ts';

export interface ScenarioName {
  readonly id: string;
  readonly shocks: Record<string, number>;
}

/** A volatility moves by this much relatively; null where it does not. */
export interface VolatilityName {
  name: string;
  shock: number | null;
}

/** `BTC -12 % volatility up`; in the order of the grid's cells. */
export function gridNames(
  underlying: string,
  moves: readonly number[],
  volatilities: readonly VolatilityName[],
): ScenarioName[] {
  return moves.flatMap(move =>
    volatilities.map(({ name, shock }) => ({
      id: `${underlying} ${percent(move)} volatility ${name}`,
      shocks: {
        [underlying]: rounded(move),
        ...(shock === null ? {} : { [`${underlying} volatility`]: shock }),
      },
    })),
  );
}

/** 0.06 for 0.06000000000000001. */
const rounded = (move: number): number => Number(move.toFixed(12));

const percent = (move: number): string => `${move > 0 ? '+' : ''}${rounded(move * 100)} %`;

/** Of several the first. */
export const lowest = (scenarios: readonly PortfolioScenario[]): PortfolioScenario =>
  scenarios.reduce((low, next) => (next.pnl < low.pnl ? next : low));

/** The worst of each unit come at once, since units do not offset each other; null when nothing is held. */
export function together(worst: readonly PortfolioScenario[]): PortfolioScenario | null {
  if (worst.length <= 1) return worst[0] ?? null;
  return {
    id: worst.map(({ id }) => id).join(' and '),
    shocks: Object.assign({}, ...worst.map(({ shocks }) => shocks)) as Record<string, number>,
    pnl: worst.reduce((sum, { pnl }) => sum + pnl, 0),
  };
}

export const isHeld = ({ linear, options, spot }: RiskUnit): boolean =>
  spot !== 0 ||
  linear.some(({ quantity }) => quantity !== 0) ||
  options.some(({ quantity }) => quantity !== 0);

/** Coins a linear or inverse contract stands for at its mark; an inverse one at a price of 0 is taken for none. */
export const coinsOf = ({ quantity, price, inverseSize }: LinearLeg): number => {
  if (inverseSize === null) return quantity;
  return price > 0 ? (quantity * inverseSize) / price : 0;
};

/** At its mark, in USD, signed. */
export const notionalOf = ({ quantity, price, inverseSize }: LinearLeg): number =>
  quantity * (inverseSize ?? price);
