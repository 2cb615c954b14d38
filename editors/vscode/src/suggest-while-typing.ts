import { ConfigurationTarget, type Memento, window, workspace } from 'vscode';

const asked = 'suggestWhileTyping.asked';

/** VS Code suggests nothing while words are typed in Markdown. Whether it does here. */
function isOn(): boolean {
  const value = workspace.getConfiguration('editor', { languageId: 'markdown' }).get<unknown>('quickSuggestions');
  if (typeof value === 'boolean') return value;
  const other = (value as { other?: unknown } | undefined)?.other;
  return other === true || other === 'on' || other === 'inline';
}

/**
 * Switches it on for Markdown in this workspace, or, in a window without a folder, for the user. In prose Enter ends a line: nothing that has
 * come by itself may be selected then, and words of the text, which VS Code would offer, would keep the names of concepts away.
 */
export async function suggestWhileTyping(): Promise<void> {
  const place = workspace.workspaceFolders === undefined ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
  const settings = workspace.getConfiguration('editor', { languageId: 'markdown' });
  await settings.update('quickSuggestions', { other: true, comments: false, strings: false }, place, true);
  await settings.update('suggest.selectionMode', 'whenTriggerCharacter', place, true);
  await settings.update('wordBasedSuggestions', 'off', place, true);
}

/** Offers it, once and never again. */
export async function offerToSuggest(memory: Memento): Promise<void> {
  if (memory.get<boolean>(asked) === true || isOn()) return;
  await memory.update(asked, true);
  const yes = 'Switch on';
  const where = workspace.workspaceFolders === undefined ? '' : ' for this workspace';
  const choice = await window.showInformationMessage(
    `VS Code suggests nothing while you type in Markdown: the names of concepts come with Ctrl+Space only. Switch suggestions on${where}?`,
    yes,
    'No, thanks',
  );
  if (choice === yes) await suggestWhileTyping();
}
