import { runCommand } from '../diagnose/run-command';
import type { Hold } from '../store/hold';

/** How the command is run, over and over. */
export interface TrialOptions {
  /** The program, then its arguments. No shell reads them. */
  readonly words: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The longest that one run may take, in milliseconds; null for ever. */
  readonly limitMs: number | null;
  /** How often it must pass, one time after another, to count. */
  readonly repeat: number;
  readonly cancel: AbortSignal;
  readonly onOutput: (bytes: Uint8Array) => void;
}

/** Runs a command under one version of a source after another, and gives the source back. */
export class Trials {
  #version: string;

  /** @param original what the source is to hold again, whatever happens; `version` is its version */
  constructor(
    private readonly hold: Hold,
    private readonly original: string,
    version: string,
    private readonly options: TrialOptions,
  ) {
    this.#version = version;
  }

  /**
   * Whether the command passes under a text. One that takes too long has failed: a killed thread
   * leaves others waiting.
   * @throws SourceChanged where somebody edited the source meanwhile; Error where the command cannot be
   * started; the reason of `cancel`
   */
  async passes(text: string): Promise<boolean> {
    this.#version = await this.hold.write(text, this.#version, this.original);
    for (let left = this.options.repeat; left > 0; left -= 1) {
      const end = await runCommand(this.options);
      this.options.cancel.throwIfAborted();
      if (end.kind === 'missing') throw new Error(`The command cannot be started: ${end.message}.`);
      if (end.kind !== 'ended' || end.status !== 0) return false;
    }
    return true;
  }

  /** Ends with a text that is to stay. */
  async settle(text: string): Promise<void> {
    this.#version = await this.hold.settle(text, this.#version);
  }
}
