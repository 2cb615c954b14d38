import { commands, type LogOutputChannel, window } from 'vscode';

const settings = 'Open settings';
const showLog = 'Show log';

/** Tells the user what is wrong, with a way to act on it. */
export function report(trouble: string, log: LogOutputChannel): void {
  log.error(trouble);
  void window.showErrorMessage(trouble, settings, showLog).then((choice) => {
    if (choice === settings) void commands.executeCommand('workbench.action.openSettings', 'whyfirst.server.path');
    if (choice === showLog) log.show();
  });
}
