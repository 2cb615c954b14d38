// What a folder that nobody trusts yet can make the extension do: nothing.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { note } from '../lib/notes.mjs';
import { scene, suggesting } from '../lib/scene.mjs';
import { StandIn } from '../lib/stand-in.mjs';
import { program } from '../lib/surroundings.mjs';
import { until } from '../lib/wait.mjs';

const brought = new StandIn('works');
after(() => brought.remove());

const test = scene(
  'trust',
  {
    file: 'ads.md',
    files: { 'ads.md': note, '.vscode/settings.json': JSON.stringify({ 'whyfirst.server.path': brought.path }) },
    path: program,
    settings: { ...suggesting, 'security.workspace.trust.startupPrompt': 'always' },
    trusted: false,
  },
  { ready: null },
);

test('without trust the notes are read, by the server of the user', async (window) => {
  const question = window.page.locator('.monaco-dialog-box', { hasText: 'Do you trust the authors' });
  await question.waitFor();
  await question.locator('.monaco-button', { hasText: 'No, I don' }).click();
  await question.waitFor({ state: 'detached' });
  await window.status('running').waitFor();
  await window.squiggles.first().waitFor();
  await window.shot('trust-restricted');
  assert.deepEqual(brought.starts, []);
});

test('with trust the setting of the folder counts', async (window) => {
  await window.command('Workspaces: Manage Workspace Trust');
  await window.page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ }).first().click();
  await until('the server of the folder is started', () => brought.starts.length === 1);
  await window.show('ads.md');
  await window.status('running').waitFor();
  await window.shot('trust-given');
  assert.deepEqual(await window.takeNotifications(), []);
});

test.nothingWentWrong();
