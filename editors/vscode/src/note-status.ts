import { type Disposable, languages, type LanguageStatusItem, StatusBarAlignment, window, workspace } from 'vscode';
import { languages as noteLanguages, noteEditor } from './notes';
import type { Ask, NoteStatus } from './requests';

/** So long after the last change of a note its status is asked for, in milliseconds. */
const pause = 400;

/** Shows how the note in the active editor stands: its coverage in the status bar, its framework and problem beside its language. */
export class NoteStatusItems implements Disposable {
  readonly #coverage = window.createStatusBarItem('whyfirst.coverage', StatusBarAlignment.Right, 11);
  readonly #framework = languageItem('framework', 'Change framework');
  readonly #problem = languageItem('problem', 'Change problem');
  readonly #listeners: Disposable[];
  #timer: NodeJS.Timeout | undefined;
  #asked = 0;

  constructor(
    private readonly ask: Ask,
    private readonly changed: (uri: string, status: NoteStatus) => void,
  ) {
    this.#coverage.name = 'Whyfirst coverage';
    this.#coverage.command = { command: 'whyfirst.ui.showReading', title: 'Show how this note is read' };
    this.#listeners = [
      window.onDidChangeActiveTextEditor(() => this.refreshSoon(0)),
      window.onDidChangeVisibleTextEditors(() => this.refreshSoon(0)),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document === noteEditor()?.document) this.refreshSoon(pause);
      }),
      // What is found changes with configuration too, and then no text has.
      languages.onDidChangeDiagnostics(({ uris }) => {
        const note = noteEditor()?.document.uri.toString();
        if (uris.some((uri) => uri.toString() === note)) this.refreshSoon(pause);
      }),
    ];
  }

  refreshSoon(after: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh(), after);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const thing of [this.#coverage, this.#framework, this.#problem, ...this.#listeners]) thing.dispose();
  }

  async #refresh(): Promise<void> {
    const mine = ++this.#asked;
    const uri = noteEditor()?.document.uri.toString();
    const status = uri === undefined ? undefined : await this.ask('whyfirst.status', { uri });
    if (mine !== this.#asked) return;
    this.#show(status?.designNote === true ? status : undefined);
    if (uri !== undefined && status !== undefined) this.changed(uri, status);
  }

  #show(status: NoteStatus | undefined): void {
    if (status === undefined) {
      this.#coverage.hide();
      this.#framework.selector = this.#problem.selector = [];
      return;
    }
    const { covered, total, findings, next, framework, problem } = status;
    this.#coverage.text = `$(checklist) ${covered}/${total}`;
    const found = findings === 0 ? '' : findings === 1 ? ', 1 finding' : `, ${findings} findings`;
    const ahead = next === null ? '' : `; next: ${next.title}`;
    const sentence = `${covered} of ${total} steps are there${found}${ahead}`;
    this.#coverage.tooltip = `Whyfirst: ${sentence}`;
    this.#coverage.accessibilityInformation = { label: `Whyfirst, ${sentence}`, role: 'button' };
    this.#coverage.show();
    this.#framework.selector = this.#problem.selector = noteLanguages();
    this.#framework.text = framework.title;
    this.#problem.text = problem?.title ?? 'No known problem';
  }
}

function languageItem(what: 'framework' | 'problem', title: string): LanguageStatusItem {
  const item = languages.createLanguageStatusItem(`whyfirst.${what}`, []);
  item.name = `Whyfirst ${what}`;
  item.detail = what;
  item.command = { command: `whyfirst.ui.change${what === 'framework' ? 'Framework' : 'Problem'}`, title };
  return item;
}
