import { type LogOutputChannel, workspace } from 'vscode';
import { findServer } from './find-server';
import { report } from './report';
import type { Page, Requests } from './requests';
import { Session } from './session';
import type { StatusItem } from './status';

export interface Watcher {
  started(): void;
  showReading(uri: string, page: Page): void;
}

/** Keeps at most one server running, and is the only one that tells the user about trouble with it. */
export class Keeper {
  #session: Session | undefined;
  #last: Promise<void> = Promise.resolve();
  #trouble: string | undefined;
  #isWanted = false;

  constructor(
    private readonly extensionPath: string,
    private readonly log: LogOutputChannel,
    private readonly status: StatusItem,
    private readonly watcher: Watcher,
  ) {}

  /** Starts a server, unless one has been wanted before. */
  begin(): void {
    if (!this.#isWanted) void this.restart();
  }

  /** Whether anything has needed a server so far. */
  get isWanted(): boolean {
    return this.#isWanted;
  }

  /** Whether a server runs or is being started; if not, the user, who wants something of it, is told why once more. */
  async isThere(): Promise<boolean> {
    const isFirst = !this.#isWanted;
    this.begin();
    await this.#last;
    // What goes wrong at the start is told there.
    if (this.#trouble !== undefined && !isFirst) report(this.#trouble, this.log);
    return this.#trouble === undefined;
  }

  /** Asks the server that runs, or the one that is being started. What goes wrong stands in the log. */
  async ask<Name extends keyof Requests>(name: Name, argument: Requests[Name]['takes']): Promise<Requests[Name]['gives'] | undefined> {
    await this.#last;
    try {
      return await this.#session?.ask(name, argument);
    } catch (error) {
      this.log.error(`${name}: ${String(error)}`);
      return undefined;
    }
  }

  /** Ends the server, if one runs, and starts the one that the settings name now. */
  restart(): Promise<void> {
    this.#isWanted = true;
    return this.#inTurn(async () => {
      await this.#endSession();
      await this.#startSession();
    });
  }

  end(): Promise<void> {
    return this.#inTurn(() => this.#endSession());
  }

  /** One after the other: two restarts at once would leave a server behind. */
  #inTurn(step: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(step).catch((error: unknown) => this.log.error(String(error)));
    return this.#last;
  }

  async #endSession(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.end();
  }

  async #startSession(): Promise<void> {
    const setting = workspace.getConfiguration('whyfirst').get<string>('server.path', '');
    const found = await findServer(setting, this.extensionPath);
    if (found.path === undefined) {
      this.#fail(found.trouble);
      return;
    }
    this.#trouble = undefined;
    this.log.info(`The server is ${found.path}`);
    this.status.show('starting');
    this.#session = new Session(found.path, this.log, {
      starting: () => this.status.show('starting'),
      running: (version) => {
        this.log.info(`The server runs, version ${version}`);
        this.status.show('running', `${version}, ${found.path}`);
        this.watcher.started();
      },
      showReading: (uri, page) => this.watcher.showReading(uri, page),
      failed: (trouble) => this.#fail(trouble),
    });
  }

  #fail(trouble: string): void {
    this.#trouble = trouble;
    this.status.show('stopped', trouble);
    report(trouble, this.log);
  }
}
