import * as l10n from '@vscode/l10n';
import { readFile } from 'node:fs/promises';
import {
  kernelReaders,
  type KernelLogStart,
  type KernelReader,
  type ReaderEvents,
} from './kernel-reader';

/**
 * `starting`: it is being found out how this machine's log can be read. `reading`: by the command or
 * file of that name. `gap`: so many of the kernel's messages were overwritten before they could be
 * read, or, where null, some may be missing since the reader was started again. An error is one
 * sentence that says what to do; it is tried again.
 */
export type KernelLogState =
  | 'starting'
  | { readonly reading: string }
  | { readonly gap: number | null }
  | { readonly error: string };

export interface KernelLogListener {
  /** The next bytes of the log, cut anywhere. They are overwritten after the call. */
  onBytes(chunk: Uint8Array): void;
  /** What comes next is not the end of a line that has begun. */
  onBreak(): void;
  onState(state: KernelLogState): void;
}

export interface KernelLogOptions {
  readonly from: KernelLogStart;
  /** The ways to read it, the best first; by default those of this machine. */
  readonly readers?: readonly KernelReader[];
}

const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 60_000;
/** A reader that has held out for so long starts again at once when it ends. */
const STEADY_MS = 60_000;

/**
 * Follows the kernel's log. Starts no process and opens no file before `start()`, which is to be
 * called only on somebody's click or setting.
 */
export class KernelLog {
  readonly #readers: readonly KernelReader[];
  #reading: { dispose(): void } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #retryMs = FIRST_RETRY_MS;
  #started = false;
  #disposed = false;
  /** Something was read: nothing need be told a second time. */
  #again = false;

  constructor(
    private readonly listener: KernelLogListener,
    private readonly options: KernelLogOptions,
  ) {
    this.#readers = options.readers ?? kernelReaders();
  }

  start(): void {
    if (this.#started || this.#disposed) return;
    this.#started = true;
    this.#enter('starting');
    void this.#open();
  }

  /** Ends it and the processes it has started; nothing is called afterwards. */
  dispose(): void {
    this.#disposed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#reading?.dispose();
  }

  async #open(): Promise<void> {
    const refused: KernelReader[] = [];
    for (const reader of this.#readers) {
      const answer = await reader.probe();
      if (this.#isDisposed()) return;
      if (answer === 'refused') refused.push(reader);
      if (answer !== 'yes') continue;
      this.#begin(reader);
      return;
    }
    const error = await refusalSentence(refused.map(({ name }) => name));
    if (this.#isDisposed()) return;
    this.#retry(error);
  }

  #begin(reader: KernelReader): void {
    const began = performance.now();
    this.#enter({ reading: reader.name });
    const events: ReaderEvents = {
      onBytes: (chunk) => {
        if (this.#disposed) return;
        this.#again = true;
        this.listener.onBytes(chunk);
      },
      onGap: (gap) => {
        if (this.#disposed) return;
        this.#enter({ gap });
        this.#enter({ reading: reader.name });
      },
      onEnd: (sentence) => {
        if (this.#disposed) return;
        this.#reading = null;
        if (performance.now() - began >= STEADY_MS) this.#retryMs = FIRST_RETRY_MS;
        this.listener.onBreak();
        this.#enter({ gap: null });
        this.#retry(sentence);
      },
    };
    this.#reading = reader.open(this.options.from, events, this.#again);
  }

  #retry(error: string): void {
    this.#enter({ error });
    this.#timer = setTimeout(() => void this.#open(), this.#retryMs);
    this.#timer.unref();
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #enter(state: KernelLogState): void {
    if (!this.#isDisposed()) this.listener.onState(state);
  }

  /** Asked after every wait: `dispose()` may have been called meanwhile. */
  #isDisposed(): boolean {
    return this.#disposed;
  }
}

const RESTRICTED = '/proc/sys/kernel/dmesg_restrict';

/**
 * What to do so that the log can be read: one sentence.
 * @param refused the names of the readers that are there but not for this user
 */
async function refusalSentence(refused: readonly string[]): Promise<string> {
  if (refused.length === 0) {
    return l10n.t('This machine has neither journalctl, nor a dmesg that follows, nor /dev/kmsg.');
  }
  if (refused.includes('journalctl')) {
    return l10n.t(
      'This user may not read the kernel’s messages: "{0}" and a new login let it read the journal.',
      'sudo usermod -aG systemd-journal $USER',
    );
  }
  const restricted = await readFile(RESTRICTED, 'latin1').catch(() => '');
  return restricted.startsWith('1')
    ? l10n.t(
        'This user may not read the kernel’s messages: "{0}" lets everybody read them until the machine is started again.',
        'sudo sysctl kernel.dmesg_restrict=0',
      )
    : l10n.t(
        'This process may not read the kernel’s messages: it needs the capability CAP_SYSLOG, which a container is given by "{0}".',
        '--cap-add SYSLOG',
      );
}
