import { addAbortSignal } from 'node:stream';
import { CommanderError, type Command } from 'commander';
import { archOfNode } from '../core/abi/arch';
import { oneLine } from '../core/text/untrusted';
import { SourceError } from '../host/source-file';
import type { Machine } from './machine';
import { CliError, EXIT, wantsColor, writeNote, type CliIo } from './output';

/**
 * Runs a command line in this process: real streams, Ctrl+C, the exit status.
 * @param commands gives the program; its commands report their exit status to `done`
 */
export async function run(
  commands: (io: CliIo, machine: Machine, done: (code: number) => void) => Command,
): Promise<void> {
  const stop = new AbortController();
  let code: number = EXIT.ok;
  process.on('SIGINT', () => {
    // The second Ctrl+C is for a command that does not come to its end.
    if (code === EXIT.interrupted) process.exit(code);
    code = EXIT.interrupted;
    stop.abort();
  });
  for (const stream of [process.stdout, process.stderr]) {
    // `… | head` is no error: nobody reads on, so there is nothing left to say.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
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
  };
  const machine: Machine = { arch: archOfNode(process.arch), wasmFolder: __dirname };
  const done = (status: number): void => {
    if (!stop.signal.aborted) code = status;
  };
  try {
    await commands(io, machine, done).parseAsync();
  } catch (error) {
    if (!stop.signal.aborted) code = report(error, io);
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
