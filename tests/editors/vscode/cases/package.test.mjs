// What users get: the files of the package, what it says of itself, and the kind that holds the server.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { StandIn } from '../lib/stand-in.mjs';
import { client, codeServer, extension, node, program } from '../lib/surroundings.mjs';

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'whyfirst-package-'));
const bundled = new StandIn('works');
after(() => {
  fs.rmSync(work, { recursive: true, force: true });
  bundled.remove();
});

/** Installs a package, and returns its folder. */
function install(vsix, name) {
  const [extensions, user] = ['extensions', 'user'].map((kind) => path.join(work, name, kind));
  const own = ['--extensions-dir', extensions, '--user-data-dir', user, '--config', path.join(work, 'config.yaml')];
  execFileSync(node, [codeServer, ...own, '--install-extension', vsix], { stdio: 'pipe', env: { ...process.env, EXTENSIONS_GALLERY: '{}' } });
  const [folder] = fs.readdirSync(extensions).filter((found) => found.startsWith('whyfirst.whyfirst-'));
  return path.join(extensions, folder);
}

const installed = install(extension, 'plain');
const files = fs.readdirSync(installed, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const names = files.map((entry) => path.relative(installed, path.join(entry.parentPath, entry.name))).sort();
const read = (name) => fs.readFileSync(path.join(installed, name), 'utf8');
const manifest = JSON.parse(read('package.json'));

test('the package holds what runs and what is shown, and nothing else', () => {
  const expected = /^(\.vsixmanifest|package\.json|icon\.png|readme\.md|changelog\.md|LICENSE\.txt|dist\/(extension\.js|third-party-licenses\.txt)|walkthrough\/\w+\.(md|png))$/;
  assert.deepEqual(names.filter((name) => !expected.test(name)), []);
  for (const name of ['dist/extension.js', 'icon.png', 'readme.md', 'changelog.md', 'LICENSE.txt']) assert.ok(names.includes(name), name);
  const size = fs.statSync(extension).size;
  assert.ok(size < 400_000, `${size} bytes`);
});

test('what it says of itself is complete', () => {
  const { icon, repository, bugs, homepage, license, categories, keywords, galleryBanner, description, contributes } = manifest;
  for (const [what, value] of Object.entries({ icon, repository, bugs, homepage, license, galleryBanner, description })) assert.ok(value, what);
  assert.ok(categories.length > 0 && keywords.length > 0 && keywords.length <= 30);
  assert.match(read('changelog.md'), new RegExp(`^## ${manifest.version.replaceAll('.', '\\.')}`, 'm'));
  assert.match(read('LICENSE.txt'), /MIT/);
  for (const { steps } of contributes.walkthroughs) {
    for (const { media } of steps) for (const file of [media.markdown ?? media.image]) assert.ok(names.includes(file), file);
  }
});

test('every command that is named anywhere is there', () => {
  const known = manifest.contributes.commands.map(({ command }) => command);
  const named = [...JSON.stringify([manifest.contributes.menus, manifest.contributes.walkthroughs]).matchAll(/whyfirst\.ui\.\w+/g)].map(([name]) => name);
  assert.ok(named.length > 0);
  assert.deepEqual(named.filter((name) => !known.includes(name)), []);
  assert.ok(known.every((name) => name.startsWith('whyfirst.ui.')));
});

test('the settings are those of the server', () => {
  const rows = JSON.parse(execFileSync(program, ['schema', 'settings'], { encoding: 'utf8' }));
  const { 'whyfirst.server.path': _, 'whyfirst.trace.server': __, ...ours } = manifest.contributes.configuration.properties;
  const shown = Object.entries(ours).map(([key, { markdownDescription: description, scope, order, ...schema }]) => ({ key, description, ...schema }));
  assert.deepEqual(shown, rows, 'run `npm run settings` in editors/vscode');
});

test('the folder of notes cannot say which server is run, and what does not work is said', () => {
  const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
  assert.equal(untrustedWorkspaces.supported, 'limited');
  assert.deepEqual(untrustedWorkspaces.restrictedConfigurations, ['whyfirst.server.path']);
  assert.equal(virtualWorkspaces.supported, false);
  assert.match(read('readme.md'), /virtual workspaces/);
});

test('the pictures and links of the README lead to what is in the repository', () => {
  const home = `${manifest.repository.url.replace(/\.git$/, '')}/`;
  const links = [...read('readme.md').matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link);
  const pictures = links.filter((link) => link.endsWith('.png'));
  assert.ok(pictures.length > 0);
  for (const link of links.filter((link) => link.startsWith(home))) {
    const [, kind, place] = /^(raw|blob)\/HEAD\/(.+)$/.exec(link.slice(home.length));
    assert.equal(kind, link.endsWith('.png') ? 'raw' : 'blob');
    assert.ok(fs.existsSync(path.join(client, '../..', place)), link);
  }
  for (const link of pictures) assert.ok(link.startsWith(home), link);
});

test('for a platform, the server is inside and can be run', () => {
  const vsix = path.join(work, 'with-server.vsix');
  const asked = ['--target', 'x86_64-unknown-linux-gnu', '--server', bundled.path];
  execFileSync(process.execPath, [path.join(client, 'package.mjs'), vsix, ...asked], { stdio: 'pipe' });
  const folder = install(vsix, 'with-server');
  assert.match(fs.readFileSync(path.join(folder, '.vsixmanifest'), 'utf8'), /TargetPlatform="linux-x64"/);
  const said = execFileSync(path.join(folder, 'server/whyfirst'), ['--version'], { encoding: 'utf8' });
  assert.equal(said.trim(), `whyfirst ${manifest.version}`);
  assert.ok(!fs.existsSync(path.join(client, 'server')), 'nothing is left behind');
});
