/** Whole books that venues publish, from their positions to their figures. */
import { describe, expect, it } from 'vitest';
import {
  bybitPortfolio,
  deribitPortfolio,
  marginalCharge,
  OKX_DEPEG_TIERS,
  okxHedgedDollars,
  okxPortfolio,
} from '../../src/index.ts';
import { BYBIT_RANGE_CUT_TIME } from '../../src/portfolio/bybit-pm-parameters.ts';
import { book, contract, option } from './venue-books.ts';

const pnlOf = (scenarios: readonly { pnl: number }[]): number[] => scenarios.map(({ pnl }) => pnl);

/**
 * API documentation of OKX, POST /api/v5/account/position-builder, answer of 15 January 2025. What is not in it is
 * worked out of it: USDT at 0.99954 (profit of the bitcoin swap), the indices from MR1 (inferred inputs).
 */
describe("OKX's position builder", () => {
  const usdt = 0.99954;
  const { maintenanceMargin, initialMargin, parts, scenarios, worst } = okxPortfolio(
    book(
      { underlying: 'BTC', index: 97034.2437, linear: [contract({ quantity: -0.1, price: 97093.7 * usdt })] },
      { underlying: 'LTC', index: 101.948182, linear: [contract({ quantity: 10, price: 102 * usdt })] },
    ),
  );

  it('charges each unit as published', () => {
    expect(parts['MR1 BTC']).toBeCloseTo(1164.410924472, 3);
    expect(parts['MR6 BTC']).toBeCloseTo(1164.410924472, 3);
    expect(parts['MR4 BTC']).toBeCloseTo(19.4098073796, 6);
    expect(parts['MR7 BTC']).toBeCloseTo(43.6720666041, 6);
    expect(parts['MR1 LTC']).toBeCloseTo(183.5067280572, 3);
    expect(parts['MR4 LTC']).toBeCloseTo(8.1562464, 6);
    expect(parts['MR7 LTC']).toBeCloseTo(7.1367156, 6);
    for (const charge of ['MR2', 'MR3', 'MR5', 'MR9'])
      expect([parts[`${charge} BTC`], parts[`${charge} LTC`]]).toEqual([0, 0]);
  });

  it('asks for what is published', () => {
    expect(maintenanceMargin).toBeCloseTo(1375.4837063088, 3);
    expect(initialMargin).toBeCloseTo(1538.96695140708 + 249.16186679436, 3);
  });

  it('has the published grid, the same for all three volatilities of contracts', () => {
    const up = [1164.4109244719994, 776.2739496480004, 388.1369748240002, 0];
    const grid = [...up, -388.1369748240002, -776.2739496480004, -1164.4109244719994];
    grid.forEach((pnl, move) => {
      for (const scenario of scenarios.slice(move * 3, move * 3 + 3))
        expect(scenario.pnl).toBeCloseTo(pnl, 3);
    });
    expect(worst?.shocks).toMatchObject({ BTC: 0.12, LTC: -0.18 });
  });
});

/** docs/v5/asset/portfolio-margin.mdx of Bybit, answer of 24 March 2026; forward and volatility are inferred. */
describe("Bybit's portfolio of a perpetual, an option and a coin owed", () => {
  const yearsToExpiry = (Date.UTC(2026, 8, 25, 8) - 1774319290506) / 1000 / 3600 / 24 / 365;
  const call = option({
    quantity: 0.02,
    strike: 80_000,
    forward: 71_381,
    volatility: 0.2774,
    yearsToExpiry,
    mark: 2608.56395729,
  });
  /** By price; volatility up, same, down. */
  const optionPnl = [
    [-24.06747339, -33.15841013, -39.65273684],
    [-18.12509537, -28.31048642, -35.80450518],
    [-11.36193138, -22.62748031, -31.13352117],
    [-3.73852526, -16.04846592, -25.55420042],
    [4.77766694, -8.52041879, -18.9886667],
    [14.21190294, 0.00067229, -11.36906857],
    [24.58198339, 9.54902598, -2.63944748],
    [35.89827143, 20.1486296, 7.24291762],
    [48.16388381, 31.81313064, 18.30672359],
    [61.37503018, 44.54603289, 30.5664106],
    [75.52147477, 58.34116026, 44.02244694],
  ];

  it('the option alone, in all 33 scenarios to 0.03 USDT', () => {
    const { scenarios } = bybitPortfolio(book({ index: 70_500, options: [call] }));
    optionPnl.flat().forEach((pnl, cell) => {
      expect(Math.abs(scenarios[cell]!.pnl - pnl)).toBeLessThan(0.03);
    });
  });

  it('all together: the worst volatility of each price, the coin with its gains alone', () => {
    const usdt = 0.999708;
    const own = book({
      index: 70_500.4,
      linear: [contract({ quantity: 0.038, price: 255902.31 * usdt })],
      options: [call],
      spot: -0.00100006,
    });
    const { scenarios, worst, parts } = bybitPortfolio(own);
    const all = [-1004.7471, -807.88, -610.1902, -411.592, -212.0076, -11.3691, 191.7895, 396.1008, 601.5936];
    [...all, 808.2822, 1016.1672].forEach((pnl, move) => {
      const states = pnlOf(scenarios.slice(3 * move, 3 * move + 3));
      expect(Math.abs(Math.min(...states) - pnl)).toBeLessThan(0.05);
    });
    expect(worst?.shocks).toEqual({ BTC: -0.1, 'BTC volatility': -0.2 });
    expect(parts['futureContingency BTC']).toBeCloseTo(0.8037046, 5);
    expect(parts['optionContingency BTC']).toBeUndefined();
    expect(parts['optionVegaContingency BTC']).toBeUndefined();
  });

  it('a lone perpetual of bitcoin: 10.03 % of its notional, 12.04 % to open; 15.03 % before 10 January 2025, 08:00', () => {
    const lone = book({ linear: [contract()] });
    const { maintenanceMargin, initialMargin } = bybitPortfolio(lone, { asOf: BYBIT_RANGE_CUT_TIME });
    expect(maintenanceMargin).toBeCloseTo(10.03, 10);
    expect(initialMargin).toBeCloseTo(12.036, 10);
    expect(bybitPortfolio(lone, { asOf: BYBIT_RANGE_CUT_TIME - 1 }).maintenanceMargin).toBeCloseTo(15.03, 10);
  });
});

