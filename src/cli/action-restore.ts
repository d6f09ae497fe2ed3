import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { oneLine } from '../core/text/untrusted';
import { sourceRoot } from '../host/crate-files';
import { SourceStore } from '../host/store/store';
import { unifiedDiff, writeDiff } from './diff';
import { CliError, EXIT, writeJson, writeNote, type CliIo, type ExitCode } from './output';
import { filterOf } from './put-back';

/**
 * `action --restore`: prints, and with `--write` makes, the change that undoes what the tool changed.
 * @returns 1 where there is nothing to undo
 * @throws CliError where the source was edited at the place of the change: both texts are printed
 */
export async function restoreCommand(
  file: string,
  options: { readonly write?: true; readonly json?: true },
  io: CliIo,
): Promise<ExitCode> {
  const place = oneLine(file);
  const { restored, before, after, stale } = await new SourceStore().holding(
    file,
    'seccomp-lens action',
    async (hold) => {
      const preview = await hold.preview();
      const record = await hold.kept();
      if (options.write) await hold.restore();
      return { ...preview, stale: record === null ? '' : filterOf(record) };
    },
  );
  switch (restored.kind) {
    case 'nothing':
      writeNote(io, `${place} holds no change of this tool.${await heldBeside(file)}`);
      return EXIT.nothing;
    case 'unchanged':
      writeNote(io, `${place} has its own action already.`);
      return EXIT.nothing;
    case 'gone':
      if (!options.json) writeDiff(io, unifiedDiff(file, '', restored.original));
      throw new CliError(`${place} is gone; its original is printed, and is still kept.`);
    case 'conflict':
      if (!options.json) writeDiff(io, unifiedDiff(file, restored.current, restored.original));
      throw new CliError(
        `${place} was edited where its action was changed: the way back to the original is printed, ` +
          'nothing was written, and the original is still kept. Edit it, then use --keep.',
      );
    default:
  }
  const diff = unifiedDiff(file, before, after);
  if (options.json) {
    await writeJson(io, {
      file,
      filter: null,
      line: lineOf(before, after),
      from: null,
      to: null,
      diff,
    });
  } else writeDiff(io, diff);
  if (options.write) {
    writeNote(
      io,
      `${place} is restored. Binaries built meanwhile ${stale} until they are built again: "cargo build".`,
    );
  }
  return EXIT.ok;
}

/**
 * `action --keep`: the source stays as it is, and its original is forgotten.
 * @returns 1 where nothing was kept
 */
export async function keepCommand(file: string, io: CliIo): Promise<ExitCode> {
  const place = oneLine(file);
  const had = await new SourceStore().holding(file, 'seccomp-lens action', async (hold) => {
    const record = await hold.kept();
    if (record !== null) await hold.forget();
    return record !== null;
  });
  writeNote(
    io,
    had ? `${place} stays as it is.` : `Nothing is kept of ${place}: this tool has not changed it.`,
  );
  return had ? EXIT.ok : EXIT.nothing;
}

/** The action of a filter may be written in another file of its crate, and be changed there. */
async function heldBeside(file: string): Promise<string> {
  const root = await realpath(await sourceRoot(file)).catch(() => null);
  if (root === null) return '';
  const { leftovers } = await new SourceStore().leftovers();
  const beside = leftovers.filter(({ source }) => source.startsWith(root + sep));
  return beside
    .map(({ source }) => ` ${oneLine(relative('', source))} does: restore that one.`)
    .join('');
}

/** The first line that differs, from 1. */
function lineOf(before: string, after: string): number {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return now.findIndex((line, at) => line !== old[at]) + 1;
}
