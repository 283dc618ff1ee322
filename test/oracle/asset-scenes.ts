/** Made-up markets and books in several assets: coins that back, coins that are bought, contracts that expire. */
import { everywhere, type Bench, type Book, type Scene } from './against.ts';
import { HOUR, randomOf, sceneOf, START, type Spec } from './synthetic-scenes.ts';

export interface Case {
  scene: Scene;
  book: Book;
  benches: Bench[];
}

type Random = () => number;
const pick = <T>(random: Random, of: readonly T[]): T => of[Math.floor(of.length * random())]!;
const between = (random: Random, low: number, high: number): number => low + (high - low) * random();
const side = (random: Random): number => (random() < 0.5 ? -1 : 1);
const tidy = (amount: number): string => String(Number(amount.toPrecision(6)));

const btc: Spec = { symbol: 'BTCUSDT', first: 20_000 };
const eth: Spec = { symbol: 'ETHUSDT', first: 1500 };
const link: Spec = { symbol: 'LINKUSDT', first: 6 };
const ltc: Spec = { symbol: 'LTCUSDT', first: 80 };
const bitcoinSpot: Spec = {
  symbol: 'BTC-USDT',
  first: 20_000,
  contract: { kind: 'spot', underlying: 'BTC' },
};
const coinBtc: Spec = {
  symbol: 'BTCUSD_PERP',
  first: 20_000,
  contract: { kind: 'inverse', underlying: 'BTC', size: 100 },
};
const coinEth: Spec = {
  symbol: 'ETHUSD_PERP',
  first: 1500,
  contract: { kind: 'inverse', underlying: 'ETH', size: 10 },
};
const after = (spec: Spec, symbol: string, expiry: number): Spec => ({
  ...spec,
  symbol,
  contract: { ...spec.contract, underlying: spec.symbol.slice(0, 3), expiry },
});
const beside = (spec: Spec, follows: Spec): Spec => ({ ...spec, follows: follows.symbol });
const sorted = (...specs: Spec[]): Spec[] => specs.sort((a, b) => (a.symbol < b.symbol ? -1 : 1));

const bench = (venue: string, modes: Bench['modes'], more: Partial<Bench> = {}): Bench => ({
  name: venue,
  modes,
  venue: everywhere(venue),
  ...more,
});
const stress: Bench = {
  name: 'stress',
  modes: ['portfolio'],
  venue: { ...everywhere('generic'), portfolio: 'pm-stress' },
};
const two: Bench['modes'] = ['isolated', 'cross'];
const three: Bench['modes'] = ['isolated', 'cross', 'portfolio'];
const alone = { name: 'apart', multiAssets: false };

const coinBenches = [
  bench('generic', three),
  stress,
  bench('binance-coinm', three),
  bench('bybit', two),
  bench('okx', three),
];
const pooledBenches = [
  bench('generic', three),
  stress,
  bench('binance-usdm', three),
  bench('binance-usdm', ['cross'], alone),
  bench('bybit', two),
  bench('okx', three),
];

/** Legs of several times what the capital is worth, at a leverage that allows it. */
function legs(
  random: Random,
  symbols: string[],
  worth: number,
  sign = () => side(random),
): Book['positions'] {
  const gross = pick(random, [1.5, 2.5, 4, 6, 10, 18]) * between(random, 0.8, 1.1);
  const leverage = [2, 3, 5, 8, 12, 20, 40].find(own => own > gross * 1.15) ?? 40;
  return symbols.map(symbol => ({
    symbol,
    notional: tidy((between(random, 0.7, 1.1) * worth * gross * sign()) / symbols.length),
    leverage,
  }));
}

const some = <T>(random: Random, of: T[]): T[] => {
  const chosen = of.filter(() => random() < 0.65);
  return chosen.length > 0 ? chosen : [of[0]!];
};

interface Family {
  make(
    random: Random,
    name: string,
  ): { scene: Scene; book: Omit<Book, 'name' | 'slippageBps'>; benches: Bench[] };
}

