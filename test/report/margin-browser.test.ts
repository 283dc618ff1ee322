/** The margin page in a real browser: file://, nothing fetched, nothing logged, readable in light, dark, narrow and on paper. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderMarginPage } from '../../src/report/margin/margin-page.ts';
import { LOW_CONTRAST } from './low-contrast.ts';
import { assessed, COINS, EMPTY, HOSTILE_ACCOUNT, OVER, PAIR } from './margin-accounts.ts';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const present = existsSync(CHROMIUM);
const title = present
  ? 'the margin page in Chromium'
  : `the margin page in Chromium (SKIPPED: none at ${CHROMIUM}; set CHROMIUM_PATH)`;

const BOOKS = { pair: PAIR, over: OVER, coins: COINS, empty: EMPTY, hostile: HOSTILE_ACCOUNT };
const NAMES = Object.keys(BOOKS) as (keyof typeof BOOKS)[];

describe.skipIf(!present)(title, { timeout: 30_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'margin-replay-margin-'));
  let browser: Browser;

  beforeAll(async () => {
    for (const name of NAMES) {
      const page = renderMarginPage(assessed(BOOKS[name]));
      writeFileSync(join(folder, `${name}.html`), page);
      // Names must be harmless by themselves, not only because the policy stops them.
      const bare = page.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
      writeFileSync(join(folder, `${name}-no-policy.html`), bare);
    }
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--headless', '--no-sandbox', '--disable-gpu'],
    });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(
    name: string,
    options: BrowserContextOptions = {},
  ): Promise<{ page: Page; heard: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    const url = pathToFileURL(join(folder, `${name}.html`)).href;
    const heard: string[] = [];
    page.on('console', message => heard.push(`console: ${message.text()}`));
    page.on('pageerror', error => heard.push(`error: ${error.message}`));
    page.on('request', request => request.url() !== url && heard.push(`request: ${request.url()}`));
    await page.goto(url);
    return { page, heard };
  }

  it.each([...NAMES, 'hostile-no-policy'])('logs, fetches and runs nothing: %s', async name => {
    const { page, heard } = await open(name);
    await page.mouse.wheel(0, 5000);
    expect(heard).toEqual([]);
    expect(await page.evaluate('window.pwned')).toBeUndefined();
    expect(await page.evaluate('document.scripts.length')).toBe(0);
    expect(await page.evaluate(`document.querySelectorAll('img, [onerror], [onload]').length`)).toBe(0);
    await page.close();
  });

  it.each([390, 768, 1280])('does not overflow sideways at %i px', async width => {
    for (const name of NAMES) {
      const { page } = await open(name, { viewport: { width, height: 844 } });
      expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(width);
      await page.close();
    }
  });

  it.each(['light', 'dark'] as const)('is readable in %s', async colorScheme => {
    for (const name of NAMES) {
      const { page } = await open(name, { colorScheme });
      expect(await page.evaluate(LOW_CONTRAST), name).toEqual([]);
      await page.close();
    }
  });

  it('shows liquidation prices on a phone without scrolling sideways', async () => {
    const { page } = await open('pair', { viewport: { width: 390, height: 844 } });
    for (const reading of await page.locator('.reading').all()) {
      const box = (await reading.boundingBox())!;
      expect(box.x + box.width).toBeLessThanOrEqual(390);
    }
    await page.close();
  });

  it('draws bars on the side and of the length that their figures say', async () => {
    const { page } = await open('pair');
    const tracks = await page.locator('.track').all();
    expect(tracks).toHaveLength(6);
    const { modes } = assessed(PAIR);
    const levels = [0, 1].flatMap(at =>
      [modes.isolated!, modes.cross!, modes.portfolio!].map(({ positions }) => {
        const { liquidationPrice, markPrice } = positions[at]!;
        return Number(liquidationPrice) / Number(markPrice) - 1;
      }),
    );
    const drawn = await Promise.all(
      tracks.map(async track => {
        const whole = (await track.boundingBox())!;
        const bar = (await track.locator('.reach').boundingBox())!;
        const middle = whole.x + whole.width / 2;
        const side = bar.x + bar.width / 2 < middle ? -1 : 1;
        return (side * bar.width) / (whole.width / 2);
      }),
    );
    // One scale for all: the ratio of bar to distance is the same everywhere.
    const scale = drawn[0]! / levels[0]!;
    drawn.forEach((length, k) => expect(length / scale).toBeCloseTo(levels[k]!, 1));
    await page.close();
  });

  it('names its tables and their headers', async () => {
    const { page } = await open('pair');
    const heat = page.getByRole('table', { name: /What each move does to the book/ });
    expect(await heat.getByRole('rowheader').allInnerTexts()).toEqual(['BTC', 'ETH']);
    expect(await heat.getByRole('cell').count()).toBe(18);
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    await page.close();
  });

  it('prints dark on white, also on a dark system', async () => {
    const { page } = await open('pair', { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
    await page.close();
  });
});
