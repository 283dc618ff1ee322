/**
 * A book as the portfolio models see it: by underlying, in doubles. Option prices and volatilities are doubles by
 * definition (semantics §8), so these models are evaluated in them and their result is exact from there on.
 */
export interface LinearLeg {
  symbol: string;
  /** Signed: units of the underlying, or contracts of an inverse one. */
  quantity: number;
  /** Mark, in USD. */
  price: number;
  /** USD per contract where profit is in coin; null for linear contracts. */
  inverseSize: number | null;
  /** Null for perpetuals. */
  yearsToExpiry: number | null;
  /** What it is quoted and settled in: `USDT`, `USDC`, `USD`. */
  quote: string;
}

export interface OptionLeg {
  symbol: string;
  /** Signed, units of the underlying. */
  quantity: number;
  right: 'call' | 'put';
  strike: number;
  yearsToExpiry: number;
  /** Annualised, 0.8 is 80 %. */
  volatility: number;
  /** Price of the underlying for its expiry. */
  forward: number;
  /** Mark in USD per unit. */
  mark: number;
  /** Annual interest rate of the expiry; 0 where the venue uses none. */
  interestRate: number;
}

/** All positions on one underlying. */
export interface RiskUnit {
  underlying: string;
  /** USD. */
  index: number;
  linear: LinearLeg[];
  options: OptionLeg[];
  /** Coins owned that may offset the contracts, units of the underlying. */
  spot: number;
}

export interface PortfolioBook {
  units: RiskUnit[];
}

export interface PortfolioScenario {
  id: string;
  /** What it does to which risk factor: `BTC` → −0.12, `volatility` → 0.3. */
  shocks: Record<string, number>;
  /** USD. */
  pnl: number;
}

export interface PortfolioRequirement {
  maintenanceMargin: number;
  initialMargin: number;
  /** Named as the venue names them; what is a sum of others is not among them twice. */
  parts: Record<string, number>;
  scenarios: PortfolioScenario[];
  /** The one that sets the requirement; null when nothing is held. */
  worst: PortfolioScenario | null;
}
