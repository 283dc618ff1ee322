/** Strategies that go wrong while they run: exit code 4, with strategy, time and line; no report is touched. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cli, usersFolder } from '../cli/command-line.ts';

describe('a strategy that goes wrong', () => {
  const { at, file, config } = usersFolder();

  it.each<[string, string, RegExp]>([
    [
      'asks for NaN size',
      "order.market('BTCUSDT', { quantity: 0 / 0 })",
      /quantity of an order must be a finite number, got NaN/,
    ],
    [
      'asks for an infinite size',
      "order.market('BTCUSDT', { notional: 1 / 0 })",
      /notional of an order must be a finite number, got Infinity/,
    ],
    ['asks for nothing', "order.market('BTCUSDT', { quantity: 0 })", /quantity of an order must not be zero/],
    [
      'gives no size',
      "order.market('BTCUSDT', { leverage: 2 })",
      /an order needs a size: quantity .* or notional/,
    ],
    [
      'gives two sizes',
      "order.market('BTCUSDT', { quantity: 1, notional: 1 })",
      /a quantity or a notional, not both/,
    ],
    [
      'names an unknown symbol',
      "order.market('BTCUSD', { quantity: 1 })",
      /no symbol "BTCUSD" in this run; its markets are BTCUSDT/,
    ],
    ['looks at an unknown symbol', "market('DOGEUSDT')", /no symbol "DOGEUSDT" in this run/],
    [
      'asks for leverage 0',
      "order.market('BTCUSDT', { quantity: 1, leverage: 0 })",
      /leverage of an order must be above 0, got 0/,
    ],
    [
      'asks for negative leverage',
      "order.market('BTCUSDT', { quantity: 1, leverage: -5 })",
      /leverage of an order must be above 0, got -5/,
    ],
    [
      'gives a limit order no price',
      "order.limit('BTCUSDT', { quantity: 1 })",
      /price of an order must be a number, got undefined/,
    ],
    [
      'gives a stop a negative price',
      "order.stop('BTCUSDT', { quantity: 1, price: -3 })",
      /price of an order must be above 0, got -3/,
    ],
    ['withdraws NaN', 'order.withdraw(NaN)', /must be a finite number, got NaN/],
    [
      'loops forever on orders',
      "for (;;) order.market('BTCUSDT', { quantity: 1 })",
      /more than 10,?000 orders were asked for at one candle/,
    ],
  ])('%s', async (_, statement, message) => {
    file('mine.ts', `export default { name: 'mine', onCandle({ order, market }) {\n  ${statement};\n} };\n`);
    file('reports/idle/results.json', 'the last good report');
    const { code, out, err } = await cli(
      'run',
      config({ strategy: './mine.ts' }),
      '--reports',
      at('reports'),
    );
    expect(err).toMatch(message);
    expect(err).toMatch(/^error: Strategy "mine" failed at 2020-03-12 08:00 UTC, .*mine\.ts:2:\d+: /);
    expect(err).toContain(`2 |   ${statement};`);
    expect(code).toBe(4);
    expect(out).toBe('');
    expect(readdirSync(at('reports'))).toEqual(['idle']);
    expect(readdirSync(at('reports/idle'))).toEqual(['results.json']);
    expect(readFileSync(at('reports/idle/results.json'), 'utf8')).toBe('the last good report');
  });

  it('while it is being started', async () => {
    file(
      'mine.ts',
      "export default { name: 'mine', onStart({ market }) { market('ETH'); }, onCandle() {} };\n",
    );
    const { code, err } = await cli('run', config({ strategy: './mine.ts' }), '--reports', at('reports'));
    expect(err).toMatch(
      /Strategy "mine" failed while it was being started, .*mine\.ts:1:\d+: there is no symbol "ETH"/,
    );
    expect(code).toBe(4);
  });
});

describe('a reports folder below a file', () => {
  const { at, file, config } = usersFolder();

  it('cannot be written, whoever runs it', async () => {
    file('a-file', 'in the way');
    const { code, err } = await cli('run', config(), '--reports', at('a-file/reports'));
    expect(err).toMatch(
      /Cannot write to the reports folder .*a-file\/reports: .*name another with --reports/s,
    );
    expect(code).toBe(2);
  });
});
