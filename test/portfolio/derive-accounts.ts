/** Arbitrary accounts of Derive's portfolio managers, within what a venue could hold. */
import fc from 'fast-check';
import { type DerivePortfolioAccount, derivePortfolioMargin } from '../../src/index.ts';

export const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const option = fc.record({
  right: fc.constantFrom('call' as const, 'put' as const),
  strike: fc.integer({ min: 5, max: 40 }).map(step => step * 100),
  quantity: fc.integer({ min: -4, max: 4 }).filter(quantity => quantity !== 0),
  volatility: between(0.2, 2),
});
const expiry = fc.record({
  yearsToExpiry: between(0.00001, 1),
  forward: between(1500, 2600),
  interestRate: between(-0.1, 0.4),
  forwardConfidence: between(0, 1),
  volatilityConfidence: between(0, 1),
  options: fc.array(option, { minLength: 1, maxLength: 5 }),
});

/** Of both versions: no other assets than the underlying. */
export const accounts = fc.record({
  cash: between(-5000, 5000),
  stablePrice: between(0.9, 1.1),
  spot: between(1500, 2600),
  spotConfidence: between(0, 1),
  perp: fc.record({
    quantity: fc.integer({ min: -3, max: 3 }),
    price: between(1500, 2600),
    confidence: between(0, 1),
    unrealisedPnl: between(-500, 500),
  }),
  base: between(0, 3),
  expiries: fc.array(expiry, { maxLength: 3 }),
});

export const VERSIONS = [{ version: 'v1' }, { version: 'v2' }] as const;

export const holds = (
  law: (account: DerivePortfolioAccount, version: (typeof VERSIONS)[number]) => void,
): void => {
  for (const version of VERSIONS)
    fc.assert(
      fc.property(accounts, account => law(account, version)),
      { numRuns: 80 },
    );
};

/** Equal but for what adding doubles in another order makes. */
export const near = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

export const required = (...[account, parameters]: Parameters<typeof derivePortfolioMargin>) => {
  const { initialMargin, maintenanceMargin } = derivePortfolioMargin(account, parameters);
  return { initialMargin, maintenanceMargin };
};
