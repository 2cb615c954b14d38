// Runs inside VS Code's extension host, where the answers of the extension can be asked for as values. VS Code calls `run`.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

const folder = () => vscode.workspace.workspaceFolders[0].uri;

async function until(what, look) {
  const end = Date.now() + 20_000;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function open(name) {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder(), name));
  await vscode.window.showTextDocument(document);
  return document;
}

const ours = (diagnostic) => diagnostic.source === 'whyfirst';
const found = (document) => vscode.languages.getDiagnostics(document.uri).filter(ours);
const ask = (command, document, ...rest) => vscode.commands.executeCommand(command, document.uri, ...rest);
const whole = (document) => new vscode.Range(0, 0, document.lineCount, 0);
const end = (document) => document.positionAt(document.getText().length);
const label = (item) => (typeof item.label === 'string' ? item.label : item.label.label);

const tests = {
  'the extension is active, and its commands are there': async () => {
    await open('ads.md');
    const extension = vscode.extensions.getExtension('whyfirst.whyfirst');
    await until('it is active', () => extension.isActive);
    const known = await vscode.commands.getCommands(true);
    for (const { command } of extension.packageJSON.contributes.commands) assert.ok(known.includes(command), command);
  },

  'findings have a rule, a severity and a place': async () => {
    const document = await open('ads.md');
    const diagnostics = await until('there are findings', () => found(document).length > 0 && found(document));
    const skipped = diagnostics.filter(({ code }) => (code?.value ?? code) === 'skipped-step');
    assert.deepEqual(skipped.map(({ range }) => document.lineAt(range.start.line).text), ['## Prepare data', '## Evaluate']);
    assert.ok(skipped.every(({ severity }) => severity === vscode.DiagnosticSeverity.Warning));
  },

  'completion at # offers the next step first, with a snippet': async () => {
    const document = await open('completed.md');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, end(document), '#');
    await vscode.workspace.applyEdit(edit);
    const list = await ask('vscode.executeCompletionItemProvider', document, end(document), '#', 5);
    const steps = list.items.filter((item) => item.kind === vscode.CompletionItemKind.Module);
    steps.sort((a, b) => (a.sortText < b.sortText ? -1 : 1));
    assert.match(label(steps[0]), /Deploy and serve/);
    assert.ok(steps[0].insertText instanceof vscode.SnippetString);
  },

  'hover, hints and symbols': async () => {
    const document = await open('ads.md');
    const hovers = await ask('vscode.executeHoverProvider', document, new vscode.Position(14, 23));
    assert.match(hovers.flatMap(({ contents }) => contents.map(({ value }) => value)).join('\n'), /log loss/i);
    const hints = await ask('vscode.executeInlayHintProvider', document, whole(document));
    const texts = hints.map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')));
    assert.ok(texts.some((text) => /^\d+\/\d+ · open: /.test(text)), texts.join('\n'));
    const symbols = await ask('vscode.executeDocumentSymbolProvider', document);
    assert.ok(symbols.some(({ name }) => name === 'Clarify requirements'), symbols.map(({ name }) => name).join());
  },

  'a quick fix changes nothing but what it says': async () => {
    const document = await open('fixed.md');
    const [finding] = await until('there are findings', () => found(document).length > 0 && found(document));
    const before = document.getText();
    const actions = await ask('vscode.executeCodeActionProvider', document, finding.range, vscode.CodeActionKind.QuickFix.value, 50);
    const insert = actions.find(({ title }) => /^Insert “.+” with its prompts$/.test(title));
    assert.ok(await vscode.workspace.applyEdit(insert.edit));
    const after = document.getText();
    const at = [...after].findIndex((_, i) => after[i] !== before[i]);
    const added = after.length - before.length;
    assert.equal(after.slice(0, at) + after.slice(at + added), before);
  },

  'the missing steps are inserted by the command': async () => {
    const document = await open('missing.md');
    await until('there are findings', () => found(document).length > 0);
    await vscode.commands.executeCommand('whyfirst.ui.insertMissingSteps');
    for (const step of ['Frame as an ML task', 'Develop the model', 'Monitor and maintain']) {
      await until(`${step} is there`, () => document.getText().includes(step));
    }
  },

  'hints are switched off and on by the command': async () => {
    const document = await open('ads.md');
    const hints = async () => (await ask('vscode.executeInlayHintProvider', document, whole(document))).length;
    await until('there are hints', async () => (await hints()) > 0);
    await vscode.commands.executeCommand('whyfirst.ui.toggleHints');
    await until('there are none', async () => (await hints()) === 0);
    await vscode.commands.executeCommand('whyfirst.ui.toggleHints');
    await until('there are hints again', async () => (await hints()) > 0);
  },

  'a file that is no design note gets nothing': async () => {
    const document = await open('README.md');
    const note = await open('last.md');
    await until('a note opened later has its findings', () => found(note).length > 0);
    assert.deepEqual(found(document), []);
    assert.deepEqual(await ask('vscode.executeInlayHintProvider', document, whole(document)), []);
  },
};

exports.run = async () => {
  const results = [];
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
      results.push({ name });
    } catch (error) {
      results.push({ name, error: error.stack });
    }
  }
  fs.writeFileSync(path.join(folder().fsPath, 'results.json'), JSON.stringify({ version: vscode.version, results }));
};
