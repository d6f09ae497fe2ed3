import type { LogRecord } from '../core/records/record';
import type { Origin } from '../core/traps/trap';
import { Events } from './decode-events';
import { Table } from './decode-table';
import { followLogs } from './follow';
import { inputNames, readLog } from './inputs';
import { EXIT, writeNote, type CliIo, type ExitCode } from './output';

/** The options of `decode`, as given. */
export interface DecodeOptions {
  readonly each?: boolean;
  readonly json?: boolean;
  readonly follow?: boolean;
}

/**
 * `seccomp-lens decode`: what logs say was refused. Prints as it reads with `--each` and `--follow`,
 * else one row per distinct trap at the end.
 * @throws CliError for a file that cannot be read, before anything is printed
 */
export async function decodeCommand(
  files: readonly string[],
  options: DecodeOptions,
  io: CliIo,
): Promise<ExitCode> {
  const { json = false, each = false, follow: live = false } = options;
  const report = each || live ? new Events(io, { json }) : new Table(io, json);
  if (live) {
    await followLogs(files, io, async (record, origin) => {
      await report.take(record, origin);
    });
  } else {
    for await (const { records, origin } of recordsOf(files, io, !each))
      for (const record of records) {
        // Only a wait makes way for others; most records need none.
        const printed = report.take(record, origin);
        if (printed !== null) await printed;
      }
  }
  const found = await report.finish();
  if (io.interrupted.aborted) return EXIT.interrupted;
  if (found) return EXIT.ok;
  const where = inputNames(files);
  writeNote(io, `no record of a refused call in ${where}.`);
  return EXIT.nothing;
}

interface Read {
  readonly records: readonly LogRecord[];
  readonly origin: Origin;
}

/** The records of all logs in turn. Every file is opened before the first record is given out. */
async function* recordsOf(
  files: readonly string[],
  io: CliIo,
  gathers: boolean,
): AsyncGenerator<Read> {
  const logs = files.map((file) => ({ file, records: readLog(file, io, gathers) }));
  const begun = [];
  for (const { file, records } of logs) {
    const first = file === '-' ? null : await records.next();
    begun.push({ file, records, first });
  }
  for (const { file, records, first } of begun) {
    const origin = { label: file, file: file === '-' ? null : file };
    if (first?.done) continue;
    if (first) yield { records: first.value, origin };
    for await (const more of records) yield { records: more, origin };
  }
}
