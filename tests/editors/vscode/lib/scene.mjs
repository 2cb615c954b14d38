// A file of tests has one window, which is opened before the first of them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { shots } from './surroundings.mjs';
import { Window } from './window.mjs';

/** Settings under which the extension has nothing to offer: what is shown is what went wrong. */
export const suggesting = { '[markdown]': { 'editor.quickSuggestions': { other: true } } };

/** Returns a function that defines a test; each test gets the window, as the one before has left it. `ready`: what the status bar says first, or null. */
export function scene(name, options, { ready = 'running' } = {}) {
  let window;
  before(async () => {
    window = await Window.open(options);
    if (ready !== null) await pictured('opening', () => window.status(ready).waitFor());
  });
  after(() => window?.close());

  /** A picture and the log at the moment of failure say more than the words of the error. */
  const pictured = async (what, run) => {
    try {
      await run();
    } catch (error) {
      const shot = `${name}-failed-${what.replace(/\W+/g, '-')}`;
      await window.shot(shot);
      fs.writeFileSync(path.join(shots, `${shot}.log`), window.server.log());
      throw error;
    }
  };
  const define = (title, run) => test(title, () => pictured(title, () => run(window)));
  /** The last test of each file. */
  define.nothingWentWrong = () =>
    define('nothing goes wrong inside the window, and nothing leaves this machine', () => {
      assert.deepEqual(window.errors, []);
      assert.deepEqual(window.requestsOutside, []);
    });
  return define;
}
