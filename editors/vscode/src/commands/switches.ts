import { ConfigurationTarget, workspace } from 'vscode';

/** Where a setting has been set, the narrowest place that counts; the user's settings where nowhere. */
function placeOf(section: string, key: string): ConfigurationTarget {
  const set = workspace.getConfiguration(section).inspect(key);
  return set?.workspaceValue === undefined ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
}

/** All hints off, or, where all are off, all as they are by default. */
export async function toggleHints(): Promise<void> {
  const settings = workspace.getConfiguration('whyfirst');
  // Those of the manifest, which are those of the server.
  const kinds = Object.keys(settings.get<object>('hints', {})).map((kind) => `hints.${kind}`);
  const known = kinds.filter((key) => settings.inspect(key)?.defaultValue !== undefined);
  const off = known.some((key) => settings.get(key) === true);
  for (const key of known) {
    const byDefault = settings.inspect(key)?.defaultValue === true;
    // Switched back on is as if it had never been set, unless a wider setting would then keep it off.
    const place = placeOf('whyfirst', key);
    const wider = place === ConfigurationTarget.Workspace && settings.inspect(key)?.globalValue === false;
    await settings.update(key, off ? false : wider ? byDefault : undefined, place);
  }
}
