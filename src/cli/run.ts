import { constants } from 'node:os';
import { addAbortSignal } from 'node:stream';
import { CommanderError, type Command } from 'commander';
import { archOfNode } from '../core/abi/arch';
import { oneLine } from '../core/text/untrusted';
import { SourceError } from '../host/source-file';
import type { Machine } from './machine';
import { CliError, EXIT, wantsColor, writeNote, type CliIo } from './output';

/** What asks a process to end: Ctrl+C, another process, the terminal that closes. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a command line in this process: real streams, signals, the exit status.
 * @param commands gives the program; its commands report their exit status to `done`
 */
export async function run(
  commands: (io: CliIo, machine: Machine, done: (code: number) => void) => Command,
): Promise<void> {
  const stop = new AbortController();
  let code: number = EXIT.ok;
  let unbroken = 0;
  let signalled = false;
  for (const signal of ENDING) {
    process.on(signal, () => {
      // The second one is for a command that does not come to its end.
      if (signalled && unbroken === 0) process.exit(code);
      if (!signalled) code = 128 + constants.signals[signal];
      signalled = true;
      stop.abort();
    });
  }
  for (const stream of [process.stdout, process.stderr]) {
    // `… | head` is no error, nor a terminal that was closed: nobody reads on.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
      stop.abort();
    });
  }

  const terminal = process.stdout.isTTY;
  const io: CliIo = {
    out: process.stdout,
    err: process.stderr,
    get stdin() {
      return addAbortSignal(stop.signal, process.stdin);
    },
    terminal,
    color: wantsColor(terminal, process.env),
    progress: process.stderr.isTTY,
    interrupted: stop.signal,
    unbroken: async (work) => {
      unbroken += 1;
      try {
        return await work();
      } finally {
        unbroken -= 1;
      }
    },
  };
  const machine: Machine = { arch: archOfNode(process.arch), wasmFolder: __dirname };
  const done = (status: number): void => {
    if (!stop.signal.aborted) code = status;
  };
  try {
    await commands(io, machine, done).parseAsync();
  } catch (error) {
    const known = stop.signal.aborted;
    // What a source could not be given back is said all the same.
    if (!known || error instanceof SourceError) {
      const status = report(error, io);
      if (!known) code = status;
    }
  }
  process.exitCode = code;
}

function report(error: unknown, io: CliIo): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof CliError || error instanceof SourceError) {
    writeNote(io, oneLine(error.message, 1000));
    return EXIT.usage;
  }
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  writeNote(io, `this is a mistake in Seccomp Lens: ${what}`);
  return EXIT.usage;
}
