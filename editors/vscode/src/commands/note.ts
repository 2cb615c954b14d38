import { window } from 'vscode';
import { noteEditor } from '../notes';
import type { Pages } from '../pages';
import type { Ask } from '../requests';

/** The address of the note that a command is about; if there is none, that is said. */
function noteUri(): string | undefined {
  const uri = noteEditor()?.document.uri.toString();
  if (uri === undefined) void window.showInformationMessage('Open a Markdown note first.');
  return uri;
}

export async function insertMissingSteps(ask: Ask): Promise<void> {
  const uri = noteUri();
  if (uri === undefined) return;
  const count = await ask('whyfirst.insertMissingSteps', { uri });
  if (count === 0) void window.showInformationMessage('No step is missing in this note.');
}

export async function showReading(ask: Ask, pages: Pages): Promise<void> {
  const uri = noteUri();
  const page = uri && (await ask('whyfirst.showReading', { uri }));
  if (uri && page) await pages.showReading(uri, page);
}

/** Lets the user choose what the front matter says, and has the server write it. */
export async function choose(ask: Ask, what: 'framework' | 'problem'): Promise<void> {
  const uri = noteUri();
  const entries = uri && (await ask('whyfirst.list', { kind: `${what}s` }));
  if (!uri || !entries) return;
  const items = entries.map(({ id, title, detail }) => ({ id, label: title, detail }));
  const chosen = await window.showQuickPick(items, { title: `The ${what} of this note`, matchOnDetail: true });
  if (chosen !== undefined) await ask('whyfirst.setFrontMatter', { uri, [what]: chosen.id });
}
