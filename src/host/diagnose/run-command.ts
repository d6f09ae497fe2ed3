import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { guardGroup } from './guard';

/** One run of a command. */
export interface RunRequest {
  /** The program, then its arguments. No shell reads them. */
  readonly words: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** It is ended after so long, in milliseconds; null for never. */
  readonly limitMs: number | null;
  readonly cancel: AbortSignal;
  /** A folder that is of no use when this process is killed; else its owner removes it. */
  readonly scratch?: string;
  /** What it prints, cut anywhere. */
  readonly onOutput: (bytes: Uint8Array) => void;
  /** Where its standard output is wanted apart from its standard error. */
  readonly onStdout?: (bytes: Uint8Array) => void;
  /**
   * Asked several times a second: whether it hangs for good, so that there is nothing to wait for. A
   * thread that its filter has killed leaves others waiting for it. What it throws ends the run.
   */
  readonly hangs?: () => Promise<boolean>;
}

/**
 * How a run ended: by itself with an exit status (128 and the signal's number where one ended it), or
 * ended by us: `limit` since it took too long, `hung`, `cancelled`. `missing`: it could not be started.
 */
export type RunEnd =
  | { readonly kind: 'ended'; readonly status: number }
  | { readonly kind: 'limit' | 'hung' | 'cancelled' }
  | { readonly kind: 'missing'; readonly message: string };

const POLL_MS = 200;
/** What a command is given to end on SIGTERM. */
const TERM_MS = 1000;
/** A process that the command has left behind may hold its output open: it is not waited for. */
const DRAIN_MS = 500;

/**
 * Runs a command in a process group of its own, with nothing on its standard input, and waits for its
 * end. Whatever way it ends, nothing of its group is left running, nor where this process is killed.
 * @throws what `hangs` throws
 */
export function runCommand(request: RunRequest): Promise<RunEnd> {
  const [program = '', ...args] = request.words;
  const { cwd, env, cancel, limitMs } = request;
  if (cancel.aborted) return Promise.resolve({ kind: 'cancelled' });
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const endGuard =
      child.pid === undefined ? () => undefined : guardGroup(child.pid, request.scratch ?? null);
    const timers: NodeJS.Timeout[] = [];
    const started = performance.now();
    let reason: 'limit' | 'hung' | 'cancelled' | null = null;
    let over = false;

    const finish = (end: RunEnd): void => {
      if (over) return;
      over = true;
      for (const timer of timers) clearTimeout(timer);
      cancel.removeEventListener('abort', onCancel);
      signalGroup(child.pid, 'SIGKILL');
      endGuard();
      child.stdout.destroy();
      child.stderr.destroy();
      resolve(end);
    };
    const stop = (why: 'limit' | 'hung' | 'cancelled'): void => {
      if (reason !== null || over) return;
      reason = why;
      signalGroup(child.pid, 'SIGTERM');
      timers.push(
        setTimeout(() => {
          finish({ kind: why });
        }, TERM_MS),
      );
    };
    const onCancel = (): void => {
      stop('cancelled');
    };
    /** What cannot be looked at is not left running. */
    const fail = (error: unknown): void => {
      reject(error instanceof Error ? error : new Error(String(error)));
      finish({ kind: 'cancelled' });
    };
    const look = (): void => {
      poll().catch(fail);
    };
    const poll = async (): Promise<void> => {
      if (over || reason !== null) return;
      if (limitMs !== null && performance.now() - started >= limitMs) stop('limit');
      else if ((await request.hangs?.()) === true) stop('hung');
      if (!isOver()) timers.push(setTimeout(look, POLL_MS));
    };
    const isOver = (): boolean => over;

    cancel.addEventListener('abort', onCancel);
    child.stdout.on('data', (bytes: Buffer) => {
      (request.onStdout ?? request.onOutput)(bytes);
    });
    child.stderr.on('data', (bytes: Buffer) => {
      request.onOutput(bytes);
    });
    child.on('error', ({ message }) => {
      finish({ kind: 'missing', message });
    });
    const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
      const status = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
      finish(reason === null ? { kind: 'ended', status } : { kind: reason });
    };
    child.on('close', ended);
    child.on('exit', (code, signal) => {
      timers.push(
        setTimeout(() => {
          ended(code, signal);
        }, DRAIN_MS),
      );
    });
    timers.push(setTimeout(look, POLL_MS));
  });
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nothing of it is left.
  }
}
