import { cargoCommand } from '../core/diagnose/cargo';
import { oneLine } from '../core/text/untrusted';
import type { Hold } from '../host/store/hold';
import type { SourceRecord } from '../host/store/record';
import { unifiedDiff, writeDiff } from './diff';
import { CliError, writeNote, type CliIo } from './output';

/**
 * What an earlier run has left loosened, since it was killed, is put back before another begins. Where
 * somebody has edited the source at that very place, both texts are shown, as the way from one to the
 * other.
 * @param command what is run next: whether that builds anew is said
 * @throws CliError where a person has to decide: nothing was written, and all is still kept
 */
export async function putBack(
  held: Hold,
  file: string,
  command: readonly string[],
  mayWrite: boolean,
  io: CliIo,
): Promise<void> {
  const record = await held.kept();
  if (record === null) return;
  const { restored } = await held.preview();
  const place = oneLine(file);
  const left = `${oneLine(record.by)} has left the filter of ${place} loosened`;
  if (restored.kind === 'gone') throw new CliError(`${left}; the file is gone since.`);
  if (restored.kind === 'conflict') {
    const { current, original } = restored;
    writeDiff({ ...io, out: io.err }, unifiedDiff(file, current, original));
    throw new CliError(
      `${left}, and it was edited at that place since: the way back to the original is printed. ` +
        `Edit it, then "seccomp-lens action ${place} --keep".`,
    );
  }
  const isLoose = restored.kind === 'restored' || restored.kind === 'merged';
  if (isLoose && !mayWrite) {
    throw new CliError(`${left}: "seccomp-lens action ${place} --restore --write" puts it back.`);
  }
  await held.restore();
  if (!isLoose) return;
  const edits = restored.kind === 'merged' ? ', with what was edited since' : '';
  writeNote(io, `${left}: it is put back${edits}. ${stale(record, command)}`);
}

/** What becomes of the binaries that were built meanwhile. cargo builds what is older than its source. */
function stale(record: SourceRecord, command: readonly string[]): string {
  const what = `Binaries built meanwhile ${filterOf(record)}`;
  return cargoCommand(command) === null
    ? `${what} until they are built again: "cargo build".`
    : `${what}; they are built again now.`;
}

/** Which filter they have. */
export function filterOf({ written }: SourceRecord): string {
  const onLog = written.some(({ bytes }) => /\bLog\b/.test(bytes.toString('utf8')));
  return onLog ? 'are still on Log' : 'still have the filter that it was left with';
}
