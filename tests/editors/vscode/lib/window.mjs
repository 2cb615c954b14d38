// One window of VS Code, as a person uses it.
import fs from 'node:fs';
import path from 'node:path';
import { Server } from './server.mjs';
import { chromium, client, shots, updatesPictures } from './surroundings.mjs';
import { patience, until } from './wait.mjs';

const browserFlags = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export class Window {
  /**
   * Opens a window with a folder of these files, and shows one of them. With `inside`, a folder, what VS Code runs in its extension host instead;
   * `ended` is told its exit code.
   */
  static async open({ file, inside, ended, ...options }) {
    const window = new Window();
    try {
      window.server = await Server.start({ ...options, driven: inside !== undefined });
      await window.#show({ file, inside, ended });
      return window;
    } catch (error) {
      if (window.page) await window.shot('does-not-open');
      await window.close();
      throw error;
    }
  }

  async #show({ file, inside, ended }) {
    this.browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: browserFlags });
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: updatesPictures ? 2 : 1 });
    const page = (this.page = await context.newPage());
    page.setDefaultTimeout(patience);
    /** What went wrong inside the page, and what left this machine. */
    this.errors = [];
    this.requestsOutside = [];
    page.on('pageerror', (error) => {
      const told = error.stack ?? String(error);
      // The frame that VS Code puts around a preview fails by itself when the preview is closed before it has loaded.
      if (!told.includes('/webview/browser/pre/')) this.errors.push(told);
    });
    page.on('request', (request) => {
      const url = new URL(request.url());
      // What a preview asks this host for is answered inside the page, by a worker of the workbench.
      const isInside = url.hostname === '127.0.0.1' || url.hostname.endsWith('.vscode-resource.vscode-cdn.net');
      if (/^(http|ws)/.test(url.protocol) && !isInside) this.requestsOutside.push(request.url());
    });
    const authority = `127.0.0.1:${this.server.port}`;
    const remote = (place) => `vscode-remote://${authority}${place}`;
    const payload =
      inside === undefined
        ? [['openFile', remote(this.server.path(file))]]
        : [['extensionDevelopmentPath', remote(inside)], ['extensionTestsPath', remote(path.join(inside, 'index.cjs'))], ['skipWelcome', 'true']];
    if (inside !== undefined) {
      // The workbench calls these two where the page has them.
      await page.exposeFunction('codeAutomationLog', () => undefined);
      await page.exposeFunction('codeAutomationExit', ended);
    }
    const query = new URLSearchParams({ folder: this.server.folder, payload: JSON.stringify(payload) });
    await page.goto(`http://${authority}/?${query}`, { waitUntil: 'commit', timeout: 4 * patience });
    if (inside !== undefined) return;
    await this.lines.first().waitFor({ timeout: 4 * patience });
    // Until then there is no extension, and its commands end in an error.
    await until('the extension host has started', () => this.server.hasStarted(), 4 * patience);
  }

  get editor() {
    return this.page.locator('.editor-instance .monaco-editor').first();
  }

  get lines() {
    return this.editor.locator('.view-line');
  }

  get squiggles() {
    return this.editor.locator('.cdr[class*="squiggly-"]');
  }

  get hints() {
    return this.editor.locator('.view-line span[class*="dyn-rule"]', { hasText: /\S/ });
  }

  get suggestions() {
    return this.page.locator('.suggest-widget.visible .monaco-list-row');
  }

  get hover() {
    return this.page.locator('.monaco-hover:not(.hidden)');
  }

  get toasts() {
    return this.page.locator('.notifications-toasts .notification-list-item');
  }

  /** What the box at the top offers. */
  get choices() {
    return this.#palette.locator('.monaco-list-row');
  }

  get problems() {
    return this.page.locator('.markers-panel .monaco-list-row');
  }

  /** The extension's item in the status bar; `state` as its label says it. */
  status(state) {
    const item = this.page.locator('.statusbar-item[id="whyfirst.whyfirst.whyfirst.status"]');
    return state === undefined ? item : item.and(this.page.locator(`[aria-label*="Whyfirst, ${state}"]`));
  }

  /** How many steps of the note are there, in the status bar. */
  get coverage() {
    return this.page.locator('.statusbar-item[id="whyfirst.whyfirst.whyfirst.coverage"]');
  }

  press(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  async focus() {
    // 1.93 has the second of these.
    await this.editor.locator('.native-edit-context, textarea.inputarea').first().focus();
  }

  /** Types key by key, so that brackets, lists and suggestions react as they do for a person. */
  async type(text) {
    await this.focus();
    await this.page.keyboard.type(text, { delay: 30 });
  }

  get #palette() {
    return this.page.locator('.quick-input-widget');
  }

  /** Opens the box at the top and writes into it. */
  async #ask(opener, text) {
    await this.press(opener);
    await this.#palette.locator('input[type="text"]').first().fill(text, { timeout: 10_000 });
  }

  /** Puts the cursor at a place, both counted from 1. */
  async goTo(line, column = 1) {
    await this.focus();
    const place = this.page.locator('.statusbar-item[id="status.editor.selection"]', { hasText: `Ln ${line}, Col ${column}` });
    await until(`the cursor is at ${line}:${column}`, async () => {
      // It closes by itself when something else takes the focus.
      if (!(await this.#palette.isVisible())) await this.#ask('Control+g', `:${line}:${column}`);
      await this.press('Enter');
      await this.#palette.waitFor({ state: 'hidden' });
      await place.waitFor({ timeout: 5000 });
      return true;
    });
  }

  /** Runs a command by the title that the palette shows. With `asks`, one that goes on with a question in the same box. */
  async command(title, { asks = false } = {}) {
    const row = this.choices.filter({ has: this.page.getByText(title, { exact: true }) }).first();
    await until(`the palette runs ${title}`, async () => {
      // It closes by itself when something else takes the focus.
      if (!(await this.#palette.isVisible())) await this.#ask('F1', `>${title}`);
      try {
        await row.click({ timeout: 5000 });
        return true;
      } catch (error) {
        // What an extension offers may have come after the box was opened, and then it is not in the list.
        await this.press('Escape');
        throw error;
      }
    });
    if (!asks) await this.#palette.waitFor({ state: 'hidden' });
  }

  /** Answers a question in the box at the top: writes, and takes the first that is offered then, which must be like this. */
  async choose(text, pattern) {
    await this.choices.first().waitFor();
    await this.#palette.locator('input[type="text"]').first().fill(text);
    await this.seen(this.choices.first(), pattern);
    await this.press('Enter');
  }

  /** The messages about the extension that have been shown since the last call, also those that have gone from sight. */
  async takeNotifications() {
    await this.hidePanel();
    // The extension answers this command, so whatever it said before has arrived. A palette that closes by itself while it is clicked runs
    // nothing, and then it has to be asked again.
    const log = this.page.locator('.output-view');
    await until('the log is shown', async () => {
      if (!(await log.isVisible())) await this.command('Whyfirst: Show log');
      await log.waitFor({ timeout: 5000 });
      return true;
    });
    const bell = this.page.locator('.statusbar-item[id="status.notifications"]');
    const center = this.page.locator('.notifications-center.visible');
    const clear = center.locator('.notifications-center-header .codicon-notifications-clear-all');
    let messages;
    await until('the messages are read', async () => {
      if (!(await center.isVisible())) await bell.click();
      await center.waitFor({ timeout: 5000 });
      // On a slow machine VS Code says itself what it is at ("Activating Extensions..."). The label of a row names who speaks.
      const rows = await center.locator('.monaco-list-row').all();
      const said = rows.map(async (row) => ({
        label: await row.getAttribute('aria-label'),
        message: await row.locator('.notification-list-item-message').textContent(),
      }));
      const all = await Promise.all(said);
      messages = all.filter(({ label }) => /whyfirst/i.test(label)).map(({ message }) => message);
      // It may just be closing behind a message that has been cleared.
      await (all.length > 0 ? clear : bell).click({ timeout: 5000 });
      await center.waitFor({ state: 'hidden', timeout: 5000 });
      return true;
    });
    await this.hidePanel();
    return messages;
  }

  /** Hides what is below the editor (the log, the problems), if something is there. */
  async hidePanel() {
    const panel = this.page.locator('.part.panel');
    if (!(await panel.isVisible())) return;
    await this.focus();
    await this.press('Control+j');
    await panel.waitFor({ state: 'hidden' });
  }

  /** Closes what is beside the first editor, a preview for example. */
  async closeBeside() {
    await this.focus();
    await this.command('View: Close Editors in Other Groups');
    await until('one column is left', async () => (await this.page.locator('.editor-group-container').count()) === 1);
  }

  /** What the preview of a page says. */
  get preview() {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame').locator('body');
  }

  /** Shows a file of the open folder. */
  async show(file) {
    const named = { has: this.page.getByText(file, { exact: true }) };
    await this.page.locator('.explorer-folders-view .monaco-list-row').filter(named).dblclick();
    await this.page.locator('.tab.active').filter(named).waitFor();
    await this.lines.first().waitFor();
  }

  /** Saves the shown file and returns its text. */
  async save(file) {
    await this.focus();
    await this.press('Control+s');
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
    return this.server.read(file);
  }

  /** The text of each, as drawn, with plain spaces and without the invisible ones that pad it. */
  async texts(locator) {
    const texts = await locator.allTextContents();
    return texts.map((text) => text.replace(/\u00a0/g, ' ').replace(/[\u200a-\u200d\ufeff]/g, '').trim());
  }

  /** Waits until one of them has a text like this, and returns the text. */
  seen(locator, pattern) {
    return until(`there is ${pattern}`, async () => {
      const texts = await this.texts(locator);
      return texts.find((text) => pattern.test(text)) ?? Promise.reject(new Error(JSON.stringify(texts)));
    });
  }

  async shot(name) {
    fs.mkdirSync(shots, { recursive: true });
    await this.page.screenshot({ path: path.join(shots, `${name}.png`) });
  }

  /**
   * A picture for the README, of the part of the window where one writes. With UPDATE_PICTURES set it goes there, with twice as many points;
   * otherwise it is left among the shots.
   */
  async picture(name) {
    const clip = await this.page.locator('.part.editor').boundingBox();
    const folder = updatesPictures ? path.join(client, 'images') : shots;
    fs.mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `${name}.png`), clip });
  }

  async close() {
    await this.browser?.close();
    await this.server?.stop();
  }
}
