import type { Arch } from '../core/abi/types';
import { EvidenceReader, type CallEvidence } from '../core/findings/evidence';
import { findingsOf } from '../core/findings/find';
import type { Level } from '../core/findings/finding';
import type { RustParser } from '../core/policy/parser';
import { readPolicy } from '../core/policy/read';
import { oneLine } from '../core/text/untrusted';
import { readCrateAround } from '../host/crate-files';
import { SourceError } from '../host/source-file';
import { reportAs, type Report } from './check-report';
import { formatOf } from './format';
import { readRust } from './inputs';
import { chosenArch, type Machine } from './machine';
import { parserForOneRun } from './one-run';
import { CliError, EXIT, writeNote } from './output';
import type { CliIo, ExitCode } from './output';
import { readBytes } from './trace-bytes';

/** What `--format` takes. */
export type CheckFormat = 'text' | 'json' | 'sarif';

/** The options of `check` as commander gives them. */
export interface CheckOptions {
  readonly evidence?: readonly string[];
  readonly format?: CheckFormat;
  readonly arch?: string;
  readonly json?: true;
}

/**
 * `check`: what is wrong or worth knowing in the policies of Rust sources.
 * @returns 1 where there is a warning or an error; 2 where a source cannot be read, the others are
 * then reported
 * @throws CliError for evidence that cannot be read, before anything is printed
 */
export async function checkCommand(
  sources: readonly string[],
  options: CheckOptions,
  io: CliIo,
  machine: Machine,
): Promise<ExitCode> {
  const format = formatOf(options);
  const arch = chosenArch(options.arch, machine.arch);
  if (sources.includes('-') && options.evidence?.includes('-')) {
    throw new CliError('Standard input is either a source or evidence, not both.');
  }
  const evidence = options.evidence ? await readEvidence(options.evidence, arch, io) : null;
  const report = reportAs(format, io);
  const parser = await parserForOneRun(machine.wasmFolder, sources.length);
  const levels = new Set<Level | 'unreadable'>();
  try {
    for (const source of sources) {
      for (const level of await check(source, arch, evidence, report, io, parser)) {
        levels.add(level);
      }
    }
  } finally {
    parser.dispose();
  }
  await report.end();
  if (levels.has('unreadable')) return EXIT.usage;
  return levels.has('error') || levels.has('warning') ? EXIT.nothing : EXIT.ok;
}

async function readEvidence(
  files: readonly string[],
  arch: Arch,
  io: CliIo,
): Promise<CallEvidence> {
  const reader = new EvidenceReader(arch);
  for (const path of files) {
    const file = reader.file();
    await readBytes(path, io, (chunk) => {
      file.push(chunk);
    });
    file.end();
  }
  const evidence = reader.evidence();
  for (const note of evidence.notes) writeNote(io, note);
  return evidence;
}

/** The levels of what was found in one source. */
async function check(
  source: string,
  arch: Arch,
  evidence: CallEvidence | null,
  report: Report,
  io: CliIo,
  parser: RustParser,
): Promise<readonly (Level | 'unreadable')[]> {
  let text;
  try {
    ({ text } = await readRust(source, io));
  } catch (error) {
    if (!(error instanceof SourceError || error instanceof CliError)) throw error;
    writeNote(io, oneLine(error.message));
    report.unreadable(source, oneLine(error.message));
    return ['unreadable'];
  }
  const policy = readPolicy(parser, text, arch, await readCrateAround(source, text));
  for (const { line, message } of policy.problems) {
    writeNote(io, `${oneLine(source)}:${line}: ${oneLine(message)}`);
  }
  const findings = findingsOf(policy, { arch, evidence });
  await report.add(source, text, findings);
  return findings.map(({ level }) => level);
}
