/** The page of the margin calculator as text: complete, the same bytes every time, harmless. */
import { describe, expect, it } from 'vitest';
import { formatDistance, formatShock, spanOf } from '../../src/report/margin/distance.ts';
import { MARGIN_PAGE_MARK, renderMarginPage } from '../../src/report/margin/margin-page.ts';
import { partRows } from '../../src/report/margin/parts.ts';
import { headline, marginView } from '../../src/report/margin/view.ts';
import { assessed, COINS, EMPTY, HOSTILE_ACCOUNT, OVER, PAIR, TWO_POOLS } from './margin-accounts.ts';
import { NASTY } from './hostile-names.ts';

/** What a reader sees: no tags, no style, one space between words. */
const readable = (page: string): string =>
  page
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
const sentence = (account: typeof PAIR): string =>
  headline(marginView(assessed(account)))
    .map(({ text }) => text)
    .join('');

describe('the margin page', () => {
  it('opens by itself: one file, no script, nothing to fetch, its mark near the start', () => {
    const page = renderMarginPage(assessed(PAIR));
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page.slice(0, 200)).toContain(MARGIN_PAGE_MARK);
    expect(page).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline';`.replaceAll("'", '&#39;'),
    );
    expect(page).not.toMatch(/<script|<link|<img|<iframe|src=|href=|url\(|@import|https?:/);
    expect(renderMarginPage(assessed(PAIR))).toBe(page);
  });

  it('shows equity, margins, prices, parts, scenarios and what it rests on', () => {
    const shown = readable(renderMarginPage(assessed(PAIR)));
    for (const figure of ['20,500.00', '17,873.00', '23,234.90', '88,500.00 USDT', '−1,500.00 USDT'])
      expect(shown).toContain(figure);
    for (const scenario of ['½ −24 % −21,240.00', '−12 % −10,620.00 the worst', '+12 % −6,960.00 the worst'])
      expect(shown).toContain(scenario);
    expect(shown).toContain('MR7 minimum charge 398.25 261.00');
    const { venue, assumptions } = assessed(PAIR);
    expect(venue.rulesFrom.length).toBeGreaterThan(0);
    for (const fact of [...venue.rulesFrom, ...assumptions])
      expect(shown).toContain(fact.replace(/\s+/g, ' ').replaceAll('"', '&quot;'));
  });

  it('draws a bar from the mark to each liquidation price, and gives its figure as text', () => {
    const { isolated } = assessed(PAIR).modes;
    const [btc] = isolated!.positions;
    const page = renderMarginPage(assessed(PAIR));
    expect([...page.matchAll(/class="track/g)]).toHaveLength(6);
    expect([...page.matchAll(/class="reach (below|above)"/g)].map(match => match[1])).toEqual([
      'below',
      'below',
      'below',
      'above',
      'above',
      'above',
    ]);
    const distance = Number(btc!.liquidationPrice) / 59_000 - 1;
    expect(readable(page)).toContain(`54,216.87 ${formatDistance(distance).replace('\u202f', ' ')}`);
  });

  it('says so where a mode would liquidate the book now, and draws no distance for it', () => {
    const { modes } = assessed(OVER);
    expect(modes.cross!.health).toBeLessThan(1);
    expect(sentence(OVER)).toMatch(/^Liquidated now in isolated, cross and portfolio$/);
    const shown = readable(renderMarginPage(assessed(OVER)));
    expect(shown).toContain('Isolated: BTCUSDT and ETHUSDT are at or below health 1×, the lowest at −43.8×.');
    expect(shown).toMatch(/Cross: the account is at or below health 1×, the lowest at −24\.\d×\./);
    expect(shown).toMatch(/Portfolio liquidated now ?, would stand at [\d,.]+/);
    expect(renderMarginPage(assessed(OVER))).not.toContain('class="reach');
  });

  it('tells apart the position that is over and the account that stands', () => {
    const account = { ...PAIR, prices: { BTCUSDT: '59000', ETHUSDT: '3400' } };
    expect(sentence(account)).toMatch(/^Liquidated now in isolated and portfolio; [\d.]+\s% away in cross$/);
    const shown = readable(renderMarginPage(assessed(account)));
    expect(shown).toContain('Isolated: ETHUSDT is at or below health 1×');
  });

  it('shows pools that stand each by itself', () => {
    const shown = readable(renderMarginPage(assessed(TWO_POOLS)));
    expect(shown).toContain('Pools, each of which stands by itself');
    expect(shown).toMatch(/Cross: the BTC pool is at or below health/);
  });

  it('says one sentence for all modes, and whether the book could be opened at all', () => {
    expect(sentence(PAIR)).toMatch(
      /^Liquidation is [\d.]+\s% away in isolated, [\d.]+\s% away in cross and [\d.]+\s% away in portfolio$/,
    );
    expect(readable(renderMarginPage(assessed(PAIR)))).toMatch(
      /Portfolio: nearest is \w+ at [\d,.]+; equity is below the initial margin, so this book could be kept but not opened\./,
    );
    expect(sentence(EMPTY)).toBe('This account holds no position, so nothing is required');
  });

  it('shows what of each coin counts, and the joint move of the teaching model', () => {
    const assessment = assessed(COINS);
    const shown = readable(renderMarginPage(assessment));
    // ETH counts 95 % in a pool of the generic venue.
    expect(shown).toContain('ETH 2 1.9 2,900 5,510.00 USDT');
    expect(shown).toContain(assessment.modes.portfolio!.worstScenario!.id);
    expect(shown).toContain('correlation what moving together takes off the sum of the losses −');
  });

  it('shows an account without positions', () => {
    const shown = readable(renderMarginPage(assessed(EMPTY)));
    expect(shown).toContain('nothing is required');
    expect(shown).not.toMatch(/NaN|undefined|null|Infinity/);
  });

  it('takes no name for markup', () => {
    const page = renderMarginPage(assessed(HOSTILE_ACCOUNT));
    for (const name of NASTY.filter(text => /[<"']/.test(text))) expect(page).not.toContain(name);
    expect(page).not.toMatch(/<script|<img|<svg/);
    expect(page).not.toContain('\u2028');
    expect(readable(page)).toContain('&lt;img src=x onerror=&quot;window.pwned=1&quot;&gt;');
  });
});

describe('its figures', () => {
  it('keep two places below ten per cent, and no sign on nothing', () => {
    const shown = [-0.096449, 0.312, -1, 12.3456, 0, -1e-9].map(distance =>
      formatDistance(distance).replace('\u202f', ' '),
    );
    expect(shown).toEqual(['−9.64 %', '+31.2 %', '−100.0 %', '+1,235 %', '0.00 %', '0.00 %']);
    expect([-0.12, 0.0833333, 0].map(formatShock).map(text => text.replace('\u202f', ' '))).toEqual([
      '−12 %',
      '+8.33 %',
      '0 %',
    ]);
  });

  it('span the largest distance, and cut at 100 %', () => {
    expect([[], [0.01], [-0.2, 0.1], [0.21], [0.9], [-0.4, 7]].map(spanOf)).toEqual([
      0.05, 0.05, 0.2, 0.3, 1, 1,
    ]);
  });

  it('stand by part and underlying', () => {
    expect(partRows({ 'MR1 BTC': '1', 'MR1 ETH': '2', 'MR4 BTC': '3', floor: '4' })).toEqual({
      names: ['BTC', 'ETH', ''],
      rows: [
        { part: 'MR1', amounts: ['1', '2', null] },
        { part: 'MR4', amounts: ['3', null, null] },
        { part: 'floor', amounts: [null, null, '4'] },
      ],
    });
  });
});
