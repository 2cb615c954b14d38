// settings.mjs PROGRAM: writes the settings that the server has, and says of themselves, into package.json. A test fails when they differ.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const [program = 'whyfirst'] = process.argv.slice(2);
/** Settings of the client itself: which server, and how much it is listened to. */
const own = /^whyfirst\.(server|trace)\./;

const file = new URL('package.json', import.meta.url);
const manifest = JSON.parse(readFileSync(file, 'utf8'));
const { configuration } = manifest.contributes;
const rows = JSON.parse(execFileSync(program, ['schema', 'settings'], { encoding: 'utf8' }));
configuration.properties = Object.fromEntries([
  ...Object.entries(configuration.properties).filter(([key]) => own.test(key)),
  // In the order of the server, which groups what belongs together; VS Code would sort by name.
  ...rows.map(({ key, description, ...schema }, order) => [key, { ...schema, markdownDescription: description, scope: 'window', order }]),
]);
writeFileSync(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
