// What the palette and the status bar offer, from a window without Markdown to a finished note.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { note, readme } from '../lib/notes.mjs';
import { scene } from '../lib/scene.mjs';
import { StandIn } from '../lib/stand-in.mjs';
import { until } from '../lib/wait.mjs';

const standIn = new StandIn('works');
after(() => standIn.remove());

const test = scene(
  'commands',
  { file: 'plain.txt', files: { 'plain.txt': 'No Markdown.\n', 'README.md': readme }, path: standIn.path },
  { ready: null },
);

test('without Markdown nothing is started', async (window) => {
  // The one thing by which an extension that has not been activated can be told from one that has been.
  assert.equal(window.server.log(), '');
  assert.deepEqual(standIn.starts, []);
  assert.equal(await window.status().count(), 0);
});

test('a command about a note says that it wants one', async (window) => {
  await window.command('Whyfirst: Insert missing steps');
  const toast = window.toasts.filter({ hasText: 'Open a Markdown note first' });
  await toast.waitFor();
  await window.shot('commands-no-note');
  assert.equal((await window.takeNotifications()).length, 1);
});

test('in a folder of readmes nothing is offered and nothing is said', async (window) => {
  await window.show('README.md');
  await window.status('running').waitFor();
  assert.deepEqual(await window.takeNotifications(), []);
  assert.equal(await window.coverage.count(), 0);
  assert.equal(await window.squiggles.count(), 0);
  assert.equal(await window.hints.count(), 0);
  await window.shot('commands-readme');
});

