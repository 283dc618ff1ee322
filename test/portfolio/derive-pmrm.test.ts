/** Derive's portfolio managers by hand: each rule alone, with the published parameters. */
import { describe, expect, it } from 'vitest';
import {
  type DerivePortfolioAccount,
  type DerivePortfolioParameters,
  PMRM_V1_PARAMETERS,
  PMRM_V2_PARAMETERS,
  black76,
  derivePortfolioMargin,
} from '../../src/index.ts';

const perp = (quantity: number, rest: Partial<DerivePortfolioAccount> = {}): DerivePortfolioAccount => ({
  cash: 0,
  spot: 100_000,
  perp: { quantity, price: 100_000 },
  ...rest,
});
const option = (right: 'call' | 'put', strike: number, quantity: number, volatility = 0.8) => ({
  right,
  strike,
  quantity,
  volatility,
});
const expiring = (
  yearsToExpiry: number,
  ...options: ReturnType<typeof option>[]
): DerivePortfolioAccount => ({
  cash: 0,
  spot: 2000,
  expiries: [{ yearsToExpiry, forward: 2000, options }],
});
const only = (
  spotFactor: number,
  volatility: 'up' | 'none' | 'down' | 'linear' | 'absolute',
  rest: DerivePortfolioParameters = {},
): DerivePortfolioParameters =>
  ({
    basisAdd: 0,
    basisPerYear: 0,
    longDiscount: 1,
    longRateAdd: 0,
    ...rest,
    scenarios: [{ spotFactor, volatility }],
  }) as DerivePortfolioParameters;

describe('the published scenarios', () => {
  it('are 33 of v2 and 23 of v1, each with a name of its own', () => {
    for (const [parameters, count] of [
      [{ version: 'v2' as const }, PMRM_V2_PARAMETERS.scenarios.length],
      [{ version: 'v1' as const }, PMRM_V1_PARAMETERS.scenarios.length],
    ] as const) {
      const ids = derivePortfolioMargin(perp(1), parameters).scenarios.map(({ id }) => id);
      expect(count).toBe(parameters.version === 'v2' ? 33 : 23);
      expect(ids[0]).toBe('basis');
      expect(new Set(ids).size).toBe(count + 1);
    }
  });

  it('damp every tail to the same loss of a perpetual', () => {
    const { scenarios } = derivePortfolioMargin(perp(-1));
    const tails = ['+0.5 up', '+1 up', '+2 up', '+3 up', '+4 up', '+5 up'];
    expect(tails.map(id => scenarios.find(scenario => scenario.id === id)!.pnl)).toEqual(
      tails.map(() => -13_860),
    );
  });
});

describe('a perpetual alone', () => {
  it('v2: a long loses 18 %, keeps at 80 % of it and 3 % of size, opens at all of it and 4 %', () => {
    const { equity, parts, worst, ...margin } = derivePortfolioMargin(
      perp(1, { cash: 25_000, underlying: 'BTC' }),
    );
    expect(worst).toEqual({ id: '-0.18 up', shocks: { BTC: -0.18, volatility: 0.5 }, pnl: -18_000 });
    expect(equity).toBe(25_000);
    expect(margin).toMatchObject({ maintenanceMargin: 17_400, initialMargin: 22_000, initialExcess: 3000 });
    expect(parts.maintenance).toMatchObject({ cash: 25_000, scenario: -14_400, perp: -3000, oracle: 0 });
  });

  it('v1: 20 % and 3 %, opening at 1.25 times both', () => {
    const { maintenanceMargin, initialMargin } = derivePortfolioMargin(perp(-1), { version: 'v1' });
    expect([maintenanceMargin, initialMargin]).toEqual([23_000, 28_750]);
  });

  it('moves by its own price, is charged at spot', () => {
    const { parts } = derivePortfolioMargin(perp(1, { perp: { quantity: 1, price: 110_000 } }));
    expect(parts.maintenance).toMatchObject({ scenario: -15_840, perp: -3000 });
  });

  it('whatever the oracle says of one that is not held', () => {
    const doubtful = { quantity: 0, price: 100_000, confidence: 0 };
    expect(derivePortfolioMargin(perp(0, { perp: doubtful, base: 1 })).parts.initial.oracle).toBe(0);
  });
});

