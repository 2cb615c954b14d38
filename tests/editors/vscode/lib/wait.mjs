import { setTimeout as pause } from 'node:timers/promises';

/** A wait ends as soon as the thing is there: only a failure takes these milliseconds, also on a busy machine. */
export const patience = Number(process.env.WHYFIRST_TEST_PATIENCE ?? 60) * 1000;

/** Waits until the function returns something true, and returns that. */
export async function until(what, look, longest = patience) {
  const end = Date.now() + longest;
  for (;;) {
    let last;
    try {
      last = await look();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited in vain until ${what}; last seen: ${last}`);
    await pause(100);
  }
}
