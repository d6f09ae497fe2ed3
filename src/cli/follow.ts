import { LogDecoder } from '../core/records/decode';
import type { LogRecord } from '../core/records/record';
import { oneLine } from '../core/text/untrusted';
import type { Origin } from '../core/traps/trap';
import { FileTail } from '../host/tail';
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
  const tails = files.filter((file) => file !== '-').map((file) => tailOf(file, io, queue));
  if (files.includes('-')) {
    for await (const record of readLog('-', io)) queue.add(record, { label: '-', file: null });
  }
  if (tails.length > 0) await interruption(io);
  for (const tail of tails) tail.dispose();
  await queue.empty();
}

function tailOf(file: string, io: CliIo, queue: Queue): FileTail {
  const origin = { label: file, file };
  let decoder = new LogDecoder();
  const say = (what: string): void => {
    writeNote(io, `${oneLine(file)}: ${what}`);
  };
  const tail = new FileTail(
    file,
    {
      onBytes: (chunk) => {
        for (const record of decoder.push(chunk)) queue.add(record, origin);
      },
      onState: (state) => {
        if (state === 'waiting') say('there is no such file yet; waiting for it.');
        else if (typeof state === 'object') say(`cannot be read, trying again. ${state.error}`);
        else if (state === 'rotated') {
          for (const record of decoder.end()) queue.add(record, origin);
          decoder = new LogDecoder();
        }
      },
    },
    { fromStart: true },
  );
  tail.start();
  return tail;
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
