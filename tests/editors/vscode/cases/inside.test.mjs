// What the extension answers, as values: the tests in ../inside run in VS Code's own extension host.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { note, readme } from '../lib/notes.mjs';
import { suggesting } from '../lib/scene.mjs';
import { program } from '../lib/surroundings.mjs';
import { patience, until } from '../lib/wait.mjs';
import { Window } from '../lib/window.mjs';

const inside = path.resolve(import.meta.dirname, '../inside');

test('in the extension host', async (t) => {
  let exit;
  const window = await Window.open({
    files: { 'ads.md': note, 'beside.md': note, 'completed.md': note, 'fixed.md': note, 'missing.md': note, 'last.md': note, 'README.md': readme, 'notes.txt': note },
    path: program,
    settings: suggesting,
    inside,
    ended: (code) => (exit = { code }),
  });
  t.after(() => window.close());
  await until('the tests have run', () => exit, 4 * patience);
  const { version, results } = JSON.parse(fs.readFileSync(path.join(window.server.folder, 'results.json'), 'utf8'));
  assert.ok(results.length > 0);
  for (const { name, error } of results) await t.test(`${name} (${version})`, () => assert.equal(error, undefined, error));
});
