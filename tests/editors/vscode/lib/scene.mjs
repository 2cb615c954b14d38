// A file of tests has one window, which is opened before the first of them.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Window } from './window.mjs';

/** Returns a function that defines a test; each test gets the window, as the one before has left it. `ready`: what the status bar says first. */
export function scene(name, options, { ready = 'running' } = {}) {
  let window;
  before(async () => {
    window = await Window.open(options);
    if (ready !== undefined) await pictured('opening', () => window.status(ready).waitFor());
  });
  after(() => window?.close());

  /** A picture of the moment of failure says more than the words of the error. */
  const pictured = async (what, run) => {
    try {
      await run();
    } catch (error) {
      await window.shot(`${name}-failed-${what.replace(/\W+/g, '-')}`);
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
