import { commands, type ExtensionContext, window, workspace } from 'vscode';
import { Keeper } from './keeper';
import { StatusItem } from './status';

let keeper: Keeper | undefined;

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('Whyfirst', { log: true });
  const status = new StatusItem();
  const kept = (keeper = new Keeper(context.extensionPath, log, status));
  context.subscriptions.push(
    log,
    status,
    commands.registerCommand('whyfirst.ui.restart', () => kept.restart()),
    commands.registerCommand('whyfirst.ui.showLog', () => log.show()),
    // Trust that is given to a folder changes the setting too, if the folder has a value for it.
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('whyfirst.server.path')) void kept.restart();
    }),
  );
  void kept.restart();
}

export async function deactivate(): Promise<void> {
  await keeper?.end();
}