describe('a stablecoin off its peg', () => {
  it('raises the factor of initial margin by four times the distance below 0.99', () => {
    const { parts } = derivePortfolioMargin(perp(1, { stablePrice: 0.97 }));
    expect(parts.initial.depeg).toBe(-1440);
    expect(parts.maintenance.depeg).toBe(0);
    expect(derivePortfolioMargin(perp(1, { stablePrice: 0.99 })).parts.initial.depeg).toBe(0);
  });

  it('v1 applies it to the charges on size as well, and a base asset is worth more of it', () => {
    const { parts, equity } = derivePortfolioMargin(perp(1, { base: 1, stablePrice: 0.8 }), {
      version: 'v1',
    });
    expect(equity).toBe(125_000);
    expect(parts.initial.depeg).toBeCloseTo(-(20_000 + 25_000 + 6000) * 0.76, 8);
  });
});

describe('weak oracles', () => {
  it('below a confidence of 0.55 ask for what is missing to 1 of the notional, initial only', () => {
    const at = (confidence: number) =>
      derivePortfolioMargin(perp(-2, { spotConfidence: confidence })).parts.initial.oracle;
    expect([at(0.55), at(0.5), at(0)]).toEqual([0, -100_000, -200_000]);
  });

  it('charge the options of an expiry gross, by the least confidence', () => {
    const account = expiring(0.1, option('call', 2000, 1), option('put', 2000, -2));
    const doubted = { ...account, expiries: [{ ...account.expiries![0]!, rateConfidence: 0.3 }] };
    expect(derivePortfolioMargin(doubted).parts.initial.oracle).toBe(-4200);
  });

  it('of a perpetual leave collateral alone', () => {
    const book = perp(1, { perp: { quantity: 1, price: 100_000, confidence: 0 }, base: 1 });
    expect(derivePortfolioMargin(book).parts.initial.oracle).toBe(-100_000);
    expect(derivePortfolioMargin(book, { version: 'v1' }).parts.initial.oracle).toBe(-200_000);
  });
});

describe('options', () => {
  it('are charged where no option of the other right at their strike covers them', () => {
    const naked = (...options: ReturnType<typeof option>[]): number =>
      derivePortfolioMargin(expiring(0.1, ...options)).parts.maintenance.nakedOptions / -(2000 * 0.003);
    expect(naked(option('call', 2000, -1), option('put', 2000, -1))).toBeCloseTo(2, 12);
    expect(naked(option('call', 2000, -3), option('put', 2000, 1))).toBeCloseTo(2, 12);
    expect(naked(option('call', 2000, -1), option('call', 2100, 1))).toBeCloseTo(1, 12);
    expect(naked(option('put', 2000, -1), option('call', 2000, 5))).toBeCloseTo(0, 12);
  });

  it('gain nothing from time in a scenario: a long one counts 0.95·e^(−0.16·T) of its value', () => {
    const value = black76({ ...option('call', 2000, 1), forward: 2000, yearsToExpiry: 0.5 }).price;
    const { scenarios } = derivePortfolioMargin(expiring(0.5, option('call', 2000, 1)));
    const still = scenarios.find(({ id }) => id === '0 none')!.pnl;
    expect(still).toBeCloseTo(value * (0.95 * Math.exp(-0.08) - 1), 9);
  });

  it('owed are marked up by their discount at most', () => {
    const [expiry] = expiring(0.5, option('put', 2000, -1)).expiries!;
    const still = (interestRate: number): number =>
      derivePortfolioMargin(
        { cash: 0, spot: 2000, expiries: [{ ...expiry!, interestRate }] },
        only(1, 'none', { shortRateAdd: 0, shortDiscount: 1.04 }),
      ).worst!.pnl;
    const par = black76({ ...option('put', 2000, 1), forward: 2000, yearsToExpiry: 0.5 }).price;
    expect(still(0)).toBe(0);
    expect(still(0.02)).toBeCloseTo(-par * (1 - Math.exp(-0.01)), 9);
    expect(still(1)).toBeCloseTo(-par * Math.exp(-0.5) * 0.04, 9);
  });

  it('are valued again at a volatility moved more the sooner they end, and never moved up to less than the floor', () => {
    const loss = (years: number, volatility: number): number =>
      derivePortfolioMargin(expiring(years, option('call', 2000, -1, volatility)), only(1, 'up')).worst!.pnl;
    const price = (yearsToExpiry: number, volatility: number): number =>
      black76({ right: 'call', strike: 2000, forward: 2000, yearsToExpiry, volatility }).price;
    const week = 7 / 365;
    const year = 1;
    expect(loss(week, 0.8)).toBeCloseTo(price(week, 0.8) - price(week, 0.8 * (1 + 0.5 * (30 / 7) ** 0.3)), 9);
    expect(loss(year, 0.8)).toBeCloseTo(
      price(year, 0.8) - price(year, 0.8 * (1 + 0.5 * (30 / 365) ** 0.13)),
      9,
    );
    expect(loss(year, 0.1)).toBeCloseTo(price(year, 0.1) - price(year, 0.4), 9);
  });
});

