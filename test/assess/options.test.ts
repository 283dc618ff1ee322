/** Options in the calculator under the scenario models: they age, and they are revalued. */
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/basics/money.ts';
import { assessFile } from '../../src/assess/assess.ts';

const PUT = 'BTC-26DEC25-55000-P';

const book = (model: string, changes: object = {}) => ({
  venue: { portfolio: model },
  modes: ['portfolio'],
  asOf: '2025-09-01',
  collateral: { USDT: '100000' },
  prices: { BTCUSDT: '60000', [PUT]: '2500' },
  positions: [
    { symbol: 'BTCUSDT', quantity: '1', entryPrice: '60000', leverage: 5 },
    {
      symbol: PUT,
      kind: 'option',
      quantity: '1',
      entryPrice: '2500',
      strike: '55000',
      right: 'put',
      expiry: '2025-12-26T08:00Z',
      leverage: 1,
    },
  ],
  ...changes,
});
const required = (file: object): Decimal => new Decimal(assessFile(file).modes.portfolio!.maintenanceMargin);

describe.each(['okx-pm', 'bybit-pm', 'derive-pmrm', 'span', 'tims', 'var'])('%s', model => {
  it('sees less to lose in a long with a put under it than in the long alone', () => {
    // What is asked beside the scan need not fall: Bybit charges two expiries that hedge each other.
    const worst = (file: object) => Number(assessFile(file).modes.portfolio!.worstScenario!.pnl);
    const { positions } = book(model);
    expect(worst(book(model))).toBeGreaterThan(worst(book(model, { positions: positions.slice(0, 1) })));
  });

  it('takes the volatility that is given, or else the one that gives the mark', () => {
    const given = (volatility: number) =>
      required(book(model, { impliedVolatilities: { [PUT]: volatility } }));
    expect(given(0.3).eq(given(0.9))).toBe(false);
    expect(assessFile(book(model)).assumptions.join(' ')).not.toMatch(/not used/);
  });

  it('needs to know at which time', () => {
    expect(() => required(book(model, { asOf: undefined }))).toThrow(
      /asOf: is missing; options and futures age/,
    );
  });
});
