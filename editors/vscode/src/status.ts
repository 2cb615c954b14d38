import { type Disposable, StatusBarAlignment, ThemeColor, window, workspace } from 'vscode';
import { noteEditor } from './notes';

export type Status = 'starting' | 'running' | 'stopped';

const icons: Record<Status, string> = { starting: '$(sync~spin)', running: '$(check)', stopped: '$(error)' };

/** Says in the status bar how the server is, while a note is being worked on. */
export class StatusItem implements Disposable {
  readonly #item = window.createStatusBarItem('whyfirst.status', StatusBarAlignment.Right, 10);
  readonly #listeners: Disposable[];

  constructor() {
    this.#item.name = 'Whyfirst';
    this.#item.command = { command: 'whyfirst.ui.showLog', title: 'Show log' };
    this.show('stopped');
    this.#listeners = [
      window.onDidChangeActiveTextEditor(() => this.#followEditor()),
      window.onDidChangeVisibleTextEditors(() => this.#followEditor()),
      // A document whose language changes is closed and opened again.
      workspace.onDidOpenTextDocument(() => this.#followEditor()),
    ];
    this.#followEditor();
  }

  show(status: Status, detail?: string): void {
    this.#item.text = `${icons[status]} Whyfirst`;
    const sentence = `Whyfirst: the server is ${status}`;
    this.#item.tooltip = detail === undefined ? sentence : `${sentence} (${detail})`;
    this.#item.accessibilityInformation = { label: `Whyfirst, ${status}`, role: 'button' };
    this.#item.backgroundColor = status === 'stopped' ? new ThemeColor('statusBarItem.errorBackground') : undefined;
  }

  dispose(): void {
    this.#item.dispose();
    for (const listener of this.#listeners) listener.dispose();
  }

  #followEditor(): void {
    if (noteEditor() === undefined) this.#item.hide();
    else this.#item.show();
  }
}
