// Where the extension takes the server from.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { note } from '../lib/notes.mjs';
import { scene, suggesting } from '../lib/scene.mjs';
import { StandIn } from '../lib/stand-in.mjs';
import { until } from '../lib/wait.mjs';

const searched = new StandIn('works');
const named = new StandIn('works');
after(() => [searched, named].forEach((standIn) => standIn.remove()));

const test = scene('finding', { file: 'ads.md', files: { 'ads.md': note }, searched: [searched.folder], settings: suggesting });

test('without a setting and a bundled server, the one in PATH is run', async (window) => {
  await window.squiggles.first().waitFor();
  assert.match(searched.starts.join(), /^\d+ lsp$/);
});

test('a bundled server comes before PATH', async (window) => {
  const [installed] = fs.readdirSync(window.server.extensions).filter((name) => name.startsWith('whyfirst.whyfirst-'));
  const folder = path.join(window.server.extensions, installed, 'server');
  fs.mkdirSync(folder);
  fs.symlinkSync(named.path, path.join(folder, 'whyfirst'));
  await window.command('Whyfirst: Restart server');
  await until('the bundled server is started', () => named.starts.length === 1);
  await window.status('running').waitFor();
  assert.equal(searched.starts.length, 1);
  fs.rmSync(folder, { recursive: true });
});

test('the setting comes first, and counts as soon as it is changed', async (window) => {
  window.server.name(named.path);
  await until('the server that the setting names is started', () => named.starts.length === 2);
  await window.status('running').waitFor();
  assert.equal(searched.starts.length, 1);
  assert.deepEqual(await window.takeNotifications(), []);
  assert.doesNotMatch(window.server.log(), /didChangeConfiguration failed/);
});

test.nothingWentWrong();
