import * as vscode from 'vscode';
import { LogDecoder } from '../../core/records/decode';
import { oneLine } from '../../core/text/untrusted';
import type { Origin } from '../../core/traps/trap';
import { Disposable } from '../shared/disposable';
import type { Lens } from '../shared/lens';
import { messageOf } from '../shared/notify';
import type { Watcher } from '../shared/watchers';

const SETTING = 'watchTerminals';

/**
 * Decodes what commands print in terminals with shell integration (bash, zsh, fish, PowerShell). Of a
 * command that ends within the few milliseconds of one read of its terminal VS Code gives no output.
 */
export class TerminalWatcher extends Disposable implements Watcher {
  readonly id = 'terminals';
  readonly label = vscode.l10n.t('Terminals');
  readonly trouble = null;
  readonly chosen = false;
  readonly onDidChange = this.register(new vscode.EventEmitter<void>()).event;
  readonly #terminals = new WeakMap<Origin, vscode.Terminal>();
  #enabled = isEnabled();

  constructor(private readonly lens: Lens) {
    super();
    this.register(
      vscode.window.onDidStartTerminalShellExecution(({ execution, terminal }) => {
        // Before anything is awaited: the editor keeps no output for a reader that comes later.
        if (this.#enabled) void this.#follow(execution.read(), terminal);
      }),
    );
    this.register(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`seccompLens.${SETTING}`)) this.#enabled = isEnabled();
      }),
    );
  }

  reveal({ origin }: { readonly origin: Origin }): boolean {
    const terminal = this.#terminals.get(origin);
    if (!terminal || terminal.exitStatus !== undefined) return false;
    terminal.show();
    return true;
  }

  async #follow(output: AsyncIterable<string>, terminal: vscode.Terminal): Promise<void> {
    const name = oneLine(terminal.name, 60);
    const origin: Origin = { label: vscode.l10n.t('terminal {0}', name), file: null };
    this.#terminals.set(origin, terminal);
    const decoder = new LogDecoder();
    try {
      for await (const chunk of output) {
        if (this.disposed || !this.#enabled) return;
        this.lens.traps.add(decoder.push(chunk), origin, true);
      }
      this.lens.traps.add(decoder.end(), origin, true);
    } catch (error) {
      this.lens.log.error(`The output of ${origin.label} was not decoded: ${messageOf(error)}`);
    }
  }
}

function isEnabled(): boolean {
  return vscode.workspace.getConfiguration('seccompLens').get(SETTING, true);
}
