/** Derive's portfolio managers beyond their published books: laws that hold for every account. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DerivePortfolioAccount,
  PMRM_V1_PARAMETERS,
  PMRM_V2_PARAMETERS,
  derivePortfolioMargin,
} from '../../src/index.ts';
import { VERSIONS, accounts, between, holds, near, required } from './derive-accounts.ts';

const published = { v1: PMRM_V1_PARAMETERS, v2: PMRM_V2_PARAMETERS };
const sum = (parts: Record<string, number>): number => Object.values(parts).reduce((a, b) => a + b);

describe('figures', () => {
  it('parts make the excess, equity less the excess is the requirement', () =>
    holds((account, version) => {
      const margin = derivePortfolioMargin(account, version);
      for (const stage of ['initial', 'maintenance'] as const) {
        expect(near(sum(margin.parts[stage]), margin[`${stage}Excess`])).toBe(true);
        expect(near(margin.equity - margin[`${stage}Excess`], margin[`${stage}Margin`])).toBe(true);
      }
    }));

  it('the worst scenario is the worst, and no better than nothing', () =>
    holds((account, version) => {
      const { scenarios, worst, parts } = derivePortfolioMargin(account, version);
      const lowest = Math.min(...scenarios.map(({ pnl }) => pnl));
      expect(scenarios).toHaveLength(published[version.version].scenarios.length + 1);
      expect(worst?.pnl ?? 0).toBe(lowest);
      expect(lowest).toBeLessThanOrEqual(0);
      expect(parts.maintenance.scenario).toBeLessThanOrEqual(0);
    }));

  it('opening asks for no less than keeping, keeping for no less than nothing', () =>
    holds((account, version) => {
      const { initialMargin, maintenanceMargin } = required(account, version);
      expect(initialMargin).toBeGreaterThanOrEqual(maintenanceMargin);
      expect(maintenanceMargin).toBeGreaterThanOrEqual(0);
    }));

  it('nothing held: nothing asked, nothing worst', () => {
    for (const version of VERSIONS) {
      for (const expiries of [[], [{ yearsToExpiry: 1, forward: 2000, options: [] }]]) {
        const margin = derivePortfolioMargin({ cash: 12.5, spot: 2000, expiries }, version);
        expect(margin).toMatchObject({ equity: 12.5, initialMargin: 0, maintenanceMargin: 0, worst: null });
        expect(margin.initialExcess).toBe(12.5);
      }
    }
  });
});

describe('shape', () => {
  it('the order of expiries and options does not matter', () =>
    holds((account, version) => {
      const turned = {
        ...account,
        expiries: [...account.expiries!]
          .reverse()
          .map(expiry => ({ ...expiry, options: [...expiry.options].reverse() })),
      };
      const [one, other] = [required(account, version), required(turned, version)];
      expect(near(one.initialMargin, other.initialMargin)).toBe(true);
      expect(near(one.maintenanceMargin, other.maintenanceMargin)).toBe(true);
    }));

  it('twice the book asks for twice as much', () =>
    holds((account, version) => {
      const perp = account.perp!;
      const twice: DerivePortfolioAccount = {
        ...account,
        perp: { ...perp, quantity: perp.quantity * 2 },
        base: account.base! * 2,
        expiries: account.expiries!.map(expiry => ({
          ...expiry,
          options: expiry.options.map(option => ({ ...option, quantity: option.quantity * 2 })),
        })),
      };
      const [one, two] = [required(account, version), required(twice, version)];
      expect(near(one.initialMargin * 2, two.initialMargin)).toBe(true);
      expect(near(one.maintenanceMargin * 2, two.maintenanceMargin)).toBe(true);
    }));

  it('cash and what was made change the equity, not the requirement', () =>
    holds((account, version) => {
      const perp = { ...account.perp!, unrealisedPnl: account.perp!.unrealisedPnl! + 7 };
      const richer = { ...account, cash: account.cash + 100, perp };
      const [one, other] = [derivePortfolioMargin(account, version), derivePortfolioMargin(richer, version)];
      expect(near(one.equity + 107, other.equity)).toBe(true);
      expect(near(one.maintenanceMargin, other.maintenanceMargin)).toBe(true);
    }));
});

describe('offsets', () => {
  it('an option bought and sold again leaves what was asked before', () =>
    holds((account, version) => {
      const [first, ...others] = account.expiries!;
      if (first === undefined) return;
      const leg = { ...first.options[0]!, strike: 2050, volatility: 0.9 };
      const options = [...first.options, { ...leg, quantity: 3 }, { ...leg, quantity: -3 }];
      const [one, other] = [
        required(account, version),
        required({ ...account, expiries: [{ ...first, options }, ...others] }, version),
      ];
      expect(near(one.initialMargin, other.initialMargin)).toBe(true);
      expect(near(one.maintenanceMargin, other.maintenanceMargin)).toBe(true);
    }));

  it('a perpetual against the same size of the underlying leaves the charges on size alone', () => {
    for (const version of VERSIONS) {
      const { parts, worst } = derivePortfolioMargin(
        { cash: 0, spot: 2000, base: 2, perp: { quantity: -2, price: 2000 } },
        version,
      );
      expect(worst!.pnl).toBe(0);
      expect(parts.maintenance).toMatchObject({ scenario: 0, perp: -120, haircut: -120 });
    }
  });

  it('two books held together never ask for more than apart, skew aside', () =>
    fc.assert(
      fc.property(accounts, account => {
        const even = { ...account, expiries: account.expiries.map(halves(0)) };
        const odd = { ...account, perp: { ...account.perp, quantity: 0 }, base: 0 };
        const other = { ...odd, expiries: account.expiries.map(halves(1)) };
        for (const parameters of withoutSkew) {
          const [all, one, two] = [account, even, other].map(part => required(part, parameters));
          const slack = 1e-9 * (1 + all!.initialMargin);
          expect(all!.maintenanceMargin).toBeLessThanOrEqual(
            one!.maintenanceMargin + two!.maintenanceMargin + slack,
          );
        }
      }),
      { numRuns: 80 },
    ));
  const halves =
    (rest: number) =>
    <E extends { options: readonly object[] }>(expiry: E): E => ({
      ...expiry,
      options: expiry.options.filter((_, at) => at % 2 === rest),
    });
  const withoutSkew = [
    { version: 'v1' as const },
    {
      scenarios: PMRM_V2_PARAMETERS.scenarios.filter(
        ({ volatility }) => volatility !== 'linear' && volatility !== 'absolute',
      ),
    },
  ];
});

describe('ranges', () => {
  it('more scenarios never ask for less', () =>
    holds((account, version) => {
      const { scenarios } = published[version.version];
      const fewer = { ...version, scenarios: scenarios.slice(0, 9) };
      const [less, more] = [required(account, fewer), required(account, version)];
      expect(more.maintenanceMargin).toBeGreaterThanOrEqual(less.maintenanceMargin);
      expect(more.initialMargin).toBeGreaterThanOrEqual(less.initialMargin);
    }));

  it('a perpetual asks for more when prices move farther', () =>
    fc.assert(
      fc.property(
        between(0.01, 0.3),
        between(0.001, 0.3),
        fc.integer({ min: -5, max: 5 }),
        (move, more, q) => {
          const asked = (range: number): number =>
            required(
              { cash: 0, spot: 2000, perp: { quantity: q, price: 2010 } },
              { scenarios: [1 + range, 1 - range].map(spotFactor => ({ spotFactor, volatility: 'none' })) },
            ).maintenanceMargin;
          if (q === 0) expect(asked(move + more)).toBe(0);
          else expect(asked(move + more)).toBeGreaterThan(asked(move));
        },
      ),
    ));

  it('lower confidence and a lower stablecoin raise initial margin alone', () =>
    holds((account, version) => {
      const perp = { ...account.perp!, confidence: 0 };
      const worse = { ...account, perp, stablePrice: account.stablePrice! * 0.9, base: 0 };
      const [one, other] = [required({ ...account, base: 0 }, version), required(worse, version)];
      expect(other.initialMargin).toBeGreaterThanOrEqual(one.initialMargin - 1e-9);
      expect(near(other.maintenanceMargin, one.maintenanceMargin)).toBe(true);
    }));
});

describe('where a formula could break', () => {
  const edge = fc.constantFrom(0, 1e-300, 1e-9, 1, 1e6);
  it('every figure stays a number without volatility, time or price', () =>
    fc.assert(
      fc.property(
        fc.record({ volatility: edge, yearsToExpiry: fc.constantFrom(0, 1e-300, 1e-9, 1, 3) }),
        fc.record({ spot: edge, forward: edge, strike: edge, price: edge }),
        fc.constantFrom(0, 1e-12, 1),
        ({ volatility, yearsToExpiry }, { spot, forward, strike, price }, none) => {
          const options = (['call', 'put'] as const).flatMap(right =>
            [2, -3].map(quantity => ({ right, strike, quantity, volatility })),
          );
          const account = {
            cash: 0,
            spot,
            base: 1,
            perp: { quantity: -1, price },
            expiries: [{ yearsToExpiry, forward, options }],
          };
          const floors = { expiryFloorDays: none, skewWidthFloor: none, skewWidthScale: none };
          for (const parameters of [{}, floors, { version: 'v1' as const, expiryFloorDays: none }]) {
            const { scenarios, parts, worst, ...figures } = derivePortfolioMargin(account, parameters);
            expect(worst).not.toBeNull();
            const all = [
              ...Object.values(figures),
              ...Object.values(parts).flatMap(stage => Object.values(stage)),
              ...scenarios.map(({ pnl }) => pnl),
            ];
            expect(all.filter(figure => !Number.isFinite(figure))).toEqual([]);
          }
        },
      ),
      { numRuns: 200 },
    ));
});
