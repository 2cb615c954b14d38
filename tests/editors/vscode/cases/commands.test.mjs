// What the palette and the status bar offer.
import assert from 'node:assert/strict';
import { note, readme } from '../lib/notes.mjs';
import { scene } from '../lib/scene.mjs';
import { program } from '../lib/surroundings.mjs';
import { until } from '../lib/wait.mjs';

const test = scene('commands', {
  file: 'README.md',
  files: { 'ads.md': note, 'README.md': readme },
  path: program,
});

const rows = (window) => window.page.locator('.quick-input-widget .monaco-list-row');
/** Closes the page beside the note, and with it its column. */
const closePage = async (window) => {
  await window.page.locator('.tab.active', { hasText: 'Preview' }).locator('.codicon-close').click();
  await window.page.locator('.tab', { hasText: 'Preview' }).waitFor({ state: 'detached' });
};
const preview = (window) => window.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');

test('in a folder of readmes nothing is offered and nothing is said', async (window) => {
  assert.deepEqual(await window.takeNotifications(), []);
  assert.equal(await window.coverage.count(), 0);
});

test('at the first design note, suggestions while typing are offered, once', async (window) => {
  await window.press('Control+j');
  await window.show('ads.md');
  const offer = window.toasts.filter({ hasText: 'does not suggest while you type in Markdown' });
  await offer.waitFor();
  await window.shot('commands-offer');
  await offer.locator('.monaco-button', { hasText: 'Switch on' }).click();
  await until('it stands in the settings of the workspace', () => /quickSuggestions/.test(window.server.read('.vscode/settings.json')));
  await window.show('README.md');
  await window.show('ads.md');
  await window.coverage.waitFor();
  assert.deepEqual(await window.takeNotifications(), []);
  await window.press('Control+j');
});

test('the status bar says how many steps are there, and opens the reading', async (window) => {
  await window.seen(window.coverage, /^\d\/7$/);
  await window.coverage.click();
  await window.page.locator('.tab', { hasText: /Preview/ }).first().waitFor();
  await preview(window).locator('body', { hasText: 'Prepare data' }).waitFor();
  await window.shot('commands-reading');
  await closePage(window);
});

test('a concept is explained', async (window) => {
  await window.show('ads.md');
  await window.command('Whyfirst: Explain concept…', { asks: true });
  await rows(window).first().waitFor();
  await window.page.keyboard.type('ndcg');
  await window.seen(rows(window), /^NDCG/);
  await window.shot('commands-explain');
  await window.press('Enter');
  await preview(window).locator('body', { hasText: 'NDCG' }).waitFor();
  await window.shot('commands-explained');
  await closePage(window);
});

test('a new answer is an untitled note with live placeholders', async (window) => {
  await window.show('ads.md');
  await window.command('Whyfirst: New design answer', { asks: true });
  await rows(window).first().waitFor();
  await window.page.keyboard.type('video rec');
  await window.seen(rows(window), /^Video recommendation/);
  await window.shot('commands-new-answer');
  await window.press('Enter');
  await window.seen(rows(window), /^ML 7-step/);
  await window.shot('commands-new-answer-framework');
  await window.press('Enter');
  await window.page.locator('.tab.active', { hasText: 'Untitled-1' }).waitFor();
  await window.seen(window.lines, /^## 1\. Clarify requirements/);
  await window.shot('commands-new-answer-note');
  // The first placeholder is selected: what is typed takes its place, and Tab goes to the next.
  await window.page.keyboard.type('first', { delay: 30 });
  await window.press('Tab');
  await window.page.keyboard.type('second', { delay: 30 });
  const text = (await window.texts(window.lines)).join('\n');
  assert.match(text, /first[^]*second/);
  await window.shot('commands-new-answer-filled');
});

test('a question of one’s own becomes the title', async (window) => {
  await window.command('Whyfirst: New design answer', { asks: true });
  await rows(window).first().waitFor();
  await window.page.keyboard.type('Design a turbine watcher');
  await window.seen(rows(window), /^Design a turbine watcher/);
  await window.press('Enter');
  await window.seen(rows(window), /^ML 7-step/);
  await window.press('Enter');
  await window.page.locator('.tab.active', { hasText: 'Design a turbine watcher' }).waitFor();
  await window.seen(window.lines, /^# Design a turbine watcher/);
});

test('then the name of a concept comes while it is typed', async (window) => {
  await window.show('ads.md');
  await window.goTo(17);
  await window.type('We watch calibrat');
  await window.suggestions.first().waitFor();
  assert.match(await window.suggestions.first().getAttribute('aria-label'), /calibration/i);
  await window.shot('commands-suggested');
  await window.press('Escape');
  await window.press('Control+z');
});

test('a setting counts as soon as it is changed', async (window) => {
  await window.show('ads.md');
  await window.hints.first().waitFor();
  await window.command('Whyfirst: Toggle hints');
  await until('the hints are gone', async () => (await window.hints.count()) === 0);
  await window.command('Whyfirst: Toggle hints');
  await window.hints.first().waitFor();
});

test('the walkthrough opens', async (window) => {
  await window.command('Welcome: Open Walkthrough...', { asks: true });
  await window.seen(rows(window), /Write a design answer with Whyfirst/);
  await window.page.keyboard.type('Write a design answer');
  await window.press('Enter');
  await window.page.locator('.gettingStartedContainer', { hasText: 'Start an answer' }).waitFor();
  await window.shot('commands-walkthrough');
});

test.nothingWentWrong();
