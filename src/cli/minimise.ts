import type { ReadPolicy } from '../core/plan/companions';
import type { Want } from '../core/plan/remedy';
import type { Policy } from '../core/policy/model';
import { readPolicy } from '../core/policy/read';
import { IoctlHistogram } from '../core/strace/ioctl-histogram';
import { oneLine } from '../core/text/untrusted';
import { Trials } from '../host/minimise/trials';
import { loadRustParser } from '../host/rust-parser';
import { readSource } from '../host/source-file';
import type { Hold } from '../host/store/hold';
import { SourceStore } from '../host/store/store';
import { chosenArch, type Machine } from './machine';
import { search, type MinimiseOptions } from './minimise-search';
import { CliError, writeNote, type CliIo, type ExitCode } from './output';
import { putBack } from './put-back';
import { readBytes } from './trace-bytes';
import { wantOfOptions } from './wants';

/** As for `diagnose`: no test that is worth a filter takes longer. */
const DEFAULT_TIMEOUT_S = 300;

/**
 * `minimise`: adds all candidates, sets the filter to Trap, and takes away what the command passes
 * without. The source ends up minimal, with its own action, or as it was.
 * @returns 1 where the command fails with all of them: the source is as it was
 * @throws CliError, SourceError: the source is as it was
 */
export async function minimiseCommand(
  words: readonly string[],
  options: MinimiseOptions,
  io: CliIo,
  machine: Machine,
): Promise<ExitCode> {
  const limit = count(options.timeout ?? String(DEFAULT_TIMEOUT_S), '--timeout', 0);
  const repeat = count(options.repeat ?? '1', '--repeat', 1);
  const wants = await wantsOf(options, io, machine);
  const parser = await loadRustParser(machine.wasmFolder);
  const policies = new Map<string, Policy>();
  const read: ReadPolicy = (text, arch) => {
    const key = `${arch} ${text}`;
    const policy = policies.get(key) ?? readPolicy(parser, text, arch);
    policies.set(key, policy);
    return policy;
  };
  try {
    return await io.unbroken(() =>
      new SourceStore().holding(options.source, 'seccomp-lens minimise', async (hold) => {
        await putBack(hold, options.source, words, true, io);
        const { text, version } = await readSource(options.source);
        const trials = new Trials(hold, text, version, {
          words,
          repeat,
          cwd: process.cwd(),
          env: process.env,
          cancel: io.interrupted,
          limitMs: limit === 0 ? null : limit * 1000,
          onOutput: (bytes) => {
            io.err.write(bytes);
          },
        });
        return giveBack(hold, options.source, io, () =>
          search(text, wants, read, trials, options, io),
        );
      }),
    );
  } finally {
    parser.dispose();
  }
}

/** Whatever stops the search, the source gets back what it had. What is settled stays. */
async function giveBack(
  hold: Hold,
  file: string,
  io: CliIo,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await work();
  } finally {
    const { kind } = await hold.restore();
    if (kind === 'conflict' || kind === 'gone') {
      writeNote(
        io,
        `${oneLine(file)} was edited meanwhile: "seccomp-lens action ${oneLine(file)} --restore" shows both.`,
      );
    }
  }
}

async function wantsOf(
  { candidates = [], trace }: MinimiseOptions,
  io: CliIo,
  machine: Machine,
): Promise<readonly Want[]> {
  const named = candidates.map((ioctl) => wantOfOptions({ ioctl }, machine));
  if (trace === undefined) return named;
  const histogram = new IoctlHistogram();
  const reader = histogram.reader(trace);
  await readBytes(trace, io, (chunk) => {
    reader.push(chunk);
  });
  reader.end();
  const arch = chosenArch(undefined, histogram.arch ?? machine.arch);
  const known = new Set(named.map(({ request }) => request));
  const seen = histogram
    .rows(arch)
    .flatMap(({ request }) => (request === null || known.has(request) ? [] : [request]));
  return [...named, ...seen.map((request) => ({ arch, syscall: 'ioctl', request, comm: null }))];
}

function count(text: string, option: string, least: number): number {
  const value = /^[0-9]{1,6}$/.test(text) ? Number(text) : -1;
  if (value >= least) return value;
  throw new CliError(`${option} takes a number from ${least} on, not "${oneLine(text)}".`);
}
