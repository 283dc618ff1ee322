/** The venues' tables in force at a time, read from the data files by themselves. */
import binance from '../../src/venue/binance-tiers.json' with { type: 'json' };
import coins from '../../src/venue/binance-coin-tiers.json' with { type: 'json' };
import bybit from '../../src/venue/bybit.json' with { type: 'json' };
import hyperliquid from '../../src/venue/hyperliquid-tiers.json' with { type: 'json' };
import okx from '../../src/venue/okx-tiers.json' with { type: 'json' };
import { Dec, one, zero, type Contract } from './contracts.ts';
import { genericTier, plain, type Tier, type TierTerms, type Tiers } from './tiers.ts';

const dateOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const inForce = <T extends { validFrom: string }>(tables: T[], time: number): T =>
  tables.filter(table => dateOf(table.validFrom) <= time).at(-1) ?? tables[0]!;

const asTier = (row: number[]): Tier => {
  const [floor, cap, maintenanceMarginRate, maxLeverage, deduction] = row as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { floor, cap, maintenanceMarginRate, maxLeverage, deduction };
};

/** The brackets of Binance's linear contracts, those of the perpetual for its deliveries; the generic tier for a symbol without any. */
export function binanceTiers(time: number, symbols: string[]): Tiers {
  const tables: Record<string, { validFrom: string; tiers: number[][] }[]> = binance.tables;
  return Object.fromEntries(
    symbols.flatMap(symbol => {
      const known = tables[symbol] ?? tables[symbol.split('_')[0]!];
      return known ? [[symbol, inForce(known, time).tiers.map(asTier)]] : [];
    }),
  );
}

/** Deductions that make the tiers meet: cum of a tier = floor × (its rate − the rate before) + cum before. */
function meeting(rows: { floor: Dec; cap: Dec; rate: Dec; maxLeverage: number }[]): Tier[] {
  let deduction = zero;
  return rows.map(({ floor, cap, rate, maxLeverage }, k) => {
    if (k > 0) deduction = deduction.plus(floor.times(rate.minus(rows[k - 1]!.rate)));
    return {
      floor: floor.toFixed(),
      cap: cap.toFixed(),
      maintenanceMarginRate: rate.toFixed(),
      maxLeverage,
      deduction: deduction.toFixed(),
    };
  });
}

function coinTiers({ underlying, expiry }: Contract, time: number): Tier[] {
  const kind = expiry === null ? 'inverse-perpetual' : 'inverse-future';
  const all: Record<string, { validFrom: string; contracts: string | null; tiers: (number | null)[][] }[]> =
    coins.tables;
  const own = all[underlying]?.filter(({ contracts }) => contracts === null || contracts === kind);
  if (own === undefined) return [{ ...genericTier, maintenanceMarginRate: '0.025', maxLeverage: 20 }];
  return meeting(
    inForce(own, time).tiers.map(([floor, cap, rate, maxLeverage]) => ({
      floor: new Dec(floor!),
      cap: new Dec(cap ?? '1e60'),
      rate: new Dec(rate!),
      maxLeverage: maxLeverage!,
    })),
  );
}

export function binanceTerms(contract: Contract, tiers: Tiers, time: number): TierTerms {
  const own =
    tiers[contract.symbol] ?? (contract.kind === 'inverse' ? coinTiers(contract, time) : [genericTier]);
  return { ...plain(own), ends: true };
}

interface OkxTables {
  countedIn: string;
  unit: number;
  dated: { validFrom: string; tiers: number[][]; step: number }[];
}

/** After the published tiers one more at each step, 0.5 % more of both rates, as long as the initial rate is not above 1. */
export function okxTerms(contract: Contract, time: number): TierTerms {
  const tables: Record<string, OkxTables> = okx.tables;
  const { countedIn, unit, dated } = tables[contract.underlying] ?? okx.others;
  const { tiers: published, step } = inForce(dated, time);
  const tiers: Tier[] = [];
  const add = (contracts: Dec, maintenance: Dec, initial: Dec, maxLeverage: number): void => {
    tiers.push({
      floor: tiers.at(-1)?.cap ?? 0,
      cap: contracts.times(unit).toFixed(),
      maintenanceMarginRate: maintenance.toFixed(),
      initialMarginRate: initial.toFixed(),
      maxLeverage,
      deduction: 0,
    });
  };
  for (const row of published) add(new Dec(row[0]!), new Dec(row[1]!), new Dec(row[2]!), row[3]!);
  let [contracts, maintenance, initial] = published.at(-1)!.map(figure => new Dec(figure)) as [Dec, Dec, Dec];
  while (initial.plus('0.005').lte(1)) {
    [contracts, maintenance, initial] = [
      contracts.plus(step),
      maintenance.plus('0.005'),
      initial.plus('0.005'),
    ];
    add(contracts, maintenance, initial, one.div(initial).toDecimalPlaces(2, Dec.ROUND_DOWN).toNumber());
  }
  const countsCoins = countedIn === 'coin';
  return {
    ...plain(tiers),
    // Coins are the size of a linear contract and the value of an inverse one.
    countedBy: countsCoins === (contract.kind === 'inverse') ? 'value' : 'size',
    steps: true,
    initialFromTier: true,
    closingFeeRate: new Dec('0.0005'),
  };
}

/** Before 2 September 2025 on the value at entry, and isolated without the fee of closing (rules: binance-bybit.md §5.1, §5.2). */
export function bybitTerms(contract: Contract, mode: string, time: number): TierTerms {
  const atMark = time >= dateOf('2025-09-02');
  const isolated = mode === 'isolated';
  const base = contract.underlying === 'BTC' ? bybit.baseRates.BTC : bybit.baseRates.others;
  const tiers =
    contract.underlying === 'BTC' && contract.kind !== 'inverse'
      ? bybit.riskLimits.BTCUSDT.tiers.map(asTier)
      : [{ ...genericTier, ...base }];
  return {
    ...plain(tiers),
    maintenanceAt: atMark ? 'mark' : 'entry',
    initialAt: isolated || !atMark ? 'entry' : 'mark',
    bankruptcyFeeRate: isolated && !atMark ? zero : new Dec('0.00055'),
  };
}

export function hyperliquidTerms({ underlying }: Contract, time: number): TierTerms {
  const of = (coin: string) => hyperliquid.tables.filter(({ coins: own }) => own.includes(coin));
  const own = of(underlying);
  const { tiers } = inForce(own.length > 0 ? own : of(hyperliquid.standIn), time);
  return plain(
    meeting(
      tiers.map(([floor, leverage], k) => ({
        floor: new Dec(floor!),
        cap: new Dec(tiers[k + 1]?.[0] ?? '1e60'),
        rate: one.div(2 * leverage!).toDecimalPlaces(18),
        maxLeverage: leverage!,
      })),
    ),
  );
}
