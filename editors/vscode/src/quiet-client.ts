import { LanguageClient } from 'vscode-languageclient/node';

/**
 * The library shows up to three messages of its own when a server dies at its start, some of which no option prevents. Here they go into
 * the log only, and the user gets the one message that says what to do.
 */
export class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}
