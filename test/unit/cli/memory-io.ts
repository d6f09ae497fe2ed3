import { PassThrough, Readable, Writable } from 'node:stream';
import type { CliIo } from '../../../src/cli/output';

/** A `CliIo` that keeps what a command writes. */
export interface MemoryIo extends CliIo {
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly jsonLines: () => readonly unknown[];
}

/** @param changes what differs from a pipe without colours and without input */
export function memoryIo(changes: Partial<CliIo> = {}): MemoryIo {
  const out = keeping();
  const err = keeping();
  return {
    out: out.stream,
    err: err.stream,
    stdin: Readable.from([]),
    terminal: false,
    color: false,
    progress: false,
    interrupted: new AbortController().signal,
    unbroken: (work) => work(),
    ...changes,
    stdout: out.text,
    stderr: err.text,
    jsonLines: () =>
      out
        .text()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as unknown),
  };
}

/** Standard input with this in it. */
export function input(...chunks: readonly (string | Buffer)[]): Readable {
  const stream = new PassThrough();
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  return stream;
}

function keeping(): { stream: Writable; text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      // It may be used again.
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}
