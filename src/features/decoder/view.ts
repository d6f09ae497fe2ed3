import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import type { Lens } from '../shared/lens';
import { messageOf, sayError } from '../shared/notify';
import { type OfferedRemedy, remedyId } from '../shared/offers';
import { showLine } from '../shared/show-line';
import { Changes } from './changes';
import { htmlOf } from './html';
import { isFromPanel } from './messages';
import type { pageOf, wordsOf } from './page';
import type { FromPanel, ToPanel } from './protocol';

const VIEW = 'seccompLens.decoder';

/** The decoder panel's host side: sends what is to be seen, does what is clicked. */
export class DecoderView extends Disposable implements vscode.WebviewViewProvider {
  readonly #changes = this.register(new Changes());
  #webview: vscode.Webview | undefined;
  /** Loaded when the view is first shown. */
  #pages: { readonly pageOf: typeof pageOf; readonly wordsOf: typeof wordsOf } | undefined;
  /** What the webview shows, so that a change elsewhere sends nothing. */
  #shown = '';

  constructor(private readonly lens: Lens) {
    super();
    const update = () => {
      this.#update();
    };
    this.register(lens.traps.onDidFocus(update));
    this.register(lens.verdicts.onDidChange(update));
    this.register(lens.progress.onDidChange(update));
    this.register(vscode.window.registerWebviewViewProvider(VIEW, this));
  }

  async resolveWebviewView(view: vscode.WebviewView): Promise<void> {
    this.#pages ??= await import('./page');
    const { webview } = view;
    const { extensionUri } = this.lens.context;
    webview.options = {
      enableScripts: true,
      localResourceRoots: ['dist', 'media'].map((name) => vscode.Uri.joinPath(extensionUri, name)),
    };
    webview.onDidReceiveMessage((message: unknown) =>
      isFromPanel(message) ? this.#do(message) : undefined,
    );
    view.onDidDispose(() => {
      this.#webview = undefined;
    });
    webview.html = htmlOf(webview, extensionUri);
    this.#webview = webview;
  }

  #update(): void {
    if (!this.#webview || !this.#pages) return;
    const { pageOf, wordsOf } = this.#pages;
    const message: ToPanel = { type: 'show', page: pageOf(this.lens), words: wordsOf() };
    const shown = JSON.stringify(message);
    if (shown === this.#shown) return;
    this.#shown = shown;
    void this.#webview.postMessage(message);
  }

  async #do(message: FromPanel): Promise<void> {
    try {
      switch (message.type) {
        case 'ready':
          // Also after it was hidden: its page is made anew each time that it is shown.
          this.#shown = '';
          this.#update();
          return;
        case 'openEvidence':
          await vscode.commands.executeCommand('seccompLens.openEvidence', message);
          return;
        case 'apply':
          await vscode.commands.executeCommand('seccompLens.fixTrap', message.key, message.remedy);
          return;
        case 'openRemedy':
          await this.#openRemedy(message.key, message.remedy);
          return;
        case 'compare': {
          const offered = this.#offered(message.key, message.remedy);
          if (offered) await this.#changes.show(offered);
          return;
        }
        case 'stopIgnoring':
          await vscode.commands.executeCommand('seccompLens.stopIgnoringTrap', message.key);
          return;
        case 'openAllowed':
          await this.#openAllowed(message.key);
          return;
        case 'watchLogFile':
          await vscode.commands.executeCommand('seccompLens.watchLogFile');
          return;
      }
    } catch (error) {
      sayError(this.lens.log, messageOf(error));
    }
  }

  async #openRemedy(key: string, id: string): Promise<void> {
    const offered = this.#offered(key, id);
    if (offered) await showLine(offered.source.uri, offered.remedy.line - 1);
  }

  #offered(key: string, id: string): OfferedRemedy | undefined {
    const trap = this.lens.traps.byKey(key);
    const verdict = this.#verdict(key);
    if (!trap || verdict?.kind !== 'open') return undefined;
    const all = [...verdict.remedies, ...this.lens.verdicts.wider(trap)];
    return all.find((it) => remedyId(it) === id);
  }

  async #openAllowed(key: string): Promise<void> {
    const verdict = this.#verdict(key);
    const place = verdict?.kind === 'open' ? verdict.again : verdict;
    if (place) await showLine(place.source.uri, place.line - 1);
  }

  #verdict(key: string) {
    const trap = this.lens.traps.byKey(key);
    return trap && this.lens.verdicts.of(trap);
  }
}
