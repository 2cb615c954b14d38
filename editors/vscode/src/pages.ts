import { commands, EventEmitter, type TextDocumentContentProvider, Uri, workspace, type Disposable } from 'vscode';
import type { Ask, Page } from './requests';

const scheme = 'whyfirst';

/** Pages that the server writes (how a note is read, the card of a concept), shown in the editor's own preview of Markdown. */
export class Pages implements TextDocumentContentProvider, Disposable {
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #texts = new Map<string, string>();
  /** The reading that is shown, by the address of its note. */
  readonly #readings = new Map<string, Uri>();
  readonly #registration = workspace.registerTextDocumentContentProvider(scheme, this);
  readonly #closing = workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri));

  constructor(private readonly ask: Ask) {}

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** Shows a card beside the editor. */
  async show(page: Page): Promise<void> {
    await this.#open(this.#put(page, 'card', page.title));
  }

  /** Shows how a note is read, and keeps it up to date for as long as it is open. */
  async showReading(note: string, page: Page): Promise<void> {
    const uri = this.#put(page, 'reading', note);
    this.#readings.set(note, uri);
    await this.#open(uri);
  }

  /** A note has been read anew. */
  async refresh(note: string): Promise<void> {
    const shown = this.#readings.get(note);
    const page = shown && (await this.ask('whyfirst.showReading', { uri: note }));
    if (page && this.#readings.has(note)) this.#changed.fire(this.#put(page, 'reading', note));
  }

  dispose(): void {
    this.#registration.dispose();
    this.#closing.dispose();
    this.#changed.dispose();
  }

  #put(page: Page, kind: string, about: string): Uri {
    // The path is what the tab shows; a slash in it would cut it.
    const uri = Uri.from({ scheme, path: `/${page.title.replaceAll('/', '∕')}.md`, query: `${kind}:${about}` });
    const known = kind === 'reading' ? this.#readings.get(about) : undefined;
    const place = known ?? uri;
    this.#texts.set(place.toString(), page.markdown);
    return place;
  }

  async #open(uri: Uri): Promise<void> {
    this.#changed.fire(uri);
    await commands.executeCommand('markdown.showPreviewToSide', uri);
  }

  #forget(uri: Uri): void {
    if (uri.scheme !== scheme) return;
    this.#texts.delete(uri.toString());
    for (const [note, shown] of this.#readings) if (shown.toString() === uri.toString()) this.#readings.delete(note);
  }
}
