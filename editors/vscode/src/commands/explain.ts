import { window } from 'vscode';
import type { Pages } from '../pages';
import type { Ask } from '../requests';

/** Lets the user choose a concept and shows its card; a word that is selected is looked for first. */
export async function explainConcept(ask: Ask, pages: Pages): Promise<void> {
  const concepts = await ask('whyfirst.list', { kind: 'concepts' });
  if (concepts === undefined) return;
  const items = concepts.map(({ id, title, detail }) => ({ id, label: title, description: detail }));
  const chosen = await window.showQuickPick(items, { title: 'Explain which concept?', matchOnDescription: true });
  const page = chosen && (await ask('whyfirst.explain', { term: chosen.id }));
  if (page) await pages.show(page);
}