/** OKX announcement of 31 May 2024: 10 BTC and a short of 10 BTC in swaps; 0.6 % was the forward move of the time. */
it('OKX charges the basis of both legs of a cash and carry, and the closing of one', () => {
  const { parts, maintenanceMargin } = okxPortfolio(
    book({ index: 67_111, spot: 10, linear: [contract({ quantity: -10, price: 67_111 })] }),
    { all: { basisRate: 0.006 } },
  );
  expect(parts['MR1 BTC']).toBe(0);
  expect(parts['MR6 BTC']).toBe(0);
  expect(parts['MR4 BTC']).toBeCloseTo(8053.32, 2);
  expect(Math.abs(parts['MR7 BTC']! - 3020.17)).toBeLessThan(0.2);
  expect(maintenanceMargin).toBeCloseTo(8053.32, 2);
});

/** OKX announcement of the stablecoin charge: 1M·0.75 % + 4M·1.75 % + 5M·2.5 %. */
it('OKX charges ten million of hedged dollars by their tiers', () => {
  expect(okxHedgedDollars({ USDT: 12e6, USDC: -4e6, USD: -6e6 })).toBe(10e6);
  expect(okxHedgedDollars({ USDT: 5e6, USDC: 5e6, USD: -6e6 })).toBe(6e6);
  expect(okxHedgedDollars({ USDT: 5e6, USDC: 5e6, USD: 1 })).toBe(0);
  expect(marginalCharge(10e6, OKX_DEPEG_TIERS)).toBe(202_500);
});

/** D1: the index makes the dampener 1.52 BTC, far beyond what the account loses in the extended table. */
it("Deribit's published account of June 2024 at its index, from contracts of 10 USD", () => {
  const price = 65910.57;
  const { currencies, initialMargin, worst } = deribitPortfolio(
    book({
      index: 65666.19,
      linear: [
        contract({ quantity: (0.314538364 * price) / 10, price, inverseSize: 10, quote: 'USD' }),
        contract({
          quantity: (-0.001187534 * 67371.75) / 10,
          price: 67371.75,
          inverseSize: 10,
          quote: 'USD',
          yearsToExpiry: 11 / 365,
        }),
      ],
    }),
    { charges: { BTC: { mmp: 0.06, openOrders: 0.000018212 } } },
  );
  const [btc] = currencies;
  expect([...btc!.aggregated.extended]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  expect([...btc!.aggregated.standard.slice(12)].every(pnl => pnl === 0)).toBe(true);
  expect(btc!.initialVectors['BTC']!.standard[0]).toBeCloseTo(
    -0.05991206933333334 + 0.0002261969523809524,
    14,
  );
  expect(btc!.riskMatrixMargin).toBeCloseTo(0.06284313098, 12);
  expect(btc!.initialMargin).toBeCloseTo(0.122861343, 9);
  expect(btc!.maintenanceMargin).toBeCloseTo(0.050274504784, 12);
  expect(initialMargin).toBeCloseTo(0.122861343 * 65666.19, 4);
  expect(worst?.shocks).toEqual({ BTC: -0.16, 'BTC volatility': 0.5 });
});
