import { callTable } from '../core/diagnose/call-table';
import type { DiagnoseEvent, DiagnoseResult, Review } from '../core/diagnose/events';
import { readerOf } from '../core/diagnose/reader';
import { oneLine, stripTerminal } from '../core/text/untrusted';
import { Diagnosis } from '../host/diagnose/loop';
import { loadRustParser } from '../host/rust-parser';
import { SourceStore } from '../host/store/store';
import { canAsk, decide } from './diagnose-ask';
import { chosenArch, type Machine } from './machine';
import { CliError, writeJson, writeNote, type CliIo } from './output';
import { rowLines, rowObjects } from './diagnose-report';
import { putBack } from './put-back';

/** The options of `diagnose` as commander gives them. */
export interface DiagnoseCommandOptions {
  readonly source: string;
  readonly filter?: string;
  readonly list?: string;
  readonly yes?: true;
  /** commander's form of `--no-write`. */
  readonly write: boolean;
  readonly timeout?: string;
  readonly rounds?: string;
  /** commander's form of `--no-strace` and `--no-kernel-log`. */
  readonly strace: boolean;
  readonly kernelLog: boolean;
  readonly calls?: true;
  readonly json?: true;
}

/** As `docs/diagnose.md` has them. */
const STATUS = { passed: 0, refused: 1, failed: 3, incomplete: 3, cancelled: 130 } as const;

/** No test that is worth a filter takes longer; `--timeout 0` waits for ever. */
const DEFAULT_TIMEOUT_S = 300;
const GRACE_MS = 5000;
const DEFAULT_ROUNDS = 30;

/**
 * `diagnose`: runs a command until it passes under the filter as the source has it. Results go to
 * standard output, what the command prints and what is being done to standard error.
 * @throws CliError, SourceError
 */
export async function diagnoseCommand(
  command: readonly string[],
  options: DiagnoseCommandOptions,
  io: CliIo,
  machine: Machine,
): Promise<number> {
  const { source } = options;
  const limit = seconds(options.timeout);
  const rounds = whole(options.rounds ?? String(DEFAULT_ROUNDS), '--rounds');
  if (options.write && options.yes !== true && !canAsk(io)) {
    throw new CliError(
      'Nobody can be asked here what to allow: --yes applies the narrowest remedies, --no-write only reports.',
    );
  }
  const arch = chosenArch(undefined, machine.arch);
  const parser = await loadRustParser(machine.wasmFolder);
  try {
    return await io.unbroken(() =>
      new SourceStore().holding(source, 'seccomp-lens diagnose', async (held) => {
        await putBack(held, source, command, options.write, io);
        const handlers = {
          on: (event: DiagnoseEvent) => {
            tell(event, options, io);
          },
          review: (review: Review) => decide(review, source, options, io),
        };
        const diagnosis = new Diagnosis(
          {
            source,
            command,
            arch,
            held,
            cancel: io.interrupted,
            read: readerOf(parser),
            cwd: process.cwd(),
            env: process.env,
            limitMs: limit === 0 ? null : limit * 1000,
            graceMs: GRACE_MS,
            useKernelLog: options.kernelLog,
            useStrace: options.strace,
            filter: options.filter ?? null,
            list: options.list ?? null,
            write: options.write,
            maxRounds: options.write ? rounds : 1,
          },
          handlers,
        );
        const result = await diagnosis.run();
        await report(result, source, held.source, options, io);
        return STATUS[result.status];
      }),
    );
  } finally {
    parser.dispose();
  }
}

function seconds(text: string | undefined): number {
  return text === undefined ? DEFAULT_TIMEOUT_S : whole(text, '--timeout');
}

function whole(text: string, option: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new CliError(`${option} takes a whole number, not "${oneLine(text, 40)}".`);
}

function tell(event: DiagnoseEvent, options: DiagnoseCommandOptions, io: CliIo): void {
  switch (event.kind) {
    case 'round':
      writeNote(io, `round ${event.round}`);
      return;
    case 'step':
    case 'note':
      writeNote(io, oneLine(event.text, 1000));
      return;
    case 'output':
      io.err.write(
        io.progress ? stripTerminal(Buffer.from(event.bytes).toString('utf8')) : event.bytes,
      );
      return;
    case 'calls':
      if (options.calls !== true) return;
      for (const line of callTable(event.rows)) io.err.write(`${line}\n`);
  }
}

async function report(
  result: DiagnoseResult,
  source: string,
  path: string,
  options: DiagnoseCommandOptions,
  io: CliIo,
): Promise<void> {
  const { left, message, status, proof, rounds, restored } = result;
  if (options.json) {
    for (const row of [...result.applied, ...left]) {
      for (const object of rowObjects(row, source)) await writeJson(io, object);
    }
    await writeJson(io, { kind: 'result', passed: status === 'passed', rounds, restored });
  } else {
    for (const row of left) for (const line of rowLines(row)) io.out.write(`${line}\n`);
  }
  writeNote(io, oneLine(message, 1000));
  if (proof !== null) writeNote(io, oneLine(proof, 1000));
  if (!restored) {
    writeNote(io, `seccomp-lens action ${oneLine(path)} --restore --write puts the filter back.`);
  }
}