describe('basis', () => {
  it('is the worse of two moves of the forward, times 0.5 + 2·T, summed over expiries that do not offset', () => {
    const calendar = (quantity: number) => ({
      cash: 0,
      spot: 2000,
      expiries: [
        { yearsToExpiry: 0.25, forward: 2000, options: forward(quantity) },
        { yearsToExpiry: 0.5, forward: 2000, options: forward(-quantity) },
      ],
    });
    const { scenarios } = derivePortfolioMargin(calendar(1));
    expect(scenarios[0]!.id).toBe('basis');
    expect(scenarios[0]!.pnl).toBeCloseTo(-90 * 1 - 90 * 1.5, 8);
  });
});

/** Long the forward: a call held and a put written at its price. */
const forward = (quantity: number) => [option('call', 2000, quantity), option('put', 2000, -quantity)];

describe('the last half hour', () => {
  const minutes = (left: number): number => left / (365 * 24 * 60);
  it('moves only the share of the settlement price that is not fixed yet', () => {
    const loss = (left: number): number =>
      derivePortfolioMargin(expiring(minutes(left), ...forward(1)), only(0.9, 'none')).worst!.pnl;
    expect([60, 30, 15, 3, 0].map(left => Math.round(loss(left) * 1e6) / 1e6)).toEqual([
      -200, -200, -100, -20, 0,
    ]);
  });

  it('values options at the mean of what is fixed and what is not', () => {
    const [expiry] = expiring(minutes(10), ...forward(1)).expiries!;
    const { equity } = derivePortfolioMargin({
      cash: 0,
      spot: 2000,
      expiries: [{ ...expiry!, settledPrice: 2300 }],
    });
    expect(equity).toBeCloseTo(200, 8);
  });
});

