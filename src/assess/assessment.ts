/**
 * What the calculator answers: the document that `margin --json` prints. Money, prices and quantities are decimal
 * text, ratios are numbers, "none" is null.
 */
export interface Assessment {
  schemaVersion: 1;
  venue: {
    /** As asked for; several, where modes were given venues of their own, with ` + ` between. */
    id: string;
    /** Where the rules come from, each a sentence; the rules of all modes answered. */
    rulesFrom: string[];
  };
  /** ms epoch UTC: the date whose rules were applied; null: the latest known. */
  asOf: number | null;
  /** Only those that were asked for and that the venue has. */
  modes: { isolated?: ModeAssessment; cross?: ModeAssessment; portfolio?: PortfolioAssessment };
  /** What a reader must know: what is ours in the rules, what was read how, what was given and not used. */
  assumptions: string[];
}

/** One mode's answer. Amounts are in `asset`; those of a position in its own `settle`. */
export interface ModeAssessment {
  /** The venue, or portfolio model, whose rules these are. */
  venue: string;
  /** Currency of the mode's figures: what its only pool settles in, else what everything is valued in. */
  asset: string;
  /** Of the whole account: free wallet and every bucket. */
  equity: string;
  initialMargin: string;
  maintenanceMargin: string;
  /** E ÷ MM, the lowest of all buckets; null while nothing is required. */
  health: number | null;
  /** MM ÷ E of the same bucket; null when no equity is left to relate it to. */
  marginRatio: number | null;
  /** A bucket is liquidated at this health: 1, or the venue's own. */
  liquidationHealth: number;
  /** Isolated: free wallet less what resting orders hold. Pooled: E − IM. Never below zero. */
  available: string;
  positions: AssessedPosition[];
  /** Pooled modes: what backs what. One entry, or one for each settle asset. */
  pools: AssessedPool[];
  /** What each asset counts for. */
  collateral: AssessedCollateral[];
}

export interface AssessedPosition {
  symbol: string;
  /** Signed. */
  quantity: string;
  entryPrice: string;
  markPrice: string;
  leverage: number;
  /** Currency of this position's amounts. */
  settle: string;
  unrealisedPnl: string;
  /** |value| at mark. */
  notional: string;
  /** Isolated: what backs it, before its PnL. Null in pooled modes. */
  margin: string | null;
  /** Null where the model judges only the book as a whole. */
  initialMargin: string | null;
  maintenanceMargin: string | null;
  /**
   * The price of this symbol, all else at its mark, at which its bucket is liquidated: on the losing side of mark
   * first, then on the other. A bucket that is liquidatable already: the price at which it would stand again. Null
   * when there is none above zero.
   */
  liquidationPrice: string | null;
  /** The price at which its bucket's equity is zero, found in the same way. */
  bankruptcyPrice: string | null;
  /** Of its bucket. */
  health: number | null;
  /** Number of its tier, from 1; null where there are none. */
  tier: number | null;
}

export interface AssessedPool {
  /** The settle asset, or what all assets are valued in. */
  asset: string;
  equity: string;
  initialMargin: string;
  maintenanceMargin: string;
  health: number | null;
}

export interface AssessedCollateral {
  asset: string;
  /** In the asset; a debt is below zero. */
  amount: string;
  /** What of the amount counts, after haircuts; in the asset. */
  counted: string;
  /** Price of the asset in the mode's `asset`. */
  price: string;
  /** counted × price */
  value: string;
}

export interface PortfolioAssessment extends ModeAssessment {
  /** Id of the margin model. */
  model: string;
  /** Parts that make up the maintenance margin, where the model names them. */
  parts: Record<string, string>;
  /** The scenario that sets the requirement; `id` in words. Null for models without scenarios. */
  worstScenario: { id: string; shocks: Record<string, number> | null; pnl: string | null } | null;
  /** `shocks` by underlying; `weight` is the share of a loss that counts (margin/explanation.ts). */
  scenarios: { id: string; shocks: Record<string, number>; pnl: string; weight: number }[];
}
