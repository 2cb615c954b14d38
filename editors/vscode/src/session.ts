import { commands, type LogOutputChannel, workspace } from 'vscode';
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  type ErrorHandlerResult,
  RevealOutputChannelOn,
  State,
} from 'vscode-languageclient/node';
import { Crashes } from './crashes';
import { languages } from './notes';
import { QuietClient } from './quiet-client';
import type { Page, Requests } from './requests';

export interface Listener {
  starting(): void;
  running(version: string): void;
  /** The last word of a session, said once. */
  failed(trouble: string): void;
  /** A code lens or another extension has asked for the reading of a note. */
  showReading(uri: string, page: Page): void;
}

/** So long may a server take to answer for the first time. */
const patience = 20_000;

/** One program, from its start to its end, however often it is started again in between. */
export class Session {
  readonly #client: QuietClient;
  readonly #crashes = new Crashes();
  readonly #running: Promise<boolean>;
  #deadline: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(
    private readonly path: string,
    log: LogOutputChannel,
    private readonly listener: Listener,
  ) {
    this.#client = new QuietClient('whyfirst', 'Whyfirst', { command: path, args: ['lsp'] }, {
      documentSelector: languages().flatMap((language) => [
        { language, scheme: 'file' },
        { language, scheme: 'untitled' },
      ]),
      initializationOptions: workspace.getConfiguration('whyfirst'),
      synchronize: { configurationSection: 'whyfirst' },
      middleware: {
        // What comes back is a page, which only an editor can show.
        executeCommand: async (name, args, next) => {
          const result: unknown = await next(name, args);
          const uri = (args[0] as { uri?: string } | undefined)?.uri;
          if (name === 'whyfirst.showReading' && uri !== undefined && result) this.listener.showReading(uri, result as Page);
          return result;
        },
        workspace: {
          // A setting may be what ends this session: then there is nobody left to be told of it.
          didChangeConfiguration: async (sections, next) => {
            try {
              if (!this.#isOver) await next(sections);
            } catch (error) {
              if (!this.#isOver) throw error;
            }
          },
        },
      },
      outputChannel: log,
      // A request that fails goes into the log and does not interrupt anyone's writing.
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationFailedHandler: () => false,
      errorHandler: { error: (error) => this.#disturbed(error), closed: () => this.#closed() },
    });
    this.#client.onDidChangeState(({ newState }) => this.#changed(newState));
    // What went wrong arrives as a change of state and stands in the log.
    this.#running = this.#client.start().then(
      () => true,
      () => false,
    );
  }

  /** Asks the server, as soon as it runs; nothing if it does not. */
  async ask<Name extends keyof Requests>(name: Name, argument: Requests[Name]['takes']): Promise<Requests[Name]['gives'] | undefined> {
    if (!(await this.#running)) return undefined;
    return this.#client.sendRequest<Requests[Name]['gives']>('workspace/executeCommand', { command: name, arguments: [argument] });
  }

  async end(): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#deadline);
    // One that is not running yet cannot be asked to stop, and says so; it is ended all the same.
    await this.#client.dispose().catch(() => undefined);
  }

  #changed(state: State): void {
    clearTimeout(this.#deadline);
    if (this.#isOver) return;
    if (state === State.Starting) {
      this.#deadline = setTimeout(() => this.#doesNotAnswer(), patience);
      this.listener.starting();
    }
    if (state === State.Running) this.#isRunning();
    if (state === State.StartFailed) this.#failToStart();
  }

  #isRunning(): void {
    const { serverInfo, capabilities } = this.#client.initializeResult ?? {};
    const offered = capabilities?.executeCommandProvider?.commands ?? [];
    void commands.executeCommand('setContext', 'whyfirst.practice', offered.includes('whyfirst.practice.start'));
    this.listener.running(serverInfo?.version ?? 'unknown version');
  }

  #disturbed(error: Error): ErrorHandlerResult {
    // An error of the pipe, which has a code: the program has just ended, and that is dealt with when the pipe closes.
    if ('code' in error) return { action: ErrorAction.Continue, handled: true };
    // Else something came that is not of the protocol.
    this.#fail(`What ${this.path} says is not what a Whyfirst server would say. The setting whyfirst.server.path names another program.`);
    return { action: ErrorAction.Shutdown, handled: true };
  }

  #closed(): CloseHandlerResult {
    const stay = { action: CloseAction.DoNotRestart, handled: true };
    if (this.#isOver) return stay;
    if (this.#client.state !== State.Running) {
      // It would end again: nothing has changed since.
      this.#failToStart();
      return stay;
    }
    if (this.#crashes.mayRestartAfterOneMore(Date.now())) return { action: CloseAction.Restart, handled: true };
    this.#fail(`The Whyfirst server ended ${Crashes.most + 1} times within ${Crashes.minutes} minutes and is left alone now. The log may say why; “Whyfirst: Restart server” tries again.`);
    return stay;
  }

  #doesNotAnswer(): void {
    this.#failToStart();
    void this.end();
  }

  #failToStart(): void {
    this.#fail(`Whyfirst could not start its server, ${this.path}. The log may say why; the setting whyfirst.server.path names another program.`);
  }

  #fail(trouble: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.listener.failed(trouble);
  }
}