describe('skew', () => {
  const tilted = (kind: 'linear' | 'absolute', strike: number, quantity: number): number =>
    derivePortfolioMargin(expiring(1, option('call', strike, quantity)), only(1, kind)).scenarios[1]!.pnl;
  const price = (strike: number, volatility: number): number =>
    black76({ right: 'call', strike, forward: 2000, yearsToExpiry: 1, volatility }).price;

  it('scales volatility by 1 + cap·k/width, cap 0.25 − 0.1·√T, width 4·√T·0.6, and takes the side that loses', () => {
    const factor = 1 + (Math.log(1.5) * 0.15) / 2.4;
    const change = price(3000, 0.8 * factor) - price(3000, 0.8);
    for (const quantity of [1, -1]) expect(tilted('linear', 3000, quantity)).toBeCloseTo(-change, 9);
  });

  it('lifts both wings or turns about the middle, to the cap at most', () => {
    const low = 2000 / 16;
    const drop = price(low, 0.8) - price(low, 0.8 * 0.85);
    const lift = price(low, 0.8 * 1.15) - price(low, 0.8);
    expect(tilted('linear', low, -1)).toBeCloseTo(-drop, 9);
    expect(tilted('absolute', low, -1)).toBeCloseTo(-lift, 9);
    expect(tilted('linear', 2000, -1)).toBe(0);
  });

  it('does not net one expiry against another', () => {
    const leg = (quantity: number, yearsToExpiry: number) => ({
      yearsToExpiry,
      forward: 2000,
      options: [option('call', 3000, quantity)],
    });
    const pnl = (...expiries: ReturnType<typeof leg>[]): number =>
      derivePortfolioMargin({ cash: 0, spot: 2000, expiries }, only(1, 'absolute')).scenarios[1]!.pnl;
    expect(pnl(leg(1, 1), leg(-1, 0.5))).toBeCloseTo(pnl(leg(1, 1)) + pnl(leg(-1, 0.5)), 9);
  });
});

describe('collateral', () => {
  const held = {
    asset: 'USDT',
    quantity: 1000,
    price: 0.99,
    offsetsRisk: false,
    maintenanceHaircut: 0.05,
    initialHaircut: 0.02,
  };
  it('counts at its price in the stablecoin, less its haircuts, and offsets only where it may', () => {
    const { equity, parts, worst } = derivePortfolioMargin(
      perp(0, { collaterals: [held], stablePrice: 0.99 }),
    );
    expect(equity).toBe(1000);
    expect(worst!.pnl).toBe(0);
    expect([parts.maintenance.haircut, parts.initial.haircut]).toEqual([-50, -70]);
    const staked = { ...held, asset: 'WBTC', quantity: 1, price: 100_000, offsetsRisk: true };
    expect(derivePortfolioMargin(perp(-1, { collaterals: [staked] })).worst!.pnl).toBe(0);
  });
});

describe('faults', () => {
  const fault =
    (account: object, parameters: object = {}): (() => unknown) =>
    () =>
      derivePortfolioMargin({ ...perp(1), ...account } as DerivePortfolioAccount, parameters);
  it.each([
    [{ cash: NaN }, {}, /^cash: expected a number/],
    [{ base: -1 }, {}, /^base: Derive lends no assets/],
    [{ spotConfidence: 1.2 }, {}, /^spotConfidence: expected 0 to 1/],
    [{ stablePrice: 0 }, {}, /^stablePrice: must be above zero/],
    [{ collaterals: [{ asset: 'ETH' }] }, { version: 'v1' }, /^collaterals: v1 takes the underlying itself/],
    [
      { expiries: [{ yearsToExpiry: 1, forward: 1, options: [{ right: 'c' }] }] },
      {},
      /^expiries\[0\]\.options\[0\]\.right/,
    ],
    [{}, { version: 'v3' }, /^version: expected 'v1' or 'v2'/],
    [
      {},
      { perpMaintenanceRat: 1 },
      /^perpMaintenanceRat: no such parameter.*Did you mean "perpMaintenanceRate"/,
    ],
    [{}, { version: 'v1', maintenanceFactor: 1 }, /^maintenanceFactor: no such parameter/],
    [{}, { depegFactor: '2' }, /^depegFactor: expected a number/],
    [{}, { scenarios: [] }, /^scenarios: at least one/],
    [
      {},
      { version: 'v1', scenarios: [{ spotFactor: 1, volatility: 'linear' }] },
      /^scenarios\[0\]\.volatility/,
    ],
    [{}, { scenarios: [{ spotFactor: -1, volatility: 'up' }] }, /^scenarios\[0\]\.spotFactor/],
  ])('%j %j', (account, parameters, message) => {
    expect(fault(account, parameters)).toThrow(message);
  });
});
