import { type TextDocument, type TextEditor, window, workspace } from 'vscode';

/** The languages whose documents are read as notes. */
export function languages(): string[] {
  return ['markdown', ...workspace.getConfiguration('whyfirst').get<string[]>('languages', [])];
}

/** Whether the server knows this document. */
export function isNote({ languageId, uri }: TextDocument): boolean {
  return languages().includes(languageId) && /^(file|untitled)$/.test(uri.scheme);
}

/** The note that a person works on: the one that has the focus, or one that stands beside a preview or above a log that has it. */
export function noteEditor(): TextEditor | undefined {
  const active = window.activeTextEditor;
  const mayBeBeside = active === undefined || active.document.uri.scheme === 'output';
  return mayBeBeside ? window.visibleTextEditors.find(({ document }) => isNote(document)) : isNote(active.document) ? active : undefined;
}