const volatility = (random: Random): number => between(random, 0.02, 0.12);
const isLarge = (random: Random): number => (random() < 0.6 ? 1 : 60);

/** Coins alone, backing their own contracts. */
const coins: Family = {
  make(random, name) {
    const twoCoins = random() < 0.5;
    const expiry = START + Math.floor(between(random, 20, 45)) * HOUR;
    const specs = sorted(
      coinBtc,
      ...(twoCoins ? [coinEth] : []),
      ...(random() < 0.3 ? [beside(after(coinBtc, 'BTCUSD_QUARTER', expiry), coinBtc)] : []),
    );
    const scale = isLarge(random);
    const capital: Record<string, string> = { BTC: tidy(scale * between(random, 0.5, 2)) };
    if (twoCoins) capital['ETH'] = tidy(scale * between(random, 5, 20));
    const scene = { ...sceneOf(random, name, specs, volatility(random)), quote: 'USD' };
    const symbols = some(
      random,
      specs.map(({ symbol }) => symbol),
    );
    return {
      scene,
      book: { capital, positions: legs(random, symbols, 20_000 * scale) },
      benches: coinBenches,
    };
  },
};

/** Linear contracts on dollars and coins together. */
const mixed: Family = {
  make(random, name) {
    const specs = sorted(
      btc,
      eth,
      ...(random() < 0.5 ? [beside(bitcoinSpot, btc)] : []),
      ...(random() < 0.3 ? [link] : []),
    );
    const scale = isLarge(random);
    const capital: Record<string, string> = { BTC: tidy(scale * between(random, 0.3, 1.5)) };
    if (random() < 0.6) capital['USDT'] = tidy(scale * between(random, 200, 20_000));
    const scene = sceneOf(random, name, specs, volatility(random));
    const symbols = some(
      random,
      specs.filter(({ contract }) => contract === undefined).map(({ symbol }) => symbol),
    );
    const worth = 20_000 * Number(capital['BTC']) + Number(capital['USDT'] ?? 0);
    return { scene, book: { capital, positions: legs(random, symbols, worth) }, benches: pooledBenches };
  },
};

/** Spot bought or sold beside contracts short or long of it. */
const carry: Family = {
  make(random, name) {
    const inverse = random() < 0.3;
    const perp = inverse ? coinBtc : btc;
    const specs = sorted(beside(bitcoinSpot, perp), perp, ...(random() < 0.4 ? [eth] : []));
    const worth = pick(random, [20_000, 1_000_000]);
    const capital: Record<string, string> = { USDT: tidy(worth) };
    const coinsHeld = random() < 0.4 || inverse ? (worth / 20_000) * between(random, 0.2, 1) : 0;
    if (coinsHeld > 0) capital['BTC'] = tidy(coinsHeld);
    const spotSize =
      between(random, 0.2, 1.05) * (coinsHeld > 0 && random() < 0.5 ? -(coinsHeld * 20_000) : worth);
    const hedge = {
      symbol: perp.symbol,
      notional: tidy(-spotSize * between(random, 0.7, 1.6)),
      leverage: pick(random, [3, 5, 10]),
    };
    const more = specs.includes(eth) ? legs(random, ['ETHUSDT'], worth / 4) : [];
    const positions = [{ symbol: 'BTC-USDT', notional: tidy(spotSize), leverage: 1 }, hedge, ...more];
    if (random() < 0.4) positions.reverse();
    const benches = inverse
      ? [bench('generic', three), stress, bench('binance-coinm', three), bench('okx', three)]
      : pooledBenches;
    return { scene: sceneOf(random, name, specs, volatility(random)), book: { capital, positions }, benches };
  },
};

