import { window } from 'vscode';
import type { Ask } from '../requests';

const lengths = [20, 30, 35, 45, 60];

/** Starts the clock of a practice interview; the server shows the time as progress. */
export async function startPractice(ask: Ask): Promise<void> {
  const items = lengths.map((minutes) => ({ label: `${minutes} minutes`, minutes }));
  const chosen = await window.showQuickPick(items, { title: 'How long is the interview?', placeHolder: 'An interview mostly leaves 35 to 45 minutes' });
  if (chosen === undefined) return;
  const uri = window.activeTextEditor?.document.uri.toString();
  await ask('whyfirst.practice.start', { minutes: chosen.minutes, ...(uri === undefined ? {} : { uri }) });
}

export async function stopPractice(ask: Ask): Promise<void> {
  await ask('whyfirst.practice.stop', {});
}
