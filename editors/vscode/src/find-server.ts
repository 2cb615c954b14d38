import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

/** The server's program, or what to tell the user. */
export type Found = { path: string } | { path?: undefined; trouble: string };

const program = process.platform === 'win32' ? 'whyfirst.exe' : 'whyfirst';

/**
 * What the setting names, or else what came with the extension, or else what is in PATH. Always an absolute path: with a bare name, some
 * systems look into the open folder first, and would run what lies there.
 */
export async function findServer(setting: string, extensionPath: string): Promise<Found> {
  const wanted = setting.trim();
  if (wanted !== '') return named(wanted);
  const places = [path.join(extensionPath, 'server'), ...(process.env['PATH'] ?? '').split(path.delimiter)];
  for (const place of places.filter((place) => path.isAbsolute(place))) {
    const candidate = path.join(place, program);
    if (await isProgram(candidate)) return { path: candidate };
  }
  return {
    trouble:
      'Whyfirst has no server to run: there is none in the extension and none in your PATH. ' +
      'Install it with “cargo install --locked whyfirst”, or name the program in the setting whyfirst.server.path.',
  };
}

/** A setting that is wrong is said to be wrong. Running another program in its place would only hide that. */
async function named(wanted: string): Promise<Found> {
  const file = /^~[/\\]/.test(wanted) ? path.join(homedir(), wanted.slice(2)) : wanted;
  if (path.isAbsolute(file) && (await isProgram(file))) return { path: file };
  const why = path.isAbsolute(file) ? 'no program is there' : 'that is not an absolute path';
  return { trouble: `Whyfirst cannot run “${wanted}”: ${why}. Correct or clear the setting whyfirst.server.path.` };
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
