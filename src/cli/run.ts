import { fstatSync } from 'node:fs';
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
  /** By what it was ended, which outranks what the command says of itself. */
  let ended = null as number | null;
  let told = null as number | null;
  /** Where it was stopped before it could tell. */
  let untold: number = EXIT.ok;
  let unbroken = 0;
  for (const signal of ENDING) {
    process.on(signal, () => {
      // The second one is for a command that does not come to its end.
      if (ended !== null && unbroken === 0) process.exit(ended);
      ended ??= 128 + constants.signals[signal];
      stop.abort();
    });
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') {
        // A full disk: what was found is not there to be read.
        if (ended === null && stream === process.stdout) {
          writeNote(io, `the output cannot be written: ${oneLine(error.message)}.`);
        }
        ended ??= EXIT.usage;
      }
      // `… | head` is no error, nor a terminal that was closed: nobody reads on. Of the other stream
      // somebody may.
      else if (stream === process.stderr) untold = 128 + constants.signals.SIGPIPE;
      stop.abort();
    });
  }

  const terminal = process.stdout.isTTY;
  const io: CliIo = {
    out: process.stdout,
    err: process.stderr,
    get stdin() {
      // Node takes one for an empty stream.
      if (fstatSync(0).isDirectory()) {
        throw new CliError('Standard input cannot be read: it is a folder.');
      }
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
    // What was interrupted has nothing to tell.
    if (status !== EXIT.interrupted) told = status;
  };
  try {
    await commands(io, machine, done).parseAsync();
  } catch (error) {
    // What a source could not be given back is said all the same.
    if (!stop.signal.aborted || error instanceof SourceError) told = report(error, io);
  }
  process.exitCode = ended ?? told ?? untold;
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
