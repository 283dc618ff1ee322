/** Published figures as accounts: what their shapes have in common. Names to fields, nothing else. */
import type { Account, AccountPosition, Market, Parameters } from '../../src/assess/account.ts';
import { assess } from '../../src/assess/assess.ts';
import type { ModeAssessment } from '../../src/assess/assessment.ts';
import { Decimal } from '../../src/basics/money.ts';
import { signed } from '../vectors/shapes.ts';

export type Figure = string | number;

/** The only mode of an answer. */
export function ask(
  engine: string,
  account: Account,
  market: Market,
  parameters: Parameters = {},
): ModeAssessment {
  const [mode] = Object.values(assess(engine, account, market, parameters).modes);
  return mode!;
}

export const number = (value: string | null): Decimal | null => (value === null ? null : new Decimal(value));

export const of = (value: Figure | Decimal): string => new Decimal(value).toString();

export const flat = (symbol: string, maintenanceMarginRate: Figure, deduction: Figure = 0): Parameters => ({
  tiers: { [symbol]: [{ maintenanceMarginRate, deduction }] },
});

export interface Wallet {
  side: string;
  wallet_balance_usdt: string;
  qty_base: string;
  entry_price: string;
  leverage?: string;
  maint_margin_rate: string;
  maint_amount_usdt?: string;
  taker_fee_rate?: string;
  other_positions?: (Wallet & { mark_price: string })[];
}

export const position = (
  symbol: string,
  { side, qty_base, entry_price, leverage }: Omit<Wallet, 'wallet_balance_usdt'>,
): AccountPosition => ({
  symbol,
  quantity: of(signed(side, qty_base)),
  entryPrice: entry_price,
  leverage: Number(leverage ?? 1),
});

/** One isolated position that holds the whole wallet; what stands at entry is all it takes. */
export const isolated =
  (engine: string, asOf = '2025-10-01') =>
  (v: Wallet) => {
    const answer = ask(
      engine,
      {
        collateral: { USDT: v.wallet_balance_usdt },
        positions: [{ ...position('XUSDT', v), isolatedMargin: v.wallet_balance_usdt }],
      },
      { asOf, prices: { XUSDT: v.entry_price } },
      {
        ...flat('XUSDT', v.maint_margin_rate, v.maint_amount_usdt),
        ...(v.taker_fee_rate ? { rates: { feeTakerRate: v.taker_fee_rate } } : {}),
      },
    );
    return { liquidation_price: number(answer.positions[0]!.liquidationPrice) };
  };

export const coin = (contracts: number, contractSize: number, entryPrice: Figure): AccountPosition => ({
  symbol: 'BTCUSD_PERP',
  kind: 'inverse-perpetual',
  contractSize,
  quantity: contracts,
  entryPrice,
  leverage: 1,
});

/** Equality is safe at dYdX. */
export const isLiquidatable = ({ health, liquidationHealth }: ModeAssessment, strict = false): boolean =>
  health !== null && (strict ? health < liquidationHealth : health <= liquidationHealth);
