import * as vscode from 'vscode';
import { oneLine } from '../../core/text/untrusted';
import type { Origin } from '../../core/traps/trap';
import type { LogRecord } from '../../core/records/record';
import { LiveDecoder } from '../../host/live-decoder';
import type { Lens } from '../shared/lens';
import { messageOf } from '../shared/notify';
import { Source } from '../shared/source';
import type { SourceState, Trouble } from '../shared/watchers';

const SETTING = 'watchTerminals';

/**
 * Decodes what commands print in terminals with shell integration (bash, zsh, fish, PowerShell). Of a
 * command that ends within the few milliseconds of one read of its terminal VS Code gives no output.
 */
export class TerminalWatcher extends Source {
  readonly id = 'terminals';
  readonly kind = 'terminals';
  readonly chosen = false;
  readonly remedy = null;
  readonly label = vscode.l10n.t('Terminals');
  readonly #terminals = new WeakMap<Origin, vscode.Terminal>();
  #enabled = isEnabled();
  #paused: boolean;

  constructor(private readonly lens: Lens) {
    super(lens.traps);
    this.#paused = lens.watchers.isPaused(this.id);
    this.register(
      vscode.window.onDidStartTerminalShellExecution(({ execution, terminal }) => {
        // Before anything is awaited: the editor keeps no output for a reader that comes later, so a
        // command that begins while this is paused is read too, and told of once it goes on.
        if (this.#enabled) void this.#follow(execution.read(), terminal);
      }),
    );
    this.register(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration(`seccompLens.${SETTING}`)) return;
        this.#enabled = isEnabled();
        this.changed();
      }),
    );
  }

  get state(): SourceState {
    if (!this.#enabled) return 'off';
    return this.#paused ? 'paused' : 'reading';
  }

  get trouble(): Trouble | null {
    if (this.#enabled) return null;
    const sentence = vscode.l10n.t('The setting seccompLens.watchTerminals is off.');
    return { sentence, failed: false };
  }

  setPaused(paused: boolean): void {
    this.#paused = paused;
    this.changed();
  }

  /** Takes records that a person has pointed at in a terminal. */
  takeFrom(terminal: vscode.Terminal, records: readonly LogRecord[]): void {
    this.take(records, this.#originOf(terminal), true);
  }

  reveal({ origin }: { readonly origin: Origin }): boolean {
    const terminal = this.#terminals.get(origin);
    if (!terminal || terminal.exitStatus !== undefined) return false;
    terminal.show();
    return true;
  }

  async #follow(output: AsyncIterable<string>, terminal: vscode.Terminal): Promise<void> {
    const origin = this.#originOf(terminal);
    this.lens.traps.runs.begin(origin);
    const decoder = new LiveDecoder((records) => {
      if (this.disposed || this.#paused) return;
      this.lens.told.add(records);
      this.take(records, origin, true);
    });
    try {
      for await (const chunk of output) {
        if (this.disposed || !this.#enabled) return;
        decoder.push(chunk);
      }
      decoder.end();
    } catch (error) {
      this.lens.log.error(`The output of ${origin.label} was not decoded: ${messageOf(error)}`);
    } finally {
      decoder.dispose();
    }
  }

  /** One for each command: the number of a line is counted from the command's first. */
  #originOf(terminal: vscode.Terminal): Origin {
    const name = oneLine(terminal.name, 60);
    const origin: Origin = { label: vscode.l10n.t('terminal {0}', name), file: null };
    this.#terminals.set(origin, terminal);
    return origin;
  }
}

function isEnabled(): boolean {
  return vscode.workspace.getConfiguration('seccompLens').get(SETTING, true);
}
