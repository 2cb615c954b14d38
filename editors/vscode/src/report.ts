import { commands, env, type LogOutputChannel, window } from 'vscode';

const settings = 'Open settings';
const showLog = 'Show log';

/** Tells the user what is wrong, with a way to act on it. */
export function report(trouble: string, log: LogOutputChannel): void {
  log.error(trouble);
  void window.showErrorMessage(trouble, settings, showLog).then((choice) => {
    if (choice === settings) void commands.executeCommand(openSettings(), { query: 'whyfirst.server.path' });
    if (choice === showLog) log.show();
  });
}

/** In a remote window the path is one of the remote machine, and the settings of this one do not even show it. */
function openSettings(): string {
  return env.remoteName === undefined ? 'workbench.action.openSettings' : 'workbench.action.openRemoteSettings';
}
