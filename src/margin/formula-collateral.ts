/** What assets are worth as collateral, public beside `assess`. Values in the currency of the price. */
import { configError } from '../basics/errors.ts';
import { Decimal, ONE, ZERO, max, min } from '../basics/money.ts';
import { type Amount, decimal, positive } from './formula-trade.ts';

/**
 * Value of a balance as collateral: balance · price · (1 − haircut); a debt counts whole, or more where the venue
 * marks it up (Binance multi-assets: bidBuffer and askBuffer; Binance portfolio margin, Kraken: no markup).
 * @source https://www.binance.com/en/support/faq/29b45c485d664028b9ca1cdf90b24f6f (rules: binance-bybit.md §2.7, §4.1)
 */
export function collateralValue(asset: {
  balance: Amount;
  price: Amount;
  haircut?: Amount;
  debtMarkup?: Amount;
}): Decimal {
  const value = decimal('balance', asset.balance).mul(decimal('price', asset.price));
  const factor = value.lt(0)
    ? ONE.add(decimal('debtMarkup', asset.debtMarkup ?? 0))
    : ONE.sub(decimal('haircut', asset.haircut ?? 0));
  return value.mul(factor);
}

/**
 * Rates of an asset in multi-assets mode: what one unit is worth as collateral (bid) and as a debt (ask). With the
 * buffers of the automatic exchange they are the prices of that exchange.
 * @source https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api/Multi-Assets-Mode-Asset-Index
 */
export function bufferedRates(asset: { index: Amount; bidBuffer: Amount; askBuffer: Amount }): {
  bidRate: Decimal;
  askRate: Decimal;
} {
  const { index, bidBuffer: haircut, askBuffer: debtMarkup } = asset;
  return {
    bidRate: collateralValue({ balance: 1, price: index, haircut }),
    askRate: collateralValue({ balance: -1, price: index, debtMarkup }).neg(),
  };
}

/**
 * How much of an asset an automatic exchange sells to cover a deficit: deficit ÷ (index · (1 − bidBuffer)).
 * With no index given, in units of the deficit's own currency.
 * @source https://www.binance.com/en-NG/futures/trading-rules/perpetual/multi-asset-info
 */
export function autoExchangeAmount(exchange: {
  deficit: Amount;
  index?: Amount;
  bidBuffer: Amount;
}): Decimal {
  const { deficit, index = 1, bidBuffer: haircut } = exchange;
  const rate = collateralValue({ balance: 1, price: positive('index', index), haircut });
  return decimal('deficit', deficit).abs().div(positive('1 - bidBuffer', rate));
}

/** One slice of a balance and the share of its value that counts. */
export interface CollateralTier {
  floor: Amount;
  cap: Amount;
  ratio: Amount;
}

/**
 * Value of a balance whose ratio falls with its size: every slice counts with its own ratio, what lies above the
 * last cap not at all, a debt whole. Tiers are of the amount (Bybit, OKX) or of its value (Binance
 * portfolio margin pro: `by: 'value'`), ascending from 0.
 * @source Bybit tiered collateral ratio; OKX discount rates; Binance collateral ratio of PM Pro (rules: binance-bybit.md
 *   §4.4, §5.4, portfolio.md §1.4)
 */
export function tieredCollateralValue(asset: {
  balance: Amount;
  price: Amount;
  tiers: readonly CollateralTier[];
  by?: 'amount' | 'value';
}): Decimal {
  const balance = decimal('balance', asset.balance);
  const price = positive('price', asset.price);
  if (balance.lt(0)) return balance.mul(price);
  if (asset.tiers.length === 0) throw configError('tiers: at least one tier is needed');
  const byValue = asset.by === 'value';
  const size = byValue ? balance.mul(price) : balance;
  const counted = asset.tiers.reduce((sum, tier) => {
    const floor = decimal('floor', tier.floor);
    const slice = max(ZERO, min(size, decimal('cap', tier.cap)).sub(floor));
    return sum.add(slice.mul(decimal('ratio', tier.ratio)));
  }, ZERO);
  return byValue ? counted : counted.mul(price);
}

/**
 * What may be borrowed against a balance: balance · price · loan-to-value.
 * @source https://hyperliquid.gitbook.io/hyperliquid-docs/support/faq/portfolio-margin
 */
export function borrowable(asset: { balance: Amount; price: Amount; loanToValue: Amount }): Decimal {
  const { balance, price, loanToValue } = asset;
  const haircut = ONE.sub(decimal('loanToValue', loanToValue));
  return max(ZERO, collateralValue({ balance, price, haircut }));
}
