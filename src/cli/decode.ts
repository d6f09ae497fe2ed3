import type { LogRecord, LostRecord, UnnamedRecord } from '../core/records/record';
import { oneLine } from '../core/text/untrusted';
import { TrapJoiner } from '../core/traps/joiner';
import type { Evidence, Origin, Trap } from '../core/traps/trap';
import {
  eventRow,
  lostObject,
  placeOf,
  table,
  trapCells,
  trapObject,
  unnamedObject,
} from './decode-rows';
import { followLogs } from './follow';
import { readLog } from './inputs';
import { EXIT, styled, writeJson, writeLine, writeNote, type CliIo, type ExitCode } from './output';

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
  const report = options.each || options.follow ? new Events(io, options) : new Table(io, options);
  if (options.follow) await followLogs(files, io, (record, origin) => report.take(record, origin));
  else
    for await (const { record, origin } of recordsOf(files, io)) await report.take(record, origin);
  const found = await report.finish();
  if (io.interrupted.aborted) return EXIT.interrupted;
  if (found) return EXIT.ok;
  const where = files.map((file) => (file === '-' ? 'standard input' : oneLine(file))).join(', ');
  writeNote(io, `no record of a refused call in ${where}.`);
  return EXIT.nothing;
}

interface Read {
  readonly record: LogRecord;
  readonly origin: Origin;
}

/** The records of all logs in turn. Every file is opened before the first record is given out. */
async function* recordsOf(files: readonly string[], io: CliIo): AsyncGenerator<Read> {
  const logs = files.map((file) => ({ file, records: readLog(file, io) }));
  const begun = [];
  for (const { file, records } of logs) {
    const first = file === '-' ? null : await records.next();
    begun.push({ file, records, first });
  }
  for (const { file, records, first } of begun) {
    const origin = { label: file, file: file === '-' ? null : file };
    if (first?.done) continue;
    if (first) yield { record: first.value, origin };
    for await (const record of records) yield { record, origin };
  }
}

/** Prints each event when it comes. */
class Events {
  readonly #joiner = new TrapJoiner();
  #found = false;

  constructor(
    private readonly io: CliIo,
    private readonly options: DecodeOptions,
  ) {}

  async take(record: LogRecord, origin: Origin): Promise<void> {
    const trap = this.#joiner.add(record, origin);
    if (record.kind !== 'refusal') await this.#other(record, origin.label);
    else if (trap !== null) await this.#event(trap, { record, origin });
    else return;
    this.#found = true;
  }

  finish(): Promise<boolean> {
    return Promise.resolve(this.#found);
  }

  async #event(trap: Trap, evidence: Evidence): Promise<void> {
    if (this.options.json) await writeJson(this.io, trapObject(trap, evidence, 1));
    else await writeLine(this.io, eventRow(trapCells(trap, evidence, 1)));
  }

  async #other(record: LostRecord | UnnamedRecord, file: string): Promise<void> {
    if (this.options.json) {
      const object =
        record.kind === 'lost' ? lostObject(record, file) : unnamedObject(record, file);
      await writeJson(this.io, object);
      return;
    }
    const what =
      record.kind === 'lost'
        ? `at least ${records(record.records)} dropped before this line`
        : `a call was refused, the line does not say which: ${oneLine(record.raw)}`;
    await writeLine(this.io, `${placeOf(file, record.line)}: ${what}`);
  }
}

/** Prints one row per distinct trap, the most frequent first, then what is missing. */
class Table {
  readonly #joiner = new TrapJoiner();
  readonly #lost: { readonly record: LostRecord; readonly file: string }[] = [];
  readonly #unnamed: { readonly record: UnnamedRecord; readonly file: string }[] = [];

  constructor(
    private readonly io: CliIo,
    private readonly options: DecodeOptions,
  ) {}

  take(record: LogRecord, origin: Origin): Promise<void> {
    this.#joiner.add(record, origin);
    if (record.kind === 'lost') this.#lost.push({ record, file: origin.label });
    if (record.kind === 'unnamed') this.#unnamed.push({ record, file: origin.label });
    return Promise.resolve();
  }

  /** Whether anything was found. */
  async finish(): Promise<boolean> {
    const traps = this.#joiner.traps().toSorted((a, b) => b.count - a.count);
    if (this.options.json) await this.#json(traps);
    else await this.#text(traps);
    return traps.length + this.#lost.length + this.#unnamed.length > 0;
  }

  async #json(traps: readonly Trap[]): Promise<void> {
    for (const trap of traps) {
      const [first] = trap.evidence;
      if (first) await writeJson(this.io, trapObject(trap, first, trap.count));
    }
    for (const { record, file } of this.#lost) await writeJson(this.io, lostObject(record, file));
    for (const { record, file } of this.#unnamed) {
      await writeJson(this.io, unnamedObject(record, file));
    }
  }

  async #text(traps: readonly Trap[]): Promise<void> {
    const rows = traps.flatMap((trap) =>
      trap.evidence.slice(0, 1).map((first) => trapCells(trap, first, trap.count)),
    );
    if (rows.length > 0) {
      const [head = '', ...lines] = table(rows);
      await writeLine(this.io, styled(this.io, 'dim', head));
      for (const line of lines) await writeLine(this.io, line);
    }
    const [lost] = this.#lost;
    if (lost) {
      const more = `At least ${records(this.#joiner.lost, 'more ')} dropped by the kernel`;
      await this.#note(`${more}, first at ${placeOf(lost.file, lost.record.line)}.`);
    }
    for (const { record, file } of this.#unnamed) {
      const place = placeOf(file, record.line);
      await this.#note(
        `${place}: a call was refused, the line does not say which: ${oneLine(record.raw)}`,
      );
    }
  }

  async #note(text: string): Promise<void> {
    await writeLine(this.io, styled(this.io, 'yellow', text));
  }
}

function records(count: number, more = ''): string {
  return count === 1 ? `1 ${more}record was` : `${count} ${more}records were`;
}
