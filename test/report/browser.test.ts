/** The page in a real browser: file://, nothing fetched, nothing logged, readable in light, dark, narrow and on paper. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chartData } from '../../src/report/chart-data.ts';
import { renderReport } from '../../src/report/page.ts';
import { syntheticOutcome } from './fixture.ts';
import { HOSTILE } from './hostile-names.ts';
import { LOW_CONTRAST } from './low-contrast.ts';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const present = existsSync(CHROMIUM);
const title = present
  ? 'the page in Chromium'
  : `the page in Chromium (SKIPPED: none at ${CHROMIUM}; set CHROMIUM_PATH)`;

describe.skipIf(!present)(title, { timeout: 30_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'margin-replay-report-'));
  const file = (name: string): string => join(folder, name);
  let browser: Browser;

  beforeAll(async () => {
    const [plain, hostile] = await Promise.all(
      [syntheticOutcome(), syntheticOutcome(HOSTILE)].map(outcome =>
        renderReport(outcome.results, chartData(outcome)),
      ),
    );
    writeFileSync(file('plain.html'), plain!);
    writeFileSync(file('hostile.html'), hostile!);
    // The names must be harmless by themselves, not only because the policy stops them.
    writeFileSync(
      file('hostile-no-policy.html'),
      hostile!.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ''),
    );
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
    const url = pathToFileURL(file(name)).href;
    const heard: string[] = [];
    page.on('console', message => heard.push(`console: ${message.text()}`));
    page.on('pageerror', error => heard.push(`error: ${error.message}`));
    page.on('request', request => request.url() !== url && heard.push(`request: ${request.url()}`));
    await page.goto(url);
    return { page, heard };
  }

  it('logs nothing and asks for nothing but itself', async () => {
    const { page, heard } = await open('plain.html');
    await page.mouse.wheel(0, 5000);
    await page.click('#theme');
    expect(heard).toEqual([]);
    expect(await page.title()).toContain('Portfolio margin kept every position in 5 of 6 moves');
    await page.close();
  });

  it.each(['hostile.html', 'hostile-no-policy.html'])('runs no script out of a name: %s', async name => {
    const { page, heard } = await open(name);
    expect(heard).toEqual([]);
    expect(await page.evaluate('window.pwned')).toBeUndefined();
    expect(await page.evaluate('document.scripts.length')).toBe(1);
    expect(await page.evaluate(`document.querySelectorAll('img, [onerror], [onload]').length`)).toBe(0);
    await page.close();
  });

  it.each([390, 768, 1280])('does not overflow sideways at %i px', async width => {
    for (const name of ['plain.html', 'hostile.html']) {
      const { page } = await open(name, { viewport: { width, height: 844 } });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await page.close();
    }
  });

  it('stacks the matrix on a phone, mode names included, and keeps its roles', async () => {
    const { page } = await open('plain.html', { viewport: { width: 390, height: 844 } });
    const [first, second] = await page.locator('.matrix tbody tr').first().locator('td').all();
    const [a, b] = [await first!.boundingBox(), await second!.boundingBox()];
    expect(b!.y).toBeGreaterThanOrEqual(a!.y + a!.height);
    expect(await first!.locator('.cell-mode').isVisible()).toBe(true);
    expect(await page.locator('.matrix').getByRole('rowheader', { name: 'COVID crash' }).count()).toBe(1);
    await page.close();
  });

  it('keeps the words of its tables whole on a phone', async () => {
    const { page } = await open('plain.html', { viewport: { width: 390, height: 844 } });
    const row = page.locator('table.data tbody tr', { hasText: 'Equity at the start' });
    expect((await row.boundingBox())!.height).toBeLessThan(60);
    await page.close();
  });

  it.each(['light', 'dark'] as const)('is readable in %s', async colorScheme => {
    const { page } = await open('plain.html', { colorScheme });
    await page.evaluate(`document.querySelectorAll('details').forEach(details => (details.open = true))`);
    expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
    await page.close();
  });

  it('changes theme by mouse and by keyboard, from whatever the system shows', async () => {
    const { page } = await open('plain.html', { colorScheme: 'dark' });
    const background = (): Promise<unknown> =>
      page.evaluate('getComputedStyle(document.body).backgroundColor');
    const dark = await background();
    await page.click('#theme');
    expect(await background()).toBe('rgb(255, 255, 255)');
    await page.focus('#theme');
    await page.keyboard.press('Enter');
    expect(await background()).toBe(dark);
    await page.close();
  });

  it('walks by keyboard: buttons, verdict cells, charts, causes', async () => {
    const { page } = await open('plain.html');
    const reached = new Set<unknown>();
    for (let n = 0; n < 60; n++) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate(
          'document.activeElement.id || document.activeElement.className || document.activeElement.tagName',
        ),
      );
    }
    expect([...reached]).toEqual(
      expect.arrayContaining(['theme', 'print', 'v-bankrupt', 'scroll', 'SUMMARY']),
    );
    await page.close();
  });

  it('prints dark on white with every cause open, also on a dark system', async () => {
    const { page } = await open('plain.html', { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(
      await page.evaluate(`[...document.querySelectorAll('details')].every(details => details.open)`),
    ).toBe(true);
    expect(await page.locator('#theme').isVisible()).toBe(false);
    expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
    await page.close();
  });

  it('shows everything without JavaScript, and no button that would do nothing', async () => {
    const { page } = await open('plain.html', { javaScriptEnabled: false });
    expect(await page.locator('h1').innerText()).toContain('Portfolio margin kept every position');
    expect(await page.locator('svg').count()).toBe(3 + 17);
    expect(await page.locator('#theme').isVisible()).toBe(false);
    const cause = page.locator('section[aria-labelledby=log] .cause').first();
    await cause.locator('summary').click();
    expect(await cause.locator('ul').isVisible()).toBe(true);
    await page.close();
  });

  it('does not slide for readers who asked for less motion', async () => {
    const { page } = await open('plain.html', { reducedMotion: 'reduce' });
    expect(await page.evaluate('getComputedStyle(document.documentElement).scrollBehavior')).toBe('auto');
    await page.close();
  });
});
