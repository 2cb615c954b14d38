import { window } from 'vscode';
import { noteEditor } from '../notes';
import type { Pages } from '../pages';
import type { Ask } from '../requests';

const lengths = [20, 30, 35, 45, 60];

/** Starts the clock of a practice interview; the server shows the time as progress, and each step's beside its heading. */
export async function startPractice(ask: Ask): Promise<void> {
  const items = lengths.map((minutes) => ({ label: `${minutes} minutes`, minutes }));
  const chosen = await window.showQuickPick(items, { title: 'How long is the interview?', placeHolder: 'An interview mostly leaves 35 to 45 minutes' });
  if (chosen === undefined) return;
  const uri = noteEditor()?.document.uri.toString();
  await ask('whyfirst.practice.start', { minutes: chosen.minutes, ...(uri === undefined ? {} : { uri }) });
}

/** Stops the clock and shows what the practice came to. */
export async function stopPractice(ask: Ask, pages: Pages): Promise<void> {
  const summary = await ask('whyfirst.practice.stop', {});
  if (summary) await pages.show(summary);
  else if (summary === null) void window.showInformationMessage('No practice is running.');
}