test('a new answer is an untitled note with live placeholders', async (window) => {
  await window.command('Whyfirst: New design answer', { asks: true });
  await window.choices.first().waitFor();
  await window.page.keyboard.type('video rec', { delay: 30 });
  await window.seen(window.choices.first(), /^Video recommendation/);
  await window.shot('commands-new-answer');
  await window.press('Enter');
  await window.seen(window.choices, /^ML 7-step/);
  await window.shot('commands-new-answer-framework');
  await window.press('Enter');
  await window.seen(window.lines, /^## 1\. Clarify requirements/);
  await window.shot('commands-new-answer-note');
  // The first placeholder is selected: what is typed takes its place, and Tab goes to the next.
  const before = await window.texts(window.lines);
  await window.type('first');
  await window.press('Tab');
  await window.type('second');
  await window.seen(window.lines, /second/);
  // Headings get their hints meanwhile.
  const changed = (await window.texts(window.lines)).filter((line) => !before.includes(line) && !line.startsWith('#'));
  assert.equal(changed.length, 2, changed.join('\n'));
  assert.match(changed.join('\n'), /^- [^:]+: first\b[^]*\bsecond\b/);
  await window.shot('commands-new-answer-filled');
});

test('a question of one’s own becomes the title', async (window) => {
  await window.command('Whyfirst: New design answer', { asks: true });
  await window.choose('Design a turbine watcher', /^Your own question: Design a turbine watcher/);
  await window.choose('', /^ML 7-step/);
  await window.seen(window.lines, /^# Design a turbine watcher/);
});

test('at the first design note, suggestions while typing are offered, once', async (window) => {
  window.server.write('ads.md', note);
  await window.show('ads.md');
  const offer = window.toasts.filter({ hasText: 'suggests nothing while you type in Markdown' });
  await offer.waitFor();
  await window.shot('commands-offer');
  await offer.locator('.monaco-button', { hasText: 'Switch on' }).click();
  await until('it stands in the settings of the workspace', () => /wordBasedSuggestions/.test(window.server.read('.vscode/settings.json')));
  assert.match(window.server.read('.vscode/settings.json'), /quickSuggestions[^]*selectionMode/);
  await window.show('README.md');
  await window.show('ads.md');
  await window.coverage.waitFor();
  assert.deepEqual(await window.takeNotifications(), []);
});

test('the status bar says how many steps are there, and opens the reading', async (window) => {
  await window.seen(window.coverage, /^\d\/7$/);
  await window.coverage.click();
  await window.preview.filter({ hasText: 'Prepare data' }).waitFor();
  assert.equal(await window.status('running').count(), 1);
  await window.picture('reading');
  await window.closeBeside();
});

test('a concept is explained', async (window) => {
  await window.command('Whyfirst: Explain concept…', { asks: true });
  await window.choices.first().waitFor();
  await window.page.keyboard.type('ndcg', { delay: 30 });
  await window.seen(window.choices.first(), /^NDCG/);
  await window.shot('commands-explain');
  await window.press('Enter');
  await window.preview.filter({ hasText: 'NDCG' }).waitFor();
  await window.shot('commands-explained');
  await window.closeBeside();
});

test('then the name of a concept comes while it is typed', async (window) => {
  // With a word of the same beginning, which VS Code would offer by itself if its words had not been switched off with the rest.
  window.server.write('concept.md', note.replace('\n\n## Evaluate', ' Scores stay calibrated.\n\n## Evaluate'));
  await window.show('concept.md');
  await window.goTo(17);
  await window.type('We watch calibr');
  await until('it is suggested', async () => {
    try {
      await window.suggestions.first().waitFor({ timeout: 5000 });
    } catch {
      // A whole word typed while the space before it is still being answered brings no menu: VS Code asks again at the next letter.
      await window.press('Backspace');
      await window.type('r');
      await window.suggestions.first().waitFor({ timeout: 5000 });
    }
    return /^Calibration/.test((await window.texts(window.suggestions))[0]);
  });
  await window.shot('commands-suggested');
});

test('what is typed stays as it is at Enter', async (window) => {
  window.server.write('own.md', note);
  await window.show('own.md');
  await window.goTo(17);
  const lines = ['## My own section', '## Requirements', '- CTR', '- more watch time', 'How to do it', 'The budget is small', 'Plan A', 'Alert on rank', ''];
  for (const line of lines) {
    await window.type(line);
    if (line !== '') await window.seen(window.lines, new RegExp(`^${line}`));
    // The steps, which are looked through by typing, take a moment to go.
    if (line.startsWith('#')) await window.suggestions.first().waitFor({ state: 'hidden' });
    await window.press('Enter');
  }
  assert.equal(await window.save('own.md'), `${note}${lines.join('\n')}\n`);
});

test('a setting counts as soon as it is changed', async (window) => {
  await window.show('ads.md');
  await window.seen(window.lines, /still ahead/);
  const settings = JSON.parse(window.server.read('.vscode/settings.json'));
  window.server.write('.vscode/settings.json', JSON.stringify({ ...settings, 'whyfirst.hints.ahead': false }));
  await until('what is ahead is gone', async () => !/still ahead/.test((await window.texts(window.lines)).join()));
  await window.seen(window.lines, /\d\/\d+ · open: /);
});

test('hints are switched off and on', async (window) => {
  await window.hints.first().waitFor();
  await window.command('Whyfirst: Toggle hints');
  await until('the hints are gone', async () => (await window.hints.count()) === 0);
  await window.command('Whyfirst: Toggle hints');
  await window.hints.first().waitFor();
});

test('the framework of a note is shown beside its language, and changed', async (window) => {
  await window.page.locator('.statusbar-item[id="status.languageStatus"]').hover();
  const shown = window.page.locator('.hover-language-status', { hasText: 'ML 7-step' });
  await shown.getByText('Change framework').waitFor();
  await window.shot('commands-language-status');
  await window.command('Whyfirst: Change framework of this note', { asks: true });
  await window.choices.first().waitFor();
  await window.shot('commands-framework');
  await window.choose('9-step', /^ML 9-step/);
  await window.goTo(1);
  await window.seen(window.lines, /framework: ml-9-step/);
  const text = await window.save('ads.md');
  assert.match(text, /^---\nwhyfirst: *\{? *framework: ml-9-step/);
  assert.ok(text.endsWith(note));
});

test('an interview is practised against the clock', async (window) => {
  await window.command('Whyfirst: Start practice', { asks: true });
  await window.choose('35', /^35 minutes/);
  await window.page.locator('.notification-list-item, .statusbar-item').filter({ hasText: 'Practice, 35 min' }).first().waitFor();
  await window.goTo(4);
  await window.seen(window.lines, /Clarify requirements.*\d min/);
  await window.shot('commands-practice');
  await window.command('Whyfirst: Stop practice');
  await window.preview.filter({ hasText: 'planned' }).waitFor();
  await window.shot('commands-practice-stopped');
  await window.closeBeside();
});

test('the log shows what is said between VS Code and the server, when asked to', async (window) => {
  await window.command('Developer: Set Log Level...', { asks: true });
  await window.choose('Whyfirst', /^Whyfirst/);
  await window.choose('Trace', /^Trace/);
  await window.goTo(1);
  await window.type(' ');
  await until('the change is in the log', () => /textDocument\/didChange/.test(window.server.log()));
});

test('the walkthrough opens', async (window) => {
  await window.command('Welcome: Open Walkthrough...', { asks: true });
  await window.choose('Write a design answer', /Write a design answer with Whyfirst/);
  await window.page.locator('.gettingStartedContainer', { hasText: 'Start an answer' }).waitFor();
  await window.shot('commands-walkthrough');
});

test.nothingWentWrong();
