// A program in place of the server, which behaves as it is told at the moment.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { program } from './surroundings.mjs';

// Its output stays open as long as its input.
const listen = 'while read -r _; do :; done';

const ways = {
  works: `exec '${program}' "$@"`,
  'ends at once': 'exit 3',
  'speaks another language': String.raw`printf 'Hello: what can I do for you?\r\n\r\n'; ${listen}`,
  'says nothing': listen,
  'refuses to be initialised': String.raw`printf 'Content-Length: 69\r\n\r\n{"jsonrpc":"2.0","id":0,"error":{"code":-32603,"message":"I am out"}}'; ${listen}`,
};

export class StandIn {
  constructor(way) {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'whyfirst-stand-in-'));
    this.path = path.join(this.folder, 'whyfirst');
    this.behave(way);
  }

  behave(way) {
    const script = `#!/bin/sh\necho "$$ $*" >>'${this.folder}/starts'\n${ways[way]}\n`;
    // Put in place in one go: it may be started at any moment.
    fs.writeFileSync(`${this.path}.new`, script, { mode: 0o755 });
    fs.renameSync(`${this.path}.new`, this.path);
  }

  /** A line for each start: the process, and the arguments. */
  get starts() {
    const file = path.join(this.folder, 'starts');
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n') : [];
  }

  kill() {
    process.kill(Number.parseInt(this.starts.at(-1), 10), 'SIGKILL');
  }

  remove() {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
