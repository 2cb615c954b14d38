// Where things are, told by `run`.
import { createRequire } from 'node:module';
import path from 'node:path';

const told = (name) => process.env[name] ?? fail(`${name} is not set: start the tests with tests/editors/vscode/run`);
const fail = (why) => {
  throw new Error(why);
};

const installed = told('WHYFIRST_WORKBENCH');

export const program = told('WHYFIRST_BIN');
export const extension = told('WHYFIRST_VSIX');
/** The extension's sources. */
export const client = path.resolve(import.meta.dirname, '../../../../editors/vscode');
export const shots = path.join(told('WHYFIRST_TEST_CACHE'), 'shots', path.basename(installed));
export const node = path.join(installed, 'node/node');
export const codeServer = path.join(installed, 'server/node_modules/code-server/out/node/entry.js');
export const { chromium } = createRequire(path.join(installed, 'driver/'))('playwright-core');
/** Whether the pictures of the README are taken anew; those of the newest workbench are. */
export const updatesPictures = process.env.UPDATE_PICTURES !== undefined && !installed.endsWith('-oldest');
