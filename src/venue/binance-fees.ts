/** Fees of Binance futures, and what a reader must know of them and of the caller's own figures. */
import { Decimal } from '../basics/money.ts';
import { isInverse } from '../market/instrument.ts';
import { CLEARANCE_FEE_RATE } from './binance-stages.ts';
import type { RuleOverrides, RulesRequest } from './venue.ts';

/** Regular user, USD-M and COIN-M, current page (rules: binance-bybit.md §2.6). */
export const TAKER_FEE_RATE = new Decimal('0.0005');
export const MAKER_FEE_RATE = new Decimal('0.0002');

const percent = (rate: Decimal): string => `${rate.mul(100).toFixed()} %`;

export function feesSaid({ instruments, overrides }: RulesRequest): string[] {
  const contracts = instruments.filter(({ kind }) => kind !== 'spot');
  const coin = contracts.some(isInverse) ? ['COIN-M'] : [];
  const usd = contracts.every(isInverse) && coin.length > 0 ? [] : ['USD-M'];
  const exchanges = [...usd, ...coin].join(' and ');
  const taker = percent(overrides.feeTakerRate ?? TAKER_FEE_RATE);
  return [
    `Binance ${exchanges}: taker fee ${taker}, maker fee ${percent(MAKER_FEE_RATE)}; clearance fee ${percent(CLEARANCE_FEE_RATE)} of what a liquidation closes (ours: sources give 0.3 to 1.25 % by date and symbol).`,
    'Binance fees are those of the current page at every date: an older page, of unknown date, had 0.04 % for takers (COIN-M: 0.015 % for makers).',
  ];
}

/** The caller's own figures, by name. */
export function overridesSaid({ tiers = {}, haircuts = {}, feeTakerRate }: RuleOverrides): string[] {
  const parts = [
    ...Object.keys(tiers).map(symbol => `tiers of ${symbol}`),
    ...Object.entries(haircuts).map(([asset, haircut]) => `haircut of ${asset} ${percent(haircut)}`),
    ...(feeTakerRate ? [`taker fee ${percent(feeTakerRate)}`] : []),
  ];
  return parts.length > 0 ? [`The caller's own in place of Binance's: ${parts.join(', ')}.`] : [];
}
