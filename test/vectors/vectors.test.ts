import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/basics/money.ts';
import { health, initialMargin, isLiquidated, tieredMaintenance } from '../../src/margin/formulas.ts';
import { coverageTable, idlePatterns, reasonTable, reasonsFor, venueTable } from './coverage.ts';
import { negativeRules } from './rules-negative.ts';
import { rules } from './rules.ts';
import { varNegativeRules } from './rules-var.ts';
import { type Rule, type Vector, differences, fullVectors, readVectors, vectorsDir } from './vectors.ts';

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const curated = readVectors(file('curated.json'));
const engines = fullVectors('engines.json');
const exchanges = fullVectors('binance-bybit.json');
const portfolios = fullVectors('portfolio.json');
const all = [...engines, ...exchanges, ...portfolios];

const ruleFor = (vector: Vector): Rule | undefined => rules.find(rule => rule.ids.test(vector.id));
const negativeFor = (vector: Vector): Rule | undefined =>
  [...negativeRules, ...varNegativeRules].find(rule => rule.ids.test(vector.id));
const reproducedBy = (vectors: Vector[]): Vector[] => vectors.filter(vector => ruleFor(vector) !== undefined);
const misses = (vector: Vector): string[] => differences(vector, ruleFor(vector)!.reproduce(vector.inputs));

describe('curated vectors', () => {
  it.each(reproducedBy(curated))('$id', vector => {
    expect(misses(vector)).toEqual([]);
  });

  it('would notice a figure out of its tolerance', () => {
    for (const vector of reproducedBy(curated)) {
      for (const [key, figures] of Object.entries(vector.expected)) {
        const wrong = ([figures].flat(2) as (string | number | boolean | null)[]).map(figure =>
          typeof figure === 'boolean' ? !figure : new Decimal(figure!).mul('1.0137').add('0.0119').toString(),
        );
        const changed = { ...vector, expected: { [key]: Array.isArray(figures) ? wrong : wrong[0]! } };
        expect(misses(changed), `${vector.id} ${key}`).toHaveLength(wrong.length);
      }
    }
  });

  it('all of them have a rule or are negative examples, each with its source', () => {
    for (const vector of curated) {
      expect(vector.source).not.toBe('');
      expect([ruleFor(vector), negativeFor(vector), vector.use === 'negative'].some(Boolean), vector.id).toBe(
        true,
      );
    }
  });
});

describe('negative examples: ours differs from what is printed', () => {
  const ours: Record<string, Record<string, string | boolean>> = {
    'ewma-094-falcon': { var: '0.00033630000000000004', volPct: '1.8338484124921557' },
    'humm-close-returns': { potential_returns: '9.8' },
    'octobot-lin-liq-long-100x': { liquidation_price: '49.5' },
    'octobot-lin-liq-short-100x': { liquidation_price: '33.666666666666666666666666666666666667' },
    'octobot-inv-avg-reduce-quirk': { avg_entry_price: '10' },
    'vibe-iso-outcome': { btc_liquidated: true, eth_liquidated: false, capital_after: '1000' },
    'duedex-cross-doc-error': { initial_margin: '100', maintenance_margin: '50', liquidation_price: '9450' },
  };

  it.each(Object.entries(ours))('%s', (id, expected) => {
    const vector = curated.find(candidate => candidate.id === id)!;
    const results = negativeFor(vector)!.reproduce(vector.inputs);
    expect(differences({ ...vector, expected, tolerance: '1e-30' }, results)).toEqual([]);
    expect(differences(vector, results)).not.toEqual([]);
  });

  it.each(['long', 'short'])('a %s whose maintenance exceeds its margin is liquidated at its entry', side => {
    const vector = curated.find(candidate => candidate.id === `octobot-lin-liq-${side}-100x`)!;
    const { entry_price, leverage, maint_margin_rate } = vector.inputs as Record<string, string>;
    const { maintenanceMargin } = tieredMaintenance({
      notional: entry_price!,
      tiers: { maintenanceMarginRate: maint_margin_rate! },
    });
    const equity = initialMargin({ notional: entry_price!, leverage: leverage! });
    expect(isLiquidated({ equity, maintenanceMargin })).toBe(true);
  });

  it('bn-pm-unimmr-square-post: the equity printed is not the one of the uniMMR printed', () => {
    const { inputs, expected } = curated.find(vector => vector.id === 'bn-pm-unimmr-square-post')!;
    const { uniMMR, maintMargin } = inputs as Record<string, number>;
    const printed = health({
      equity: expected['adjustedEquity'] as number,
      maintenanceMargin: maintMargin!,
    })!;
    expect(printed.sub(uniMMR!).abs().gt('0.1')).toBe(true);
  });
});

