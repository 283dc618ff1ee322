/**
 * Rates of Derive's standard manager, as its mainnet deployment script sets them.
 * @source derivexyz/v2-core@037ee3ac scripts/config-mainnet.sol getSRMParams, getSRMDepegParams (rules: portfolio.md §2.3, L1)
 */
import type { ShortOptionRates } from './formula-option-margin.ts';
import type { Amount } from './formula-trade.ts';

/** What may differ by underlying. */
export interface DeriveMarketRates extends ShortOptionRates {
  perpInitialRate: Amount;
  perpMaintenanceRate: Amount;
  /** Share of its value that a base asset counts for; 0: not at all. */
  baseFactor: Amount;
  /** And of that share for initial margin. */
  baseInitialScale: Amount;
  /** Of the forward, for each short call of an expiry that no long call pairs. */
  unpairedInitialScale: Amount;
  unpairedMaintenanceScale: Amount;
  /** Below this confidence of the oracles initial margin asks for (1 − confidence)·factor·spot per unit more; 0: never. */
  oracleThreshold: Amount;
  oracleFactor: Amount;
}

export interface DeriveRates extends DeriveMarketRates {
  /** Below this price of the stablecoin initial margin asks for (threshold − price)·factor·spot per unit more. */
  depegThreshold: Amount;
  depegFactor: Amount;
}

/** For every underlying that has no rates of its own; the script sets them for ETH. */
export const DERIVE_RATES: DeriveRates = {
  perpInitialRate: '0.1',
  perpMaintenanceRate: '0.065',
  baseFactor: '0.8',
  baseInitialScale: '0.9375',
  initialRateMost: '0.15',
  initialRateLeast: '0.13',
  callMaintenanceRate: '0.09',
  putMaintenanceRate: '0.09',
  putMaintenanceMarkRate: '0.09',
  putInitialScale: '1.05',
  unpairedInitialScale: '1.2',
  unpairedMaintenanceScale: '1.1',
  oracleThreshold: '0.55',
  oracleFactor: '1',
  depegThreshold: '0.99',
  depegFactor: '2',
};

/** By underlying, where they differ. */
export const DERIVE_MARKET_RATES: Readonly<Record<string, Partial<DeriveMarketRates>>> = {
  BTC: { baseFactor: '0.75', baseInitialScale: '0.93' },
  SOL: { perpInitialRate: '0.2', perpMaintenanceRate: '0.1', baseFactor: '0' },
  DOGE: { perpInitialRate: '0.2', perpMaintenanceRate: '0.1', baseFactor: '0' },
  SNX: {
    baseFactor: '0.7',
    baseInitialScale: '0.65',
    initialRateMost: '0.25',
    initialRateLeast: '0.225',
    callMaintenanceRate: '0.15',
    putMaintenanceRate: '0.15',
    putMaintenanceMarkRate: '0.15',
    unpairedInitialScale: '1.4',
    unpairedMaintenanceScale: '1.3',
  },
};
