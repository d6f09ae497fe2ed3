import { spawn, type ChildProcess } from 'node:child_process';

/** How a command is started. */
export interface StartOptions {
  readonly cwd?: string;
  /** The whole environment of the command; the own one when absent. */
  readonly env?: NodeJS.ProcessEnv;
}

/** What running a command to its end takes besides. */
export interface RunOptions extends StartOptions {
  /** Milliseconds until its whole process group is ended. */
  readonly limitMs: number;
  /** Show the output as it comes, not only keep it. */
  readonly live?: boolean;
}

/** How a command ended. */
export interface Finished {
  /** Its exit status; null when a signal or the time limit ended it, or it could not be started. */
  readonly code: number | null;
  /** Standard output and standard error as they came, with the reason where it could not be started. */
  readonly output: string;
  readonly timedOut: boolean;
}

/** One running command and all that it forks. */
export interface Started {
  readonly child: ChildProcess;
  /** Resolves when the command itself has ended, also when it could not be started. */
  readonly ended: Promise<number | null>;
  /** Everything printed so far. */
  output(): string;
  /** Ends the process group: SIGTERM, then SIGKILL after `graceMs` or once its leader has ended. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Starts commands, each as the leader of its own process group, and sees to it that no group
 * outlives this process, however it ends (other than by SIGKILL).
 */
export class Processes {
  readonly #groups = new Set<number>();

  constructor() {
    process.once('exit', () => {
      this.#signalAll('SIGKILL');
    });
    for (const [signal, number] of [
      ['SIGINT', 2],
      ['SIGTERM', 15],
      ['SIGHUP', 1],
    ] as const) {
      process.once(signal, () => {
        this.#signalAll('SIGTERM');
        process.exit(128 + number);
      });
    }
  }

  /** Starts a command without waiting for it. Its standard input is empty. */
  start(
    command: string,
    args: readonly string[],
    options: StartOptions & { live?: boolean },
  ): Started {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { pid } = child;
    if (pid !== undefined) this.#groups.add(pid);
    let text = '';
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const) {
      from.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (options.live === true) to.write(chunk);
      });
    }
    const ended = new Promise<number | null>((resolve) => {
      child.once('error', (error) => {
        text += `${command}: ${error.message}\n`;
        resolve(null);
      });
      child.once('close', resolve);
    });
    child.once('exit', () => {
      // A fork that stayed behind would hold the output open.
      if (pid !== undefined) this.#end(pid);
    });
    const stop = async (graceMs = 5000) => {
      if (pid === undefined || !this.#groups.has(pid)) return;
      signalGroup(pid, 'SIGTERM');
      const grace = setTimeout(() => {
        this.#end(pid);
      }, graceMs);
      await ended;
      clearTimeout(grace);
    };
    return { child, ended, output: () => text, stop };
  }

  /** Runs a command to its end; its forks end with it. */
  async run(command: string, args: readonly string[], options: RunOptions): Promise<Finished> {
    const started = this.start(command, args, options);
    const limit = AbortSignal.timeout(options.limitMs);
    const stop = () => void started.stop();
    limit.addEventListener('abort', stop);
    const code = await started.ended;
    limit.removeEventListener('abort', stop);
    return { code: limit.aborted ? null : code, output: started.output(), timedOut: limit.aborted };
  }

  /** Kills what is left of a group, once: its number may be given to another afterwards. */
  #end(pid: number): void {
    if (this.#groups.delete(pid)) signalGroup(pid, 'SIGKILL');
  }

  #signalAll(signal: NodeJS.Signals): void {
    for (const pid of this.#groups) signalGroup(pid, signal);
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
