import * as l10n from '@vscode/l10n';
import { syscallByName, syscallByNumber } from '../abi/syscalls';
import type { Arch, Syscall } from '../abi/types';
import { libcsWithout } from './entry-cfg';

/** How a new entry says its call. */
export interface WrittenCall {
  /** By the number of `call.arch`. */
  readonly byNumber: boolean;
  /** Architectures that the entry would be built for and where it is another call, or none. */
  readonly lacking: readonly Arch[];
  /** The predicate over it, null where it has none. */
  readonly cfg: string | null;
  /** A link of a chain takes no attribute. */
  readonly isLink: boolean;
}

/** What an entry is not on every target, a sentence for each. */
export function targetWarnings(call: Syscall, how: WrittenCall): readonly string[] {
  return [
    ...(how.byNumber ? unnamed(call) : libcWarnings(call, how.cfg)),
    ...how.lacking.map((other) => {
      const fact = how.byNumber ? numberFact(call, other) : nameFact(call, other);
      return `${fact} ${advice(other, how)}`;
    }),
  ];
}

function unnamed({ name, arch, rustTargets }: Syscall): readonly string[] {
  if (rustTargets.length > 0) return [];
  return [
    l10n.t('libc has no SYS_{0} on any {1} target: its number there is written.', name, arch),
  ];
}

function libcWarnings(call: Syscall, cfg: string | null): readonly string[] {
  if (cfg?.includes('target_env')) return [];
  return libcsWithout(call).map((libc) =>
    l10n.t('libc has no SYS_{0} on {1} with {2}.', call.name, call.arch, libc),
  );
}

function nameFact({ name }: Syscall, other: Arch): string {
  return syscallByName(other, name) === null
    ? l10n.t('{0} has no call {1}.', other, name)
    : l10n.t('libc has no SYS_{0} on {1}.', name, other);
}

function numberFact({ name, number, arch }: Syscall, other: Arch): string {
  const own = syscallByName(other, name);
  const meant = syscallByNumber(other, number);
  if (own === null) {
    return meant === null
      ? l10n.t('{0} has no call {1}.', other, name)
      : l10n.t(
          '{0} is {1} on {2}; {3} has no such call, and {0} is {4} there.',
          number,
          name,
          arch,
          other,
          meant.name,
        );
  }
  return meant === null
    ? l10n.t(
        '{0} is {1} on {2}, and no call on {3}, where {1} is {4}.',
        number,
        name,
        arch,
        other,
        own.number,
      )
    : l10n.t(
        '{0} is {1} on {2}, and {3} on {4}, where {1} is {5}.',
        number,
        name,
        arch,
        meant.name,
        other,
        own.number,
      );
}

/** An entry that cannot stand under a cfg, or whose number lets another call through, is left out. */
function advice(other: Arch, { byNumber, isLink }: WrittenCall): string {
  return byNumber || isLink
    ? l10n.t('A build for {0} must leave this entry out.', other)
    : l10n.t('A build for {0} needs a #[cfg(target_arch = …)] over this entry.', other);
}
