import type { LogRecord } from '../core/records/record';
import { oneLine } from '../core/text/untrusted';
import type { Origin } from '../core/traps/trap';
import { LiveDecoder } from '../host/live-decoder';
import { FileTail, type TailState } from '../host/tail';
import { readLog } from './inputs';
import { writeNote, type CliIo } from './output';

/**
 * Gives the records of logs as they are written, until the command is interrupted; standard input is
 * read to its end. A file that cannot be read now is tried again, and that is said on stderr.
 */
export async function followLogs(
  files: readonly string[],
  io: CliIo,
  take: (record: LogRecord, origin: Origin) => Promise<void>,
): Promise<void> {
  const queue = new Queue(take);
  const tails = files
    .filter((file) => file !== '-')
    .map((file) => new FollowedLog(file, io, queue));
  if (files.includes('-')) {
    for await (const records of readLog('-', io)) {
      for (const record of records) queue.add(record, { label: '-', file: null });
    }
  }
  if (tails.length > 0) await interruption(io);
  for (const tail of tails) tail.dispose();
  await queue.empty();
}

/** One file that is followed, until it is disposed of. */
class FollowedLog {
  readonly #decoder: LiveDecoder;
  readonly #tail: FileTail;

  constructor(
    private readonly file: string,
    private readonly io: CliIo,
    queue: Queue,
  ) {
    const origin = { label: file, file };
    this.#decoder = new LiveDecoder((records) => {
      for (const record of records) queue.add(record, origin);
    });
    this.#tail = new FileTail(
      file,
      {
        onBytes: (chunk) => {
          this.#decoder.push(chunk);
        },
        onState: (state) => {
          this.#enter(state);
        },
      },
      { fromStart: true },
    );
    this.#tail.start();
  }

  dispose(): void {
    this.#tail.dispose();
    this.#decoder.end();
  }

  #enter(state: TailState): void {
    if (state === 'waiting') this.#say('there is no such file yet; waiting for it.');
    else if (state === 'gone') this.#say('the file is gone; waiting for it to come back.');
    else if (typeof state === 'object') this.#say(`cannot be read, trying again. ${state.error}`);
    if (state === 'rotated' || state === 'gone') this.#decoder.end();
  }

  #say(what: string): void {
    writeNote(this.io, `${oneLine(this.file)}: ${what}`);
  }
}

/** Hands records on one after the other, so that a slow reader of the output keeps their order. */
class Queue {
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly take: (record: LogRecord, origin: Origin) => Promise<void>) {}

  add(record: LogRecord, origin: Origin): void {
    this.#last = this.#last.then(() => this.take(record, origin));
  }

  empty(): Promise<void> {
    return this.#last;
  }
}

/** Waits for Ctrl+C, and keeps the process alive meanwhile: a tail alone does not. */
async function interruption({ interrupted }: CliIo): Promise<void> {
  const alive = setInterval(() => undefined, 0x7fffffff);
  await new Promise<void>((resolve) => {
    if (interrupted.aborted) resolve();
    else
      interrupted.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
  });
  clearInterval(alive);
}
