// One clear message, whatever is wrong with the server.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { note } from '../lib/notes.mjs';
import { scene, suggesting } from '../lib/scene.mjs';
import { StandIn } from '../lib/stand-in.mjs';
import { until } from '../lib/wait.mjs';

const standIn = new StandIn('works');
after(() => standIn.remove());

const test = scene(
  'trouble',
  { file: 'ads.md', files: { 'ads.md': note }, path: '/nowhere/whyfirst', settings: suggesting },
  { ready: 'stopped' },
);

const onlyMessage = async (window, pattern) => {
  const messages = await window.takeNotifications();
  assert.equal(messages.length, 1, JSON.stringify(messages));
  assert.match(messages[0], pattern);
};

test('a wrong path brings one message, which leads to the log and to the settings', async (window) => {
  const toast = window.toasts.filter({ hasText: '/nowhere/whyfirst' });
  await toast.waitFor();
  await window.shot('trouble-wrong-path');
  assert.deepEqual(await toast.locator('.monaco-button').allTextContents(), ['Open settings', 'Show log']);
  await onlyMessage(window, /cannot run “\/nowhere\/whyfirst”: no program is there/);
  await window.command('Whyfirst: Restart server');
  await toast.locator('.monaco-button', { hasText: 'Open settings' }).click();
  await window.page.locator('.settings-editor .setting-item', { hasText: 'Server: Path' }).waitFor();
  await window.shot('trouble-settings');
  await window.show('ads.md');
  await window.command('Whyfirst: Restart server');
  await window.hidePanel();
  await toast.locator('.monaco-button', { hasText: 'Show log' }).click();
  await window.page.locator('.output-view .view-line', { hasText: 'nowhere' }).first().waitFor();
  await window.status('stopped').waitFor();
  await window.shot('trouble-log');
  await window.takeNotifications();
});

test('a path that is put right is used at once', async (window) => {
  window.server.name(standIn.path);
  await until('the server is started', () => standIn.starts.length === 1);
  await window.status('running').waitFor();
  await window.squiggles.first().waitFor();
  assert.deepEqual(await window.takeNotifications(), []);
});

for (const [way, pattern] of [
  ['ends at once', /could not start its server/],
  ['refuses to be initialised', /could not start its server/],
  ['speaks another language', /not what a Whyfirst server would say/],
  ['says nothing', /could not start its server/],
]) {
  test(`a server that ${way} brings one message`, async (window) => {
    standIn.behave(way);
    await window.command('Whyfirst: Restart server');
    await window.toasts.filter({ hasText: pattern }).waitFor();
    await window.status('stopped').waitFor();
    await onlyMessage(window, pattern);
  });
}

test('a server that has not answered yet can be replaced', async (window) => {
  standIn.behave('says nothing');
  await window.command('Whyfirst: Restart server');
  await window.status('starting').waitFor();
  standIn.behave('works');
  await window.command('Whyfirst: Restart server');
  await window.status('running').waitFor();
  await window.squiggles.first().waitFor();
  assert.deepEqual(await window.takeNotifications(), []);
});

test('a server that crashes is started again four times, then left alone with one message', async (window) => {
  const runs = () => window.server.log().split('The server runs').length;
  for (let crash = 1; crash <= 4; crash += 1) {
    const before = runs();
    standIn.kill();
    await until('it runs again', () => runs() === before + 1);
    await window.status('running').waitFor();
  }
  await window.squiggles.first().waitFor();
  assert.deepEqual(await window.takeNotifications(), []);
  const starts = standIn.starts.length;
  standIn.kill();
  await window.status('stopped').waitFor();
  await window.shot('trouble-crashes');
  await onlyMessage(window, /ended 5 times within 3 minutes/);
  assert.equal(standIn.starts.length, starts);
  await window.command('Whyfirst: Restart server');
  await window.status('running').waitFor();
});

test.nothingWentWrong();
