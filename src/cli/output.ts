import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { inertJson } from '../core/text/untrusted';

/**
 * What a command sees of the terminal that it was started from. `main.ts` makes the real one, tests
 * make one of `PassThrough` streams; a command touches neither `process` nor `console`.
 */
export interface CliIo {
  /** Results: the table, the diff, the JSON lines. */
  readonly out: Writable;
  /** Errors, notes about what stays unknown, progress. */
  readonly err: Writable;
  /** What `-` reads. Ends with an `AbortError` on Ctrl+C. */
  readonly stdin: Readable;
  /** Whether `out` is a terminal, which acts on control characters instead of showing them. */
  readonly terminal: boolean;
  /** Whether `out` shows colours. */
  readonly color: boolean;
  /** Whether `err` is a terminal, so that progress may be drawn there. */
  readonly progress: boolean;
  /**
   * Aborted by Ctrl+C, by SIGTERM or SIGHUP, and when the reader of `out` has gone: long work ends at
   * its next step.
   */
  readonly interrupted: AbortSignal;
  /**
   * Does work that has something to put back at its end: until then not even a second Ctrl+C ends the
   * process. The work itself has to end soon after the first.
   */
  readonly unbroken: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Exit statuses that the commands share. */
export const EXIT = { ok: 0, nothing: 1, usage: 2, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Bad usage or unreadable input: `main.ts` prints the message as one line and exits with 2. */
export class CliError extends Error {
  override readonly name = 'CliError';
}

/** Writes one line and waits while the reader is slow. The text must be clean of control characters. */
export async function writeLine(io: CliIo, text: string): Promise<void> {
  if (!io.out.write(`${text}\n`)) await once(io.out, 'drain', { signal: io.interrupted });
}

/**
 * Writes lines that are bytes already, as `writeLine` does.
 * @param written is called when the bytes are needed no more
 */
export async function writeBytes(io: CliIo, lines: Uint8Array, written: () => void): Promise<void> {
  if (!io.out.write(lines, written)) await once(io.out, 'drain', { signal: io.interrupted });
}

/** Writes one object of `--json`: one line, keys in the order given, no `undefined`. */
export async function writeJson(io: CliIo, object: object): Promise<void> {
  await writeLine(io, safeJson(object));
}

/** A value as JSON that does nothing to a terminal. */
export function safeJson(value: unknown): string {
  return inertJson(JSON.stringify(value));
}

/** Writes JSON that is laid out already. */
export async function writeJsonText(io: CliIo, text: string): Promise<void> {
  await writeLine(io, inertJson(text));
}

/** One sentence on standard error, named as command-line tools do. */
export function writeNote(io: CliIo, message: string): void {
  io.err.write(`seccomp-lens: ${message}\n`);
}

/** An unsigned 32-bit value as the commands print it. */
export function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** SGR on and off codes, ECMA-48 8.3.117. */
const SGR: Record<Style, readonly [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/** The text in a style, or as it is where `io.out` shows no colours. */
export function styled(io: CliIo, style: Style, text: string): string {
  if (!io.color) return text;
  const [on, off] = SGR[style];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

/** Whether a stream that is (or is not) a terminal gets colours, by the environment (no-color.org). */
export function wantsColor(
  isTerminal: boolean,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const noColor = env['NO_COLOR'];
  return isTerminal && (noColor === undefined || noColor === '') && env['TERM'] !== 'dumb';
}
