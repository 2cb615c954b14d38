// package.mjs [PLACE] [--target TARGET --server PROGRAM]: makes the package that users get, with the server inside if one is given.
//
// PLACE is a file or a folder, by default this one. TARGET is a platform as the Marketplace names it (linux-x64, darwin-arm64 …), or the triple for which Rust has built the program.
import { createVSIX } from '@vscode/vsce';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const platforms = {
  'x86_64-unknown-linux-gnu': 'linux-x64',
  'aarch64-unknown-linux-gnu': 'linux-arm64',
  'armv7-unknown-linux-gnueabihf': 'linux-armhf',
  'x86_64-unknown-linux-musl': 'alpine-x64',
  'aarch64-unknown-linux-musl': 'alpine-arm64',
  'x86_64-apple-darwin': 'darwin-x64',
  'aarch64-apple-darwin': 'darwin-arm64',
  'x86_64-pc-windows-msvc': 'win32-x64',
  'aarch64-pc-windows-msvc': 'win32-arm64',
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { target: { type: 'string' }, server: { type: 'string' } } });
const target = platforms[values.target] ?? values.target;
if (positionals.length > 1) fail('there is more than one place');
if ((target === undefined) !== (values.server === undefined)) fail('--target and --server go together');
if (target !== undefined && !Object.values(platforms).includes(target)) fail(`there is no platform ${target}`);

const folder = import.meta.dirname;
const { repository, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
/** Where the README's links and pictures lead to: the packager does not know that this is a folder of its repository. */
const address = (kind) => `${repository.url.replace(/\.git$/, '')}/${kind}/HEAD/${repository.directory}`;

const server = path.join(folder, 'server');
const place = path.resolve(positionals[0] ?? folder);
const name = ['whyfirst', version, ...(target === undefined ? [] : [target])].join('-');
const packagePath = statSync(place, { throwIfNoEntry: false })?.isDirectory() ? path.join(place, `${name}.vsix`) : place;
// What an interrupted run has left must not get into a package that is to hold none, or another.
rmSync(server, { recursive: true, force: true });
try {
  if (target !== undefined) {
    const program = path.join(server, target.startsWith('win32-') ? 'whyfirst.exe' : 'whyfirst');
    mkdirSync(server);
    cpSync(values.server, program);
    chmodSync(program, 0o755);
  }
  const options = { cwd: folder, packagePath, dependencies: false, baseContentUrl: address('blob'), baseImagesUrl: address('raw') };
  await createVSIX(target === undefined ? options : { ...options, target });
} finally {
  rmSync(server, { recursive: true, force: true });
}

function fail(why) {
  console.error(`package: ${why}\nusage: package.mjs [PLACE] [--target TARGET --server PROGRAM]`);
  process.exit(2);
}