describe.skipIf(vectorsDir === null)('all published vectors', () => {
  it.each(reproducedBy(all))('$id', vector => {
    expect(misses(vector)).toEqual([]);
  });

  it('forgets none: each has exactly one rule, or is negative, or is listed with one reason', () => {
    const forgotten = all.filter(vector => {
      const ways = rules.filter(rule => rule.ids.test(vector.id)).length + reasonsFor(vector.id).length;
      const shown = vector.use === 'negative' && curated.some(({ id }) => id === vector.id);
      return ways !== (shown ? 0 : 1);
    });
    expect(forgotten.map(vector => vector.id)).toEqual([]);
    expect(idlePatterns(all.map(vector => vector.id))).toEqual([]);
    expect(rules.filter(rule => !all.some(vector => rule.ids.test(vector.id)))).toEqual([]);
  });

  it('reproduces every universal one', () => {
    const universal = all.filter(vector => vector.use === 'universal');
    expect(universal.length).toBeGreaterThan(100);
    expect(universal.filter(vector => ruleFor(vector) === undefined)).toEqual([]);
  });

  it("reproduces every option price and every book of Derive's managers", () => {
    const ours = all.filter(({ id }) => /^(b76|derive|deribit-sm|by-opt)-/.test(id));
    expect(ours.length).toBeGreaterThanOrEqual(170);
    expect(ours.filter(vector => ruleFor(vector) === undefined)).toEqual([]);
  });

  it('reproduces every Binance USD-M one', () => {
    const linear = exchanges.filter(vector => vector.id.startsWith('bn-um-'));
    expect(linear.length).toBeGreaterThan(10);
    expect(linear.filter(vector => ruleFor(vector) === undefined)).toEqual([]);
  });

  it('shows every negative one to differ', () => {
    // Those of what is not modelled yet stay listed with their reason.
    const negative = all
      .filter(vector => vector.use === 'negative' && reasonsFor(vector.id).length === 0)
      .map(vector => vector.id);
    const curatedNegative = curated.filter(vector => vector.use === 'negative').map(vector => vector.id);
    expect(curatedNegative.sort()).toEqual(negative.sort());
  });

  it('the curated ones are as published', () => {
    for (const vector of curated) {
      const published = all.find(candidate => candidate.id === vector.id)!;
      expect(vector.expected, vector.id).toEqual(published.expected);
      expect(published.inputs, vector.id).toMatchObject(vector.inputs);
      expect(vector.tolerance, vector.id).toEqual(published.tolerance);
    }
  });

  it('docs/vectors.md has these figures', () => {
    const page = readFileSync(file('../../docs/vectors.md'), 'utf8');
    expect(page).toContain(`${curated.length} of them`);
    const reproduced = (vector: Vector): boolean =>
      ruleFor(vector) !== undefined && misses(vector).length === 0;
    for (const table of [
      coverageTable(engines, reproduced),
      coverageTable(exchanges, reproduced),
      coverageTable(portfolios, reproduced),
      venueTable(all, reproduced),
      reasonTable(all),
    ]) {
      expect(unpadded(page)).toContain(unpadded(table));
    }
  });
});

/** Tables are laid out by the formatter; only their cells count. */
const unpadded = (markdown: string): string => markdown.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
