import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { folderWith, historyIn } from '../lib/notes.mjs';

const cache = process.env.WHYFIRST_TEST_CACHE;
const installed = createRequire(path.join(cache, 'browser/'));
const { chromium } = installed('playwright-core');
const axe = fs.readFileSync(installed.resolve('axe-core/axe.min.js'), 'utf8');
const shots = path.join(cache, 'shots/report');
fs.mkdirSync(shots, { recursive: true });

/** Writes the report of a folder with so many notes. */
function report(count) {
  const folder = folderWith(count);
  const file = path.join(folder, 'report.html');
  execFileSync(process.env.WHYFIRST_BIN, ['report', folder, '-o', file, '--practice', historyIn(folder)]);
  return file;
}

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
});
after(() => browser?.close());

/** Opens a report; collects what goes wrong in it, and what it asks for. */
async function open(file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, bypassCSP: options.bypassCSP ?? false, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const trouble = [];
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
  page.on('request', (request) => request.url().split('#')[0] !== pathToFileURL(file).href && trouble.push(request.url()));
  page.on('dialog', (dialog) => trouble.push(`a dialog: ${dialog.message()}`) && dialog.dismiss());
  await page.goto(pathToFileURL(file).href);
  return { page, trouble, close: () => context.close() };
}

for (const count of [5, 500]) {
  describe(`${count} notes`, () => {
    let file;
    before(() => (file = report(count)));

    for (const colorScheme of ['light', 'dark']) {
      test(`are shown in ${colorScheme}, with nothing loaded and nothing wrong`, async () => {
        const { page, trouble, close } = await open(file, { colorScheme });
        assert.equal(await page.locator('h1').textContent(), 'Your design answers');
        assert.equal(await page.locator('table.heat tbody tr').count(), count);
        for (const id of ['steps', 'skipped', 'time', 'findings', 'concepts', 'practice', 'notes']) {
          assert.ok(await page.locator(`#${id}`).isVisible(), id);
        }
        await page.screenshot({ path: path.join(shots, `${count}-${colorScheme}.png`) });
        for (const id of ['skipped', 'time', 'findings', 'concepts', 'practice', 'notes']) {
          await page.evaluate((id) => document.getElementById(id).scrollIntoView(), id);
          await page.screenshot({ path: path.join(shots, `${count}-${colorScheme}-${id}.png`) });
        }
        assert.deepEqual(trouble, []);
        await close();
      });

      // Many notes are made of the same parts as a few.
      if (count > 5) continue;
      test(`can be read by a screen reader, with enough contrast in ${colorScheme}`, async () => {
        const { page, close } = await open(file, { colorScheme, bypassCSP: true });
        await page.evaluate(() => document.querySelectorAll('details').forEach((it, at) => (it.open = at < 8)));
        await page.locator('details[open] > noscript').waitFor({ state: 'detached' });
        await page.addScriptTag({ content: axe });
        const found = await page.evaluate(() => axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'] }));
        const violations = found.violations.map((it) => `${it.id}: ${it.help}: ${it.nodes.slice(0, 3).map((node) => `${node.html} ${node.failureSummary}`).join('  ')}`);
        assert.deepEqual(violations, []);
        assert.ok(found.passes.length > 20);
        await close();
      });
    }

    test('are sorted by a header, with the keyboard too', async () => {
      const { page, close } = await open(file);
      const table = page.locator('table.heat').first();
      const header = table.locator('thead th').last();
      const shares = async () => (await table.locator('tbody tr td:last-child').allTextContents()).map((it) => Number.parseInt(it, 10));
      await header.locator('button').click();
      const rising = await shares();
      assert.deepEqual(rising, [...rising].sort((a, b) => a - b));
      assert.equal(await header.getAttribute('aria-sort'), 'ascending');
      await header.locator('button').press('Enter');
      assert.deepEqual(await shares(), [...rising].reverse().sort((a, b) => b - a));
      assert.equal(await header.getAttribute('aria-sort'), 'descending');
      assert.ok(rising.at(-1) > rising[0]);
      await close();
    });

    test('lead from a cell to the lines', async () => {
      const { page, close } = await open(file);
      const link = page.locator('table.heat td.covered a').first();
      const target = page.locator(`[id="${(await link.getAttribute('href')).slice(1)}"]`);
      assert.equal(await target.isVisible(), false);
      await link.click();
      await target.waitFor();
      await page.waitForFunction((id) => {
        const { top, bottom } = document.getElementById(id).getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      }, await target.getAttribute('id'));
      const lines = target.locator('xpath=following-sibling::ul[1]').locator('.line');
      assert.ok((await lines.count()) > 0);
      await page.screenshot({ path: path.join(shots, `${count}-lines.png`) });
      await close();
    });

    test('can be read without scripts, and on a narrow screen', async () => {
      const { page, close } = await open(file, { javaScriptEnabled: false, viewport: { width: 380, height: 800 } });
      assert.equal(await page.locator('table.heat tbody tr').count(), count);
      await page.locator('details.note summary').first().click();
      assert.ok(await page.locator('details.note h3').first().isVisible());
      await page.screenshot({ path: path.join(shots, `${count}-narrow.png`) });
      await close();
      const narrow = await open(file, { viewport: { width: 380, height: 800 } });
      const [content, window] = await narrow.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(content <= window, `${content} > ${window}`);
      await narrow.close();
    });
  });
}

test('many notes weigh little until they are looked into', async () => {
  const { page, close } = await open(report(500));
  const elements = await page.evaluate(() => document.getElementsByTagName('*').length);
  assert.ok(elements < 500 * 40, `${elements} elements`);
  assert.equal(await page.locator('details.note li').count(), 0);
  // The places of a rule, and the figures behind the chart.
  const rule = page.locator('#findings ~ .scroll details').first();
  await rule.locator('summary').click();
  assert.ok((await rule.locator('.places a').count()) > 0);
  await page.locator('#time ~ details summary').click();
  const figures = page.locator('#time ~ details table');
  await figures.locator('thead button').last().press('Enter');
  assert.equal(await figures.locator('thead th').last().getAttribute('aria-sort'), 'ascending');
  // On paper there are the tables, and the notes that the reader has opened.
  await page.locator('details.note summary').nth(3).click();
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.equal(await page.locator('details.note[open]').count(), 1);
  await close();
});

test('print whole, in black on white', async () => {
  const file = report(5);
  const { page, close } = await open(file, { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).color), 'rgb(0, 0, 0)');
  assert.equal(await page.locator('details:not([open])').count(), 0);
  const pdf = await page.pdf({ format: 'A4', path: path.join(shots, 'print.pdf') });
  assert.ok(pdf.length > 20_000);
  await page.screenshot({ path: path.join(shots, 'print.png') });
  await close();
});
