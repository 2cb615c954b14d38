// Runs inside VS Code's extension host, where the answers of the extension can be asked for as values. VS Code calls `run`.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

const folder = () => vscode.workspace.workspaceFolders[0].uri;
const patience = 60_000;

async function until(what, look) {
  const end = Date.now() + patience;
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

async function insert(document, position, text) {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, position, text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

const ours = (diagnostic) => diagnostic.source === 'whyfirst';
const found = (document) => vscode.languages.getDiagnostics(document.uri).filter(ours);
const hasFindings = (document) => until('there are findings', () => found(document).length > 0 && found(document));
const ask = (command, document, ...rest) => vscode.commands.executeCommand(command, document.uri, ...rest);
const whole = (document) => new vscode.Range(0, 0, document.lineCount, 0);
const end = (document) => document.positionAt(document.getText().length);
const label = (item) => (typeof item.label === 'string' ? item.label : item.label.label);
const hints = async (document) => {
  const given = await ask('vscode.executeInlayHintProvider', document, whole(document));
  return given.map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')));
};
const completions = (document, position, trigger) => ask('vscode.executeCompletionItemProvider', document, position, trigger, 5);
const inOrder = ({ items }) => [...items].sort((a, b) => ((a.sortText ?? label(a)) < (b.sortText ?? label(b)) ? -1 : 1));

const tests = {
  'the extension is active, and its commands are there': async () => {
    await open('ads.md');
    const extension = vscode.extensions.getExtension('whyfirst.whyfirst');
    await until('it is active', () => extension.isActive);
    const known = await vscode.commands.getCommands(true);
    for (const { command } of extension.packageJSON.contributes.commands) assert.ok(known.includes(command), command);
  },

  'findings have a rule with its page, a severity and a place': async () => {
    const document = await open('ads.md');
    const diagnostics = await hasFindings(document);
    const skipped = diagnostics.filter(({ code }) => code?.value === 'skipped-step');
    assert.deepEqual(skipped.map(({ range }) => document.lineAt(range.start.line).text), ['## Prepare data', '## Evaluate']);
    for (const { severity, code } of skipped) {
      assert.equal(severity, vscode.DiagnosticSeverity.Warning);
      assert.match(fs.readFileSync(code.target.fsPath, 'utf8'), /^# skipped-step/m);
    }
  },

  'completion at # offers the next step first, with its prompts as a snippet': async () => {
    const document = await open('completed.md');
    await insert(document, end(document), '#');
    const steps = inOrder(await completions(document, end(document), '#')).filter((item) => /^#+ /.test(label(item)));
    assert.match(label(steps[0]), /Deploy and serve/);
    assert.ok(steps[0].insertText instanceof vscode.SnippetString);
    assert.match(steps[0].insertText.value, /^- [^:]+: \$\{1/m);
  },

  'hover, hints and symbols': async () => {
    const document = await open('ads.md');
    const hovers = await ask('vscode.executeHoverProvider', document, new vscode.Position(14, 23));
    assert.match(hovers.flatMap(({ contents }) => contents.map(({ value }) => value)).join('\n'), /Log loss/);
    const texts = await until('there are hints', async () => ((await hints(document)).length > 0 ? hints(document) : undefined));
    assert.equal(texts.filter((text) => /^\d+\/\d+ · open: /.test(text)).length, 3, texts.join('\n'));
    assert.ok(texts.includes('≈ 23.1 K/s'), texts.join('\n'));
    const symbols = await ask('vscode.executeDocumentSymbolProvider', document);
    assert.ok(symbols.some(({ name }) => name === 'Clarify requirements'), symbols.map(({ name }) => name).join());
  },

  'what Markdown itself offers is still there, and once': async () => {
    const document = await open('ads.md');
    await hasFindings(document);
    const symbols = await ask('vscode.executeDocumentSymbolProvider', document);
    assert.equal(symbols.filter(({ name }) => name === '# Design an ad click predictor').length, 1, symbols.map(({ name }) => name).join());
    const folds = await ask('vscode.executeFoldingRangeProvider', document);
    const starts = folds.map(({ start }) => start);
    assert.ok(starts.includes(2), starts.join());
    assert.equal(new Set(starts).size, starts.length);
    const line = document.lineCount - 1;
    await insert(document, end(document), '[the readme](./)');
    const paths = await completions(document, new vscode.Position(line, '[the readme](./'.length), '/');
    assert.equal(paths.items.filter((item) => label(item) === 'README.md').length, 1);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, document.lineAt(line).range, '[the readme](README.md)');
    await vscode.workspace.applyEdit(edit);
    const links = await ask('vscode.executeLinkProvider', document, 5);
    assert.equal(links.length, 1);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  },

  'beside another Markdown extension both are heard, each once': async () => {
    const document = await open('beside.md');
    const [finding] = await hasFindings(document);
    const findings = found(document).length;
    await until('there are hints', async () => (await hints(document)).length > 0);
    const hintsAlone = (await hints(document)).length;
    const start = new vscode.Position(0, 0);
    const languages = vscode.languages;
    const other = languages.createDiagnosticCollection('other');
    other.set(document.uri, [new vscode.Diagnostic(finding.range, 'too long', vscode.DiagnosticSeverity.Warning)]);
    const theirs = [
      other,
      languages.registerCompletionItemProvider('markdown', { provideCompletionItems: () => [new vscode.CompletionItem('their snippet')] }, '#', '['),
      languages.registerHoverProvider('markdown', { provideHover: () => new vscode.Hover('their hover') }),
      languages.registerInlayHintsProvider('markdown', { provideInlayHints: () => [new vscode.InlayHint(start, 'their hint')] }),
      languages.registerDocumentSymbolProvider('markdown', {
        provideDocumentSymbols: () => [new vscode.DocumentSymbol('their symbol', '', vscode.SymbolKind.String, whole(document), whole(document))],
      }),
      languages.registerCodeActionsProvider('markdown', { provideCodeActions: () => [new vscode.CodeAction('their fix', vscode.CodeActionKind.QuickFix)] }),
      languages.registerFoldingRangeProvider('markdown', { provideFoldingRanges: () => [new vscode.FoldingRange(0, 1)] }),
    ];
    /** How often they are heard, and we. */
    const heard = (texts, their, our) => [texts.filter((text) => text === their).length, texts.filter((text) => our.test(text)).length];
    const hovers = await ask('vscode.executeHoverProvider', document, new vscode.Position(14, 23));
    assert.deepEqual(heard(hovers.flatMap(({ contents }) => contents.map(({ value }) => value)), 'their hover', /Log loss/), [1, 1]);
    const allHints = await hints(document);
    assert.deepEqual([allHints.length, allHints.includes('their hint')], [hintsAlone + 1, true]);
    const symbols = (await ask('vscode.executeDocumentSymbolProvider', document)).map(({ name }) => name);
    assert.deepEqual(heard(symbols, 'their symbol', /^Clarify requirements$/), [1, 1]);
    const actions = await ask('vscode.executeCodeActionProvider', document, finding.range, vscode.CodeActionKind.QuickFix.value, 50);
    assert.deepEqual(heard(actions.map(({ title }) => title), 'their fix', /^Insert “Frame as an ML task” with its prompts$/), [1, 1]);
    assert.equal(vscode.languages.getDiagnostics(document.uri).length, findings + 1);
    const folds = (await ask('vscode.executeFoldingRangeProvider', document)).map(({ start }) => start);
    assert.ok(folds.includes(0) && folds.includes(2), folds.join());
    await insert(document, end(document), '#');
    const items = inOrder(await completions(document, end(document), '#')).map(label);
    assert.deepEqual(heard(items, 'their snippet', /^#+ Deploy and serve/), [1, 1]);
    for (const registered of theirs) registered.dispose();
    await vscode.commands.executeCommand('workbench.action.files.revert');
  },

  'a quick fix changes nothing but what it says': async () => {
    const document = await open('fixed.md');
    const [finding] = await hasFindings(document);
    const before = document.getText();
    const actions = await ask('vscode.executeCodeActionProvider', document, finding.range, vscode.CodeActionKind.QuickFix.value, 50);
    const fix = actions.find(({ title }) => /^Insert “.+” with its prompts$/.test(title));
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    const after = document.getText();
    const at = [...after].findIndex((_, i) => after[i] !== before[i]);
    const added = after.length - before.length;
    assert.ok(added > 0);
    assert.equal(after.slice(0, at) + after.slice(at + added), before);
    await document.save();
    assert.equal(fs.readFileSync(document.uri.fsPath, 'utf8'), after);
  },

  'the missing steps are inserted by the command': async () => {
    const document = await open('missing.md');
    await hasFindings(document);
    await vscode.commands.executeCommand('whyfirst.ui.insertMissingSteps');
    for (const step of ['Frame as an ML task', 'Develop the model', 'Monitor and maintain']) {
      await until(`${step} is there`, () => document.getText().includes(step));
    }
  },

  'each feature can be switched off': async () => {
    const document = await open('ads.md');
    const settings = () => vscode.workspace.getConfiguration('whyfirst');
    const switched = async (key, value) => settings().update(key, value, vscode.ConfigurationTarget.Global);
    const hover = async () => (await ask('vscode.executeHoverProvider', document, new vscode.Position(14, 23))).length > 0;
    // VS Code asks for symbols once a version.
    const ownSymbols = async () => {
      await insert(document, new vscode.Position(0, 0), '\n');
      await vscode.commands.executeCommand('undo');
      return symbolsShown();
    };
    const symbolsShown = async () => (await ask('vscode.executeDocumentSymbolProvider', document)).some(({ name }) => name === 'Clarify requirements');
    const lenses = async () => (await ask('vscode.executeCodeLensProvider', document, 50)).length > 0;
    await insert(document, end(document), '\n#');
    const shown = {
      'diagnostics.enable': async () => found(document).length > 0,
      'hover.enable': hover,
      'symbols.enable': ownSymbols,
      'codeLens.enable': lenses,
      'hints.coverage': async () => (await hints(document)).some((text) => /open: /.test(text)),
      'hints.ahead': async () => (await hints(document)).some((text) => /still ahead/.test(text)),
      'hints.estimates': async () => (await hints(document)).some((text) => /K\/s/.test(text)),
      'completion.headings': async () => inOrder(await completions(document, end(document), '#')).some((item) => /Deploy and serve/.test(label(item))),
    };
    for (const [key, look] of Object.entries(shown)) {
      const byDefault = settings().get(key);
      await until(`${key} is as by default`, async () => (await look()) === byDefault);
      await switched(key, !byDefault);
      await until(`${key} is switched`, async () => (await look()) === !byDefault);
      await switched(key, undefined);
      await until(`${key} is as by default again`, async () => (await look()) === byDefault);
    }
    await vscode.commands.executeCommand('workbench.action.files.revert');
  },

  'the command that starts the server anew leaves everything as it was': async () => {
    const document = await open('ads.md');
    await hasFindings(document);
    await vscode.commands.executeCommand('whyfirst.ui.restart');
    await hasFindings(document);
    await until('there are hints', async () => (await hints(document)).length > 0);
  },

  'documents of a further language are read when the setting names it': async () => {
    const document = await open('notes.txt');
    const note = await open('last.md');
    await hasFindings(note);
    assert.deepEqual(found(document), []);
    await vscode.workspace.getConfiguration('whyfirst').update('languages', ['plaintext'], vscode.ConfigurationTarget.Global);
    await open('notes.txt');
    await hasFindings(document);
    await vscode.workspace.getConfiguration('whyfirst').update('languages', undefined, vscode.ConfigurationTarget.Global);
    await until('it is left alone again', () => found(document).length === 0);
  },

  'a file that is no design note gets nothing': async () => {
    const document = await open('README.md');
    const note = await open('last.md');
    await hasFindings(note);
    assert.deepEqual(found(document), []);
    assert.deepEqual(await hints(document), []);
    assert.deepEqual((await ask('vscode.executeHoverProvider', document, new vscode.Position(2, 4))).length, 0);
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
