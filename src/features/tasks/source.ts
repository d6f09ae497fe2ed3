import * as vscode from 'vscode';
import type { LogRecord } from '../../core/records/record';
import { oneLine } from '../../core/text/untrusted';
import type { Origin } from '../../core/traps/trap';
import { LiveDecoder } from '../../host/live-decoder';
import type { Lens } from '../shared/lens';
import { Source } from '../shared/source';
import type { SourceState } from '../shared/watchers';

/** The output of tasks: of our own type whole, of others what their problem matcher finds. */
export class TaskSource extends Source {
  readonly id = 'tasks';
  readonly kind = 'tasks';
  readonly chosen = false;
  readonly trouble = null;
  readonly remedy = null;
  readonly label = vscode.l10n.t('Tasks');
  readonly #terminals = new WeakMap<Origin, string>();
  #paused: boolean;

  constructor(private readonly lens: Lens) {
    super(lens.traps);
    this.#paused = lens.watchers.isPaused(this.id);
  }

  get state(): SourceState {
    return this.#paused ? 'paused' : 'reading';
  }

  setPaused(paused: boolean): void {
    this.#paused = paused;
    this.changed();
  }

  /** Shows the terminal of a task of ours, while it is there. */
  reveal({ origin }: { readonly origin: Origin }): boolean {
    const name = this.#terminals.get(origin);
    const terminal = vscode.window.terminals.find((each) => each.name === name);
    if (name === undefined || !terminal) return false;
    terminal.show();
    return true;
  }

  /** Reads one run of a task of ours. */
  run(task: string): TaskOutput {
    const origin: Origin = { label: vscode.l10n.t('task {0}', oneLine(task, 60)), file: null };
    this.#terminals.set(origin, task);
    this.lens.traps.runs.begin(origin);
    return new TaskOutput((records) => {
      if (this.#paused) return;
      this.lens.told.add(records);
      this.take(records, origin, true);
    });
  }

  /** What a problem matcher has found. */
  takeProblems(records: readonly LogRecord[], origin: Origin): void {
    if (!this.#paused) this.take(records, origin, true);
  }
}

/** The output of one run. */
export class TaskOutput {
  readonly #decoder: LiveDecoder;
  #any = false;

  constructor(take: (records: readonly LogRecord[]) => void) {
    this.#decoder = new LiveDecoder((records) => {
      this.#any = true;
      take(records);
    });
  }

  /** Whether anything in it was about a refused call. */
  get any(): boolean {
    return this.#any;
  }

  push(chunk: Uint8Array | string): void {
    this.#decoder.push(chunk);
  }

  end(): void {
    this.#decoder.end();
  }
}
