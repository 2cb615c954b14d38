// A file of tests has one window, which is opened before the first of them.
import { after, before, beforeEach, test } from 'node:test';
import assert from 'node:assert/strict';
import { Window } from './window.mjs';

/** Returns a function that defines a test; each test gets the window. `options` may be a function, for what is known only at the start. */
export function scene(name, options, { ready = 'running' } = {}) {
  let window;
  before(async () => {
    window = await Window.open(typeof options === 'function' ? options() : options);
    if (ready !== undefined) await window.status(ready).waitFor();
  });
  beforeEach(() => window.press('Escape'));
  after(() => window?.close());

  const define = (title, run) =>
    test(title, async () => {
      try {
        await run(window);
      } catch (error) {
        // A picture of that moment says more than the words of the error.
        await window.shot(`${name}-failed-${title.replace(/\W+/g, '-')}`);
        throw error;
      }
    });
  /** The last test of each file. */
  define.nothingWentWrong = () =>
    define('nothing goes wrong inside the window, and nothing leaves this machine', () => {
      assert.deepEqual(window.errors, []);
      assert.deepEqual(window.requestsOutside, []);
    });
  return define;
}
