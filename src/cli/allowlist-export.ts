import type { Arch } from '../core/abi/types';
import { asFirecracker, type Exported } from '../core/export/firecracker';
import { listsInForce, type ListInForce } from '../core/export/in-force';
import { jsonText } from '../core/export/json';
import { asOci } from '../core/export/oci';
import type { Policy } from '../core/policy/model';
import { oneLine } from '../core/text/untrusted';
import { CliError, EXIT, writeJsonText, writeNote, type CliIo, type ExitCode } from './output';

/** What `allowlist --format` takes. */
export type ExportFormat = 'oci' | 'firecracker';

interface ExportOptions {
  readonly arch: Arch;
  readonly format: ExportFormat;
  /** The list's name, with or without its modules; null for all. */
  readonly list: string | null;
}

/**
 * `allowlist --format`: what is in force on one architecture, in a format of others. What that format
 * cannot say is told on standard error, a line each.
 * @param policy as read for `arch`
 * @returns 1 where there is no list
 * @throws CliError where a profile, which is one filter, is asked of several
 */
export async function exportPolicy(
  source: string,
  policy: Policy,
  { arch, format, list }: ExportOptions,
  io: CliIo,
): Promise<ExitCode> {
  const all = listsInForce(policy, arch);
  const lists = list === null ? all : all.filter((one) => isNamed(one, list));
  if (lists.length === 0) {
    const which = oneLine(`no list${whichNot(policy, all, list)}`);
    writeNote(io, `${oneLine(source)} holds ${which}.`);
    return EXIT.nothing;
  }
  const { document, notes } = exported(lists, arch, format);
  await writeJsonText(io, jsonText(document));
  for (const note of notes) writeNote(io, `${oneLine(source)}: ${oneLine(note)}`);
  return EXIT.ok;
}

/** Behind "no list": why none of the lists that there are was taken. */
function whichNot(policy: Policy, all: readonly ListInForce[], named: string | null): string {
  if (all.length > 0) return ` named ${named ?? ''}; it has ${all.map(nameOf).join(', ')}`;
  const [other] = policy.lists;
  return other ? ` in force: ${other.name} exists only under cfg(${other.cfg ?? ''})` : '';
}

function exported(lists: readonly ListInForce[], arch: Arch, format: ExportFormat): Exported {
  if (format === 'firecracker') return asFirecracker(lists);
  const allowing = lists.filter(({ list }) => list.polarity !== 'deny');
  const candidates = allowing.length > 0 ? allowing : lists;
  const [only] = candidates;
  if (!only || candidates.length > 1) {
    const names = candidates.map(nameOf).join(', ');
    throw new CliError(
      oneLine(`A profile is one filter, and there are ${names}: use --list NAME.`),
    );
  }
  const beside = lists.filter((one) => one !== only);
  const { document, notes } = asOci(only, arch);
  const more = beside.map(
    (one) =>
      `${nameOf(one)} (line ${one.list.line}) is a filter of its own, and no part of the profile.`,
  );
  return { document, notes: [...notes, ...more] };
}

function nameOf({ list }: ListInForce): string {
  return [...list.modules, list.name].join('::');
}

function isNamed(one: ListInForce, name: string): boolean {
  return nameOf(one) === name || one.list.name === name;
}
