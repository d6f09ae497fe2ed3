import { syscallByName } from '../abi/syscalls';
import { ARCHES, USUAL_ARCHES, type Arch, type Syscall } from '../abi/types';
import { cfgOn, namesArch, targetArch } from '../policy/cfg';
import type { Allowlist } from '../policy/allowlist';
import type { Policy } from '../policy/model';
import { joinCfgs } from '../policy/segments';

/** The predicate that a new entry needs, and the architectures for which none can be given. */
export interface EntryCfg {
  /** `target_arch = "x86_64"`; null where the entry needs none, or the file has no such habit. */
  readonly cfg: string | null;
  /** Architectures that the file may be built for and that would not compile the entry. */
  readonly lacking: readonly Arch[];
}

/**
 * The `#[cfg]` over an entry for a call that does not exist on every target. A file that tells
 * architectures apart nowhere gets none, since it may be built for one alone.
 * @param how `byNumber`: whether the entry holds the number of `call.arch`, which is another elsewhere;
 * `withCfg`: whether it gets one in such a file too
 */
export function entryCfg(
  policy: Policy,
  list: Allowlist,
  call: Syscall,
  { byNumber, withCfg = false }: { readonly byNumber: boolean; readonly withCfg?: boolean },
): EntryCfg {
  const cfgs = predicates(policy, list);
  const told = toldBy(cfgs);
  const built = builtFor(policy, list, call.arch);
  const has = (arch: Arch): boolean => {
    const there = syscallByName(arch, call.name);
    if (byNumber) return there?.number === call.number;
    return there !== null && there.rustTargets.length > 0;
  };
  const lacking = built.filter((arch) => !has(arch));
  // A link of a chain takes no attribute.
  if (list.layout.kind === 'chain') return { cfg: null, lacking };
  const libc = byNumber ? null : libcCfg(policy, call);
  if (lacking.length === 0 || (told.length === 0 && !withCfg)) return { cfg: libc, lacking };
  const fitting = cfgs.filter((cfg) =>
    built.every((arch) => cfgOn(cfg, arch) === (has(arch) ? 'true' : 'false')),
  );
  // `not(target_arch = "aarch64")` would take in architectures that nobody thought of.
  const excess = (cfg: string): number =>
    ARCHES.filter((arch) => cfgOn(cfg, arch) === 'true' && !has(arch)).length;
  const [same] = fitting.sort((one, other) => excess(one) - excess(other));
  return { cfg: joinCfgs([same ?? oneOf(built.filter(has)), libc]), lacking: [] };
}

/** Architectures that a list may be built for: the usual ones, those that the file names, and one. */
export function builtFor(policy: Policy, list: Allowlist, seen: Arch): readonly Arch[] {
  const told = toldBy(predicates(policy, list));
  return ARCHES.filter(
    (arch) =>
      (USUAL_ARCHES.includes(arch) || told.includes(arch) || arch === seen) &&
      cfgOn(list.cfg, arch) !== 'false',
  );
}

function toldBy(cfgs: readonly string[]): readonly Arch[] {
  return ARCHES.filter((arch) => cfgs.some((cfg) => namesArch(cfg, arch)));
}

/** Of the two libcs that the tables know those whose `libc` crate has no name for a call. */
export function libcsWithout({ rustTargets }: Syscall): readonly ('gnu' | 'musl')[] {
  const on = (part: string): boolean => rustTargets.some((target) => target.includes(part));
  return (['gnu', 'musl'] as const).filter((libc) => !on(libc));
}

/** The predicate for a call that one libc alone names, where the file tells libcs apart. */
function libcCfg({ text }: Policy, call: Syscall): string | null {
  const [without, ...others] = libcsWithout(call);
  if (without === undefined || others.length > 0 || !text.includes('target_env')) return null;
  return `target_env = "${without === 'gnu' ? 'musl' : 'gnu'}"`;
}

/** Every predicate of the file, those of the list's own entries first. */
function predicates({ lists, ruleSets, constants }: Policy, list: Allowlist): string[] {
  const all = [list, ...lists].flatMap((one) => one.entries.map(({ cfg }) => cfg));
  const others = [...lists, ...ruleSets, ...constants].map(({ cfg }) => cfg);
  return [...new Set([...all, ...others])].filter((cfg) => cfg !== null);
}

function oneOf(arches: readonly Arch[]): string {
  const each = arches.map((arch) => `target_arch = "${targetArch(arch)}"`);
  return each.length === 1 ? (each[0] ?? '') : `any(${each.join(', ')})`;
}
