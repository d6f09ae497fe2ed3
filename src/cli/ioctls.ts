import { hasRequestTable, iocText } from '../core/abi/ioctls';
import type { Arch } from '../core/abi/types';
import { IoctlHistogram, type IoctlRow } from '../core/strace/ioctl-histogram';
import { oneLine } from '../core/text/untrusted';
import { inputNames } from './inputs';
import { chosenArch, type Machine } from './machine';
import {
  EXIT,
  hex,
  styled,
  writeJson,
  writeLine,
  writeNote,
  type CliIo,
  type ExitCode,
} from './output';
import { Beginning, writeHistogram } from './pasted-histogram';
import { rowsOf } from '../core/text/rows';
import { readBytes } from './trace-bytes';

/** The options of `ioctls`, as given. */
export interface IoctlsOptions {
  readonly arch?: string;
  readonly json?: boolean;
}

/**
 * `seccomp-lens ioctls`: which requests the traced threads made, how often, and how often under a
 * filter. All files make one histogram. One that awk made of a trace is explained as it stands.
 * @returns 1 where there is none
 * @throws CliError for a file that cannot be read, before anything is printed
 */
export async function ioctlsCommand(
  files: readonly string[],
  options: IoctlsOptions,
  io: CliIo,
  machine: Machine,
): Promise<ExitCode> {
  // A bad --arch is told before a large file is read.
  if (options.arch !== undefined) chosenArch(options.arch, null);
  const histogram = new IoctlHistogram();
  const beginning = new Beginning();
  for (const file of files) {
    const reader = histogram.reader(file);
    await readBytes(file, io, (chunk) => {
      reader.push(chunk);
      beginning.push(chunk);
    });
    reader.end();
  }
  const arch = chosenArch(options.arch, histogram.arch ?? machine.arch);
  const rows = histogram.rows(arch);
  const pasted = rows.length === 0 ? beginning.histogram() : null;
  if (pasted) return writeHistogram(pasted, arch, options.json === true, io);
  if (rows.length > 0) {
    if (options.json) for (const row of rows) await writeJson(io, objectOf(row));
    else await writeTable(rows, arch, io);
  }
  for (const note of notes(histogram, rows, files, arch)) writeNote(io, note);
  return rows.length > 0 ? EXIT.ok : EXIT.nothing;
}

function objectOf({ request, ...row }: IoctlRow): object {
  return { request: request === null ? null : hex(request), ...row };
}

const COLUMNS = ['COUNT', 'AFTER FILTER', 'REFUSED', 'REQUEST', 'NAME', 'THREADS'];

async function writeTable(rows: readonly IoctlRow[], arch: Arch, io: CliIo): Promise<void> {
  const cells = rows.map((row) => [
    String(row.count),
    String(row.afterFilter),
    String(row.refused),
    row.request === null ? '?' : hex(row.request),
    nameOf(row, arch),
    row.threads.map((thread) => oneLine(thread, 40)).join(', '),
  ]);
  const [head = '', ...lines] = rowsOf([COLUMNS, ...cells], 3);
  await writeLine(io, styled(io, 'dim', head));
  for (const [i, line] of lines.entries()) {
    await writeLine(io, rows[i]?.refused ? styled(io, 'red', line) : line);
  }
}

function nameOf({ names, request }: IoctlRow, arch: Arch): string {
  if (names.length > 0) return oneLine(names.join(' or '), 80);
  return request === null ? '?' : iocText(arch, request);
}

function notes(
  histogram: IoctlHistogram,
  rows: readonly IoctlRow[],
  files: readonly string[],
  arch: Arch,
): string[] {
  if (rows.length === 0) return [nothing(histogram, files)];
  const sum = (what: 'count' | 'afterFilter' | 'refused'): number =>
    rows.reduce((total, row) => total + row[what], 0);
  const said = [
    `${counted(rows.length, 'request')} in ${counted(sum('count'), 'ioctl call')}, ` +
      `${sum('afterFilter')} after a filter was installed, ${sum('refused')} refused.`,
  ];
  const unseen = histogram.total('refusedUnseen');
  if (unseen > 0) {
    said.push(
      `${counted(unseen, 'ioctl call')} more refused, whose request the trace does not have: ` +
        'trace again without --seccomp-bpf and with ioctl among the traced calls.',
    );
  }
  const cut = histogram.total('cut');
  if (cut > 0) said.push(`${counted(cut, 'line')} cut short before the request: not counted.`);
  if (histogram.total('filters') === 0) {
    said.push(
      'no filter is installed in this trace: if the program has one, add seccomp,prctl to -e trace=.',
    );
  } else if (histogram.strayThreads > 1) {
    said.push(
      'the trace does not show who cloned some threads, which may have inherited a filter: ' +
        'add clone,clone3,fork,vfork to -e trace=.',
    );
  }
  if (!hasRequestTable(arch) && rows.some(({ request }) => request === null)) {
    said.push(`no table has the requests of ${arch}, so names stand without their values.`);
  }
  return said;
}

function nothing(histogram: IoctlHistogram, files: readonly string[]): string {
  const where = inputNames(files);
  return histogram.total('lines') === 0
    ? `${where}: not the output of strace; make it by "strace -f -e trace=ioctl -o FILE COMMAND".`
    : `no ioctl call in ${where}: was ioctl traced?`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