/** Coins that back, and losses and funding in dollars. */
const debts: Family = {
  make(random, name) {
    const specs = sorted(btc, eth, ...(random() < 0.5 ? [beside(bitcoinSpot, btc)] : []));
    const scale = pick(random, [1, 5, 40]);
    const capital: Record<string, string> = { BTC: tidy(scale * between(random, 0.6, 1.4)) };
    if (random() < 0.3) capital['ETH'] = tidy(scale * between(random, 1, 5));
    const scene = sceneOf(random, name, specs, between(random, 0.02, 0.1), true);
    const symbols = some(random, ['BTCUSDT', 'ETHUSDT']);
    return {
      scene,
      book: {
        capital,
        positions: legs(random, symbols, 20_000 * Number(capital['BTC']), () => (random() < 0.75 ? 1 : -1)),
      },
      benches: pooledBenches,
    };
  },
};

/** A coin that backs a contract short of it, so that what one wins the other nearly loses. */
const hedged: Family = {
  make(random, name) {
    const inverse = random() < 0.3;
    const perp = inverse ? coinBtc : btc;
    const specs = sorted(
      perp,
      ...(random() < 0.6 ? [eth] : []),
      ...(random() < 0.3 ? [beside(bitcoinSpot, perp)] : []),
    );
    const scale = pick(random, [1, 40]);
    const capital: Record<string, string> = { BTC: tidy(scale * between(random, 0.8, 1.3)) };
    if (random() < 0.4) capital['USDT'] = tidy(scale * between(random, 200, 10_000));
    const short = {
      symbol: perp.symbol,
      notional: tidy(-20_000 * scale * between(random, 0.75, 1.3)),
      leverage: 5,
    };
    const more = specs.includes(eth) ? legs(random, ['ETHUSDT'], 20_000 * scale) : [];
    return {
      scene: sceneOf(random, name, specs, volatility(random), random() < 0.3),
      book: { capital, positions: [short, ...more] },
      benches: inverse
        ? [
            bench('generic', three),
            stress,
            bench('binance-coinm', three),
            bench('bybit', two),
            bench('okx', three),
          ]
        : pooledBenches,
    };
  },
};

/** Contracts that expire on the way. */
const dated: Family = {
  make(random, name) {
    const expiry = START + Math.floor(between(random, 15, 45)) * HOUR + pick(random, [0, HOUR / 2]);
    const future = beside(after(btc, 'BTCUSDT_240628', expiry), btc);
    const specs = sorted(btc, future, eth, ...(random() < 0.4 ? [beside(bitcoinSpot, btc)] : []));
    const worth = pick(random, [10_000, 2_000_000]);
    const capital: Record<string, string> = { USDT: tidy(worth) };
    if (random() < 0.3) capital['BTC'] = tidy(worth / 40_000);
    const symbols = [future.symbol, ...['BTCUSDT', 'ETHUSDT'].filter(() => random() < 0.5)];
    return {
      scene: sceneOf(random, name, specs, volatility(random)),
      book: { capital, positions: legs(random, symbols, worth) },
      benches: pooledBenches,
    };
  },
};

/** Linear books on dollars, under the venues' own tiers, at dates before and after their changes. */
const venues: Family = {
  make(random, name) {
    const specs = sorted(btc, eth, link, ltc);
    const worth = pick(random, [10_000, 200_000, 3_000_000]);
    const asOf = Date.parse(pick(random, ['2021-07-01', '2023-01-02', '2025-04-01', '2025-10-10']));
    const scene = { ...sceneOf(random, name, specs, volatility(random)), asOf };
    const symbols = some(
      random,
      specs.map(({ symbol }) => symbol),
    );
    return {
      scene,
      book: { capital: { USDT: tidy(worth) }, positions: legs(random, symbols, worth) },
      benches: [bench('okx', three), bench('bybit', two), bench('hyperliquid', two)],
    };
  },
};

export const families = { coins, mixed, carry, debts, dated, venues, hedged };
export type FamilyName = keyof typeof families;

/** One scene of a family, its book, and the venues it is taken to. */
export function assetCase(family: FamilyName, seed: number): Case {
  const random = randomOf(1000 * (1 + Object.keys(families).indexOf(family)) + seed);
  const name = `${family} ${seed}`;
  const { scene, book, benches } = families[family].make(random, name);
  return { scene, book: { name, slippageBps: pick(random, [0, 0, 5, 20]), ...book }, benches };
}
