import { commands, type ExtensionContext, window, workspace } from 'vscode';
import { explainConcept } from './commands/explain';
import { newAnswer } from './commands/new-answer';
import { choose, insertMissingSteps, showReading } from './commands/note';
import { startPractice, stopPractice } from './commands/practice';
import { toggleHints } from './commands/switches';
import { Keeper } from './keeper';
import { NoteStatusItems } from './note-status';
import { isNote } from './notes';
import { Pages } from './pages';
import type { Ask } from './requests';
import { StatusItem } from './status';
import { offerToSuggest, suggestWhileTyping } from './suggest-while-typing';

let keeper: Keeper | undefined;

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('Whyfirst', { log: true });
  const status = new StatusItem();
  const ask: Ask = (name, argument) => kept.ask(name, argument);
  const pages = new Pages(ask);
  const items = new NoteStatusItems(ask, (uri, { designNote }) => {
    void pages.refresh(uri);
    if (designNote) void offerToSuggest(context.globalState);
  });
  const kept = (keeper = new Keeper(context.extensionPath, log, status, {
    started: () => items.refreshSoon(0),
    showReading: (uri, page) => void pages.showReading(uri, page),
  }));
  const command = (name: string, run: () => unknown) => commands.registerCommand(`whyfirst.ui.${name}`, run);
  /** A command that needs the server. */
  const request = (name: string, run: () => Promise<void>) => command(name, async () => (await kept.isThere()) && run());
  context.subscriptions.push(
    log,
    status,
    pages,
    items,
    request('newAnswer', () => newAnswer(ask)),
    request('insertMissingSteps', () => insertMissingSteps(ask)),
    request('showReading', () => showReading(ask, pages)),
    request('explain', () => explainConcept(ask, pages)),
    request('changeFramework', () => choose(ask, 'framework')),
    request('changeProblem', () => choose(ask, 'problem')),
    command('toggleHints', toggleHints),
    command('suggestWhileTyping', suggestWhileTyping),
    request('startPractice', () => startPractice(ask)),
    request('stopPractice', () => stopPractice(ask, pages)),
    command('restart', () => kept.restart()),
    command('showLog', () => log.show()),
    // Trust that is given to a folder changes the setting too, if the folder has a value for it.
    workspace.onDidChangeConfiguration((change) => {
      const restart = ['whyfirst.server.path', 'whyfirst.languages'].some((key) => change.affectsConfiguration(key));
      if (restart && (kept.isWanted || isAnyNoteOpen())) void kept.restart();
    }),
    workspace.onDidOpenTextDocument((document) => isNote(document) && kept.begin()),
  );
  // In a window without a note no server is needed yet, even if a language that may hold notes has woken the extension.
  if (isAnyNoteOpen()) kept.begin();
}

function isAnyNoteOpen(): boolean {
  return workspace.textDocuments.some(isNote);
}

export async function deactivate(): Promise<void> {
  await keeper?.end();
}
