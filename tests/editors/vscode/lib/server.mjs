// VS Code's own server with folders of its own, on a free port of this machine.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { codeServer, extension, node } from './surroundings.mjs';
import { patience } from './wait.mjs';

/** Settings that silence whatever asks, moves, or wants the network. */
const calm = {
  'chat.disableAIFeatures': true,
  'editor.cursorBlinking': 'solid',
  'editor.hover.delay': 100,
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'window.title': '${activeEditorShort}',
  'workbench.colorTheme': 'Default Light Modern',
  'workbench.commandPalette.history': 0,
  'workbench.editor.useModal': 'off',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

export class Server {
  /**
   * `path`: what the setting whyfirst.server.path says. `searched`: folders that come first in PATH. `driven`: by tests inside it.
   * @param {{path?: string, settings?: object, files?: Record<string, string>, trusted?: boolean, searched?: string[], driven?: boolean}} options
   */
  static async start({ path: named, settings = {}, files = {}, trusted = true, searched = [], driven = false }) {
    const server = new Server();
    const root = (server.root = fs.mkdtempSync(path.join(os.tmpdir(), 'whyfirst-vscode-')));
    server.user = path.join(root, 'user');
    server.extensions = path.join(root, 'extensions');
    server.folder = path.join(root, 'notes');
    for (const folder of ['user/User', 'user/Machine', 'extensions', 'notes', 'home']) fs.mkdirSync(path.join(root, folder), { recursive: true });
    fs.writeFileSync(path.join(server.user, 'User/settings.json'), JSON.stringify({ ...calm, ...settings }));
    server.name(named);
    for (const [name, text] of Object.entries(files)) server.write(name, text);
    fs.writeFileSync(path.join(root, 'config.yaml'), 'auth: none\n');

    const environment = environmentFor(path.join(root, 'home'));
    // VS Code asks the login shell for PATH, and programs that a user installs get into it there.
    fs.writeFileSync(path.join(root, 'home/.profile'), `PATH='${searched.join(':')}':"$PATH"\n`);
    const own = ['--user-data-dir', server.user, '--extensions-dir', server.extensions, '--config', path.join(root, 'config.yaml')];
    const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];
    execFileSync(node, [codeServer, ...own, '--install-extension', extension], { env: environment, stdio: 'pipe' });
    const all = [...own, ...quiet, '--auth', 'none', '--bind-addr', '127.0.0.1:0', ...(trusted ? ['--disable-workspace-trust'] : [])];
    // Lets what a page asks for run inside the extension host.
    if (driven) all.push('--vscode-option', 'enable-smoke-test-driver');
    // A group of its own, so that all of it can be ended.
    server.process = spawn(node, [codeServer, ...all], { env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    server.port = await server.#listening();
    return server;
  }

  #listening() {
    return new Promise((resolve, reject) => {
      let said = '';
      const hear = (data) => {
        said += data;
        const port = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
        if (port !== undefined) resolve(Number(port));
      };
      this.process.stdout.on('data', hear);
      this.process.stderr.on('data', hear);
      this.process.on('exit', (code) => reject(new Error(`code-server ended with ${code}:\n${said}`)));
      setTimeout(() => reject(new Error(`code-server does not listen:\n${said}`)), 4 * patience).unref();
    });
  }

  /** Says which program is run. It is a setting of the machine, and this window is a remote one: there it stands in a file of its own. */
  name(program) {
    const file = path.join(this.user, 'Machine/settings.json');
    fs.writeFileSync(file, JSON.stringify({ 'whyfirst.server.path': program }));
  }

  /** A file of the open folder. */
  path(name) {
    return path.join(this.folder, name);
  }

  write(name, text) {
    fs.mkdirSync(path.dirname(this.path(name)), { recursive: true });
    fs.writeFileSync(this.path(name), text);
  }

  read(name) {
    return fs.readFileSync(this.path(name), 'utf8');
  }

  /** What the extension wrote into its output channel. */
  log() {
    return this.#logs('Whyfirst.log');
  }

  /** Whether the extension host has started what belongs to every window. */
  hasStarted() {
    return this.#logs('remoteexthost.log').includes('Eager extensions activated');
  }

  #logs(ending) {
    const logs = fs.readdirSync(path.join(this.user, 'logs'), { recursive: true }).filter((name) => name.endsWith(ending));
    return logs.map((name) => fs.readFileSync(path.join(this.user, 'logs', name), 'utf8')).join('');
  }

  async stop() {
    if (this.process.exitCode === null) {
      const gone = new Promise((resolve) => this.process.once('exit', resolve));
      process.kill(-this.process.pid, 'SIGTERM');
      const last = setTimeout(() => process.kill(-this.process.pid, 'SIGKILL'), 5000);
      await gone;
      clearTimeout(last);
    }
    fs.rmSync(this.root, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** Nothing of this user, and nothing by which a VS Code or npm around us would be felt. */
function environmentFor(home) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|CODE_SERVER_|npm_|XDG_|NODE_|WHYFIRST_)/i.test(name));
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    SHELL: '/bin/bash',
    // No marketplace, so nothing is looked up there.
    EXTENSIONS_GALLERY: '{}',
  };
}
