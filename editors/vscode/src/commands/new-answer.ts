import { type QuickPickItem, SnippetString, window, workspace } from 'vscode';
import type { Ask, Entry } from '../requests';

interface Question extends QuickPickItem {
  title: string;
  problem?: string;
}

/** Asks for a question and a framework, and opens a note with the outline, its placeholders live. */
export async function newAnswer(ask: Ask): Promise<void> {
  const problems = await ask('whyfirst.list', { kind: 'problems' });
  if (problems === undefined) return;
  const question = await pickQuestion(problems);
  if (question === undefined) return;
  const frameworks = await ask('whyfirst.list', { kind: 'frameworks' });
  if (frameworks === undefined) return;
  const framework = await window.showQuickPick(frameworks.map(item), {
    title: `${question.title}: which framework?`,
    placeHolder: 'The steps of the answer',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (framework === undefined) return;
  const asked = question.problem === undefined ? { title: question.title } : { problem: question.problem };
  const answer = await ask('whyfirst.newAnswer', { ...asked, framework: framework.id });
  if (answer === undefined) return;
  const document = await workspace.openTextDocument({ language: 'markdown' });
  const editor = await window.showTextDocument(document);
  await editor.insertSnippet(new SnippetString(answer.snippet));
}

/** A known problem, or whatever else is typed: it becomes the title. */
function pickQuestion(problems: Entry[]): Promise<Question | undefined> {
  const known: Question[] = problems.map(({ id, title, detail }) => ({ label: title, description: detail, title, problem: id }));
  const pick = window.createQuickPick<Question>();
  pick.title = 'Which question do you answer?';
  pick.placeholder = 'Search the known questions, or write one of your own';
  pick.matchOnDescription = true;
  pick.items = known;
  pick.onDidChangeValue((value) => {
    const typed = value.trim();
    // Whoever begins a label with what is typed stands above: Enter takes a known question before this one.
    const own: Question[] = typed === '' ? [] : [{ label: `Your own question: ${typed}`, title: typed, alwaysShow: true }];
    pick.items = [...known, ...own];
  });
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function item({ id, title, detail }: Entry): QuickPickItem & { id: string } {
  return { id, label: title, detail };
}
