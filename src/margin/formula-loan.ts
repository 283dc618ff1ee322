/** Borrowed assets: interest, limits and the margin loans of single venues, public beside `assess`. */
import { type Decimal, ONE, ZERO, max, min } from '../basics/money.ts';
import { type Tiers, tieredMaintenance } from './formula-margin.ts';
import { type Amount, decimal, positive, tradingFee } from './formula-trade.ts';

/**
 * Interest on a liability over whole periods: the part above the free limit · rate · periods, in the asset.
 * Binance charges negative balances once a day (24 × the hourly rate), OKX and Bybit each full hour.
 * @source Binance portfolio margin API, negative balance interest; OKX interest calculation (rules: binance-bybit.md §4.3,
 *   portfolio.md §1.4)
 */
export function borrowInterest(loan: {
  /** Size of the debt, above zero. */
  liability: Amount;
  /** Rate of one period. */
  rate: Amount;
  periods?: Amount;
  freeLimit?: Amount;
}): Decimal {
  const charged = decimal('liability', loan.liability).sub(decimal('freeLimit', loan.freeLimit ?? 0));
  return max(ZERO, charged)
    .mul(decimal('rate', loan.rate))
    .mul(decimal('periods', loan.periods ?? 1));
}

/**
 * What may leave a Binance portfolio margin account, in US dollars: max(equity − 1.2 · MM, 0).
 * @source https://www.binance.com/en/support/faq/446ce2c3357a449599c82436078b0e3b
 */
export function binanceMaxWithdrawal(account: { equity: Amount; maintenanceMargin: Amount }): Decimal {
  const kept = decimal('maintenanceMargin', account.maintenanceMargin).mul('1.2');
  return max(ZERO, decimal('equity', account.equity).sub(kept));
}

/**
 * What a Binance portfolio margin account may still borrow of an asset, in that asset:
 * min((L − 1) · max(W − S / (L − 1), 0) / index, limit − current loan), W the highest withdrawal, S the value of
 * spot loans, L the margin leverage.
 * @source https://www.binance.com/en/support/faq/446ce2c3357a449599c82436078b0e3b
 */
export function binanceMaxLoan(account: {
  maxWithdrawal: Amount;
  spotLoanValue?: Amount;
  leverage: Amount;
  index: Amount;
  borrowLimit: Amount;
  currentLoan?: Amount;
}): Decimal {
  const multiple = positive('leverage - 1', decimal('leverage', account.leverage).sub(1));
  const used = binanceLoanInitialMargin({ loan: account.spotLoanValue ?? 0, leverage: account.leverage });
  const free = max(ZERO, decimal('maxWithdrawal', account.maxWithdrawal).sub(used));
  const left = decimal('borrowLimit', account.borrowLimit).sub(
    decimal('currentLoan', account.currentLoan ?? 0),
  );
  return min(multiple.mul(free).div(positive('index', account.index)), left);
}

/** Initial margin of a Binance margin loan, in its own unit: loan ÷ (leverage − 1). */
export const binanceLoanInitialMargin = (margin: { loan: Amount; leverage: Amount }): Decimal =>
  decimal('loan', margin.loan).div(positive('leverage - 1', decimal('leverage', margin.leverage).sub(1)));

/**
 * OKX isolated margin trading: a long holds coins against a debt in quote, a short holds quote against a debt
 * in coins, and the assets held are the margin's currency. At the liquidation price the assets just pay the debt,
 * its maintenance and the fee of trading both:
 *
 *   long: P = D · (1 + r) · (1 + f) / assets        short: P = assets / (D · (1 + r) · (1 + f))
 *
 * @returns maintenance and net assets in the currency of the assets, marginRatio = net assets ÷ (maintenance + fee);
 *   liquidated at 1
 * @source OKX API, account positions of margin (rules: portfolio.md §1.1)
 */
export function okxIsolatedLoan(position: {
  side: 'long' | 'short';
  /** Held, margin inside: coins of a long, quote of a short. */
  assets: Amount;
  /** Owed: quote of a long, coins of a short. */
  liability: Amount;
  markPrice: Amount;
  /** By size of the liability. */
  tiers: Tiers;
  feeRate: Amount;
}): { liquidationPrice: Decimal; maintenanceMargin: Decimal; netAssets: Decimal; marginRatio: Decimal } {
  const assets = positive('assets', position.assets);
  const liability = positive('liability', position.liability);
  const mark = positive('markPrice', position.markPrice);
  const required = tieredMaintenance({ notional: liability, tiers: position.tiers }).maintenanceMargin;
  const backed = liability.add(required);
  const fee = tradingFee({ notional: backed, rate: position.feeRate });
  const owed = backed.mul(ONE.add(decimal('feeRate', position.feeRate)));
  const inAssets = (debt: Decimal): Decimal => (position.side === 'long' ? debt.div(mark) : debt.mul(mark));
  const netAssets = assets.sub(inAssets(liability));
  return {
    liquidationPrice: position.side === 'long' ? owed.div(assets) : assets.div(owed),
    maintenanceMargin: inAssets(required),
    netAssets,
    marginRatio: netAssets.div(inAssets(required.add(fee))),
  };
}
