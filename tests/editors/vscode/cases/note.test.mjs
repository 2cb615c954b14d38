// What a writer sees and does in a note.
import assert from 'node:assert/strict';
import { note, readme, section } from '../lib/notes.mjs';
import { scene } from '../lib/scene.mjs';
import { program } from '../lib/surroundings.mjs';
import { until } from '../lib/wait.mjs';

const test = scene('note', {
  file: 'ads.md',
  files: { 'ads.md': note, 'completed.md': note, 'fixed.md': note, 'last.md': note, 'README.md': readme, 'plain.txt': 'No Markdown.\n' },
  path: program,
  settings: { 'files.defaultLanguage': 'markdown' },
});

test('the status bar says that the server runs', async (window) => {
  assert.match(await window.status('running').textContent(), /Whyfirst/);
});

test('a skipped step is underlined and listed', async (window) => {
  await window.squiggles.first().waitFor();
  await window.press('Control+Shift+M');
  const listed = await window.seen(window.problems, /“Frame as an ML task” is skipped/);
  assert.match(listed, /whyfirst.*skipped-step/);
  await window.seen(window.problems, /“Develop the model” is skipped/);
  await window.shot('note-problems');
  await window.hidePanel();
});

test('the heading of a step says what is open', async (window) => {
  // A hint has parts: what is seen is the line.
  await window.seen(window.lines, /\d+\/\d+ · open: /);
  await window.seen(window.lines, /still ahead: Deploy and serve/);
  await window.shot('note-hints');
});

test('hints have the colours of the theme, whichever it is', async (window) => {
  /** A hint has the colour that the theme names. */
  const isOfTheTheme = async () => {
    const [hint, named] = await window.hints.first().evaluate((hint) => {
      const probe = hint.parentElement.appendChild(document.createElement('span'));
      probe.style.color = 'var(--vscode-editorInlayHint-foreground)';
      const colours = [hint, probe].map((element) => getComputedStyle(element).color);
      probe.remove();
      return colours;
    });
    assert.match(hint, /^rgb/);
    assert.equal(hint, named);
  };
  await isOfTheTheme();
  await window.command('Preferences: Toggle between Light/Dark Themes');
  await until('the theme is dark', () => window.page.locator('.monaco-workbench.vs-dark').count());
  await isOfTheTheme();
  await window.shot('note-dark');
  await window.command('Preferences: Toggle between Light/Dark Themes');
  await until('the theme is light', () => window.page.locator('.monaco-workbench.vs').count());
});

test('hovering over a term shows its card', async (window) => {
  await window.goTo(15, 23);
  await window.press('Control+k', 'Control+i');
  await window.hover.filter({ hasText: /log loss/i }).first().waitFor();
  await window.picture('hover');
  await window.press('Escape');
});

test('hovering over the heading of a step shows why the step is there', async (window) => {
  await window.goTo(8, 6);
  await window.press('Control+k', 'Control+i');
  await window.hover.filter({ hasText: /open/i }).first().waitFor();
  await window.shot('note-hover-step');
  await window.press('Escape');
});

test('# brings the next step with its prompts', async (window) => {
  await window.show('completed.md');
  await window.hints.first().waitFor();
  await window.goTo(17);
  assert.equal(await window.suggestions.count(), 0);
  await window.type('#');
  await window.suggestions.first().waitFor();
  await window.picture('menu');
  assert.match(await window.suggestions.first().getAttribute('aria-label'), /Deploy and serve/);
  await window.press('Enter');
  await window.seen(window.lines, /Deploy and serve/);
  await window.shot('note-completion-accepted');
  const accepted = await window.save('completed.md');
  assert.equal(accepted, note + section('Deploy and serve'));
  // The first prompt is selected: what is typed takes its place, and Tab goes on to the next.
  await window.type('first');
  await window.press('Tab');
  await window.type('second');
  const before = accepted.split('\n');
  const filled = (await window.save('completed.md')).split('\n').filter((line) => !before.includes(line));
  assert.match(filled.join('\n'), /^- [^:]+: first\b[^]*\bsecond\b/);
});

test('a quick fix puts a skipped step in its place', async (window) => {
  await window.show('fixed.md');
  await window.squiggles.first().waitFor();
  await window.goTo(8, 4);
  const fix = window.page.locator('.action-widget .monaco-list-row', { hasText: 'Insert “Frame as an ML task” with its prompts' });
  await until('the fixes are listed', async () => {
    // The list closes by itself when the findings arrive anew behind it.
    if (!(await fix.isVisible())) await window.press('Control+.');
    await fix.waitFor({ timeout: 5000 });
    return true;
  });
  await window.picture('quick-fix');
  await window.press('Enter');
  await window.seen(window.lines, /## Frame as an ML task/);
  await window.shot('note-quick-fix-applied');
  const [before, after] = note.split(/(?=## Prepare data)/);
  assert.equal(await window.save('fixed.md'), `${before}${section('Frame as an ML task')}\n\n${after}`);
});

test('a new file that is not saved yet can become a note', async (window) => {
  await window.command('File: New Untitled Text File');
  await window.page.locator('.tab.active', { hasText: 'Untitled-1' }).waitFor();
  await window.status('running').waitFor();
  await window.focus();
  await window.press('Control+Space');
  await window.suggestions.first().waitFor();
  await window.shot('note-untitled');
  await window.press('Enter');
  await window.seen(window.lines, /^## 1\. Clarify requirements$/);
  await window.shot('note-untitled-outline');
});

test('a file that is no design note is left alone', async (window) => {
  await window.show('README.md');
  // The answers on a note that is opened later have come, so those on the first file have come too.
  await window.show('last.md');
  await window.squiggles.first().waitFor();
  await window.hints.first().waitFor();
  await window.show('README.md');
  await window.seen(window.lines, /^# tidyfiles$/);
  assert.equal(await window.squiggles.count(), 0);
  assert.equal(await window.hints.count(), 0);
  await window.shot('note-readme');
});

test('beside a file that is not Markdown the status bar says nothing', async (window) => {
  await window.show('plain.txt');
  await window.status().waitFor({ state: 'hidden' });
});

test.nothingWentWrong();
