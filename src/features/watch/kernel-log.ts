import * as vscode from 'vscode';
import type { LogRecord } from '../../core/records/record';
import type { Origin } from '../../core/traps/trap';
import type { KernelLog, KernelLogState } from '../../host/kernel-log';
import { kernelLogs } from '../../host/late';
import { LiveDecoder } from '../../host/live-decoder';
import type { Lens } from '../shared/lens';
import { Source } from '../shared/source';
import type { SourceState, Trouble } from '../shared/watchers';

const SETTING = 'kernelLog';
/** Memento: whether a person has had the log followed, or not, against what the setting says. */
const CHOSEN = 'watch.kernelLog';
/**
 * Records of this long before are taken too: who follows the log has often just seen a program die,
 * and a window that is loaded again must lose nothing. Older ones are another day's.
 */
const BEFORE_MS = 10 * 60_000;

/** The kernel's log, followed only where a person or the machine's setting asks for it. */
export class KernelLogWatcher extends Source {
  readonly id = 'kernel';
  readonly kind = 'kernel';
  readonly label = vscode.l10n.t('Kernel log');
  readonly #origin: Origin = { label: vscode.l10n.t('kernel log'), file: null };
  #log: KernelLog | null = null;
  readonly #decoder = this.register(
    new LiveDecoder((records) => {
      this.#hand(records);
    }),
  );
  #entered: KernelLogState = 'starting';
  #since = 0;
  #setting = setting();

  constructor(private readonly lens: Lens) {
    super(lens.traps);
    const update = () => {
      this.#update();
    };
    this.register(vscode.workspace.onDidGrantWorkspaceTrust(update));
    this.register(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`seccompLens.${SETTING}`)) this.#follow(setting());
      }),
    );
    update();
  }

  get chosen(): boolean {
    return this.#log !== null;
  }

  get state(): SourceState {
    if (!this.#log) return 'off';
    if (typeof this.#entered === 'object' && 'error' in this.#entered) return 'failed';
    return this.#entered === 'starting' ? 'waiting' : 'reading';
  }

  get trouble(): Trouble | null {
    if (!vscode.workspace.isTrusted && this.#isWanted) {
      const sentence = vscode.l10n.t('The kernel log is followed once the workspace is trusted.');
      return { sentence, failed: false };
    }
    if (typeof this.#entered !== 'object' || !('error' in this.#entered)) return null;
    return { sentence: this.#entered.error, failed: true };
  }

  /** Our own sentence quotes the command line. */
  get remedy(): string | null {
    return /"([^"]+)"/.exec(this.trouble?.sentence ?? '')?.[1] ?? null;
  }

  setPaused(paused: boolean): Promise<void> {
    return this.#choose(!paused);
  }

  /** There is no place in it that could be shown. */
  reveal(): boolean {
    return false;
  }

  override dispose(): void {
    this.#log?.dispose();
    super.dispose();
  }

  get #isWanted(): boolean {
    const { workspaceState } = this.lens.context;
    return workspaceState.get<boolean>(CHOSEN) ?? this.#setting === 'follow';
  }

  /** A workspace's own value comes and goes with trust and is none of ours: the choice stands. */
  #follow(set: string): void {
    if (set === this.#setting) return;
    this.#setting = set;
    void this.#choose(undefined);
  }

  async #choose(follow: boolean | undefined): Promise<void> {
    await this.lens.context.workspaceState.update(CHOSEN, follow);
    this.#update();
  }

  #update(): void {
    const wanted = this.#isWanted && vscode.workspace.isTrusted;
    if (wanted && !this.#log) this.#start();
    else if (!wanted && this.#log) this.#stop();
    void vscode.commands.executeCommand('setContext', 'seccompLens.kernelLog', this.#log !== null);
    this.changed();
  }

  #start(): void {
    this.#since = Date.now() - BEFORE_MS;
    this.#entered = 'starting';
    this.#log = new (kernelLogs().KernelLog)(
      {
        onBytes: (chunk) => {
          this.#decoder.push(chunk);
        },
        onBreak: () => {
          this.#decoder.end();
        },
        onState: (state) => {
          this.#enter(state);
        },
      },
      { from: 'boot' },
    );
    this.#log.start();
  }

  #stop(): void {
    this.#log?.dispose();
    this.#log = null;
    this.#entered = 'starting';
    this.#decoder.end();
  }

  #enter(state: KernelLogState): void {
    if (typeof state === 'object' && 'gap' in state) {
      if (state.gap !== null) this.#lose(state.gap);
      return;
    }
    if (typeof state === 'object' && 'error' in state) this.lens.log.warn(state.error);
    this.#entered = state;
    this.changed();
  }

  /** How many of the lost messages were records nobody knows: at least it is said that some are. */
  #lose(messages: number): void {
    this.lens.log.warn(`Messages of the kernel that were overwritten unread: ${messages}`);
    this.#hand([{ kind: 'lost', line: 0, raw: '', records: 1 }]);
  }

  #hand(records: readonly LogRecord[]): void {
    const recent = records.filter((record) => {
      const time = record.kind === 'lost' ? null : (record.time ?? null);
      return time === null || time >= this.#since;
    });
    this.take(recent, this.#origin, false);
  }
}

function setting(): string {
  return vscode.workspace.getConfiguration('seccompLens').get<string>(SETTING, 'off');
}
