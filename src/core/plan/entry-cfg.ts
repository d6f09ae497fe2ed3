import { syscallByName } from '../abi/syscalls';
import { ARCHES, type Arch, type Syscall } from '../abi/types';
import { cfgOn, targetArch } from '../policy/cfg';
import type { Allowlist, Policy } from '../policy/model';

/** The predicate that a new entry needs, and the architectures for which none can be given. */
export interface EntryCfg {
  /** `target_arch = "x86_64"`; null where the entry needs none, or the file has no such habit. */
  readonly cfg: string | null;
  /** Architectures that the file may be built for and that would not compile the entry. */
  readonly lacking: readonly Arch[];
}

/** Those that most programs with a filter are built for, whether a file names them or not. */
const USUAL: readonly Arch[] = ['x86_64', 'aarch64'];

/**
 * The `#[cfg]` over an entry for a call that does not exist on every target. A file that tells
 * architectures apart nowhere gets none, since it may be built for one alone.
 * @param byNumber whether the entry holds the number of `call.arch`, which is another elsewhere
 */
export function entryCfg(
  policy: Policy,
  list: Allowlist,
  call: Syscall,
  byNumber: boolean,
): EntryCfg {
  const cfgs = predicates(policy, list);
  const told = ARCHES.filter((arch) =>
    cfgs.some((cfg) => cfg.includes(`target_arch = "${targetArch(arch)}"`)),
  );
  const built = ARCHES.filter(
    (arch) =>
      (USUAL.includes(arch) || told.includes(arch) || arch === call.arch) &&
      cfgOn(list.cfg, arch) !== 'false',
  );
  const has = (arch: Arch): boolean => {
    const there = syscallByName(arch, call.name);
    if (byNumber) return there?.number === call.number;
    return there !== null && there.rustTargets.length > 0;
  };
  const lacking = built.filter((arch) => !has(arch));
  if (lacking.length === 0 || told.length === 0) return { cfg: null, lacking };
  const fitting = cfgs.filter((cfg) =>
    built.every((arch) => cfgOn(cfg, arch) === (has(arch) ? 'true' : 'false')),
  );
  // `not(target_arch = "aarch64")` would take in architectures that nobody thought of.
  const excess = (cfg: string): number =>
    ARCHES.filter((arch) => cfgOn(cfg, arch) === 'true' && !has(arch)).length;
  const [same] = fitting.sort((one, other) => excess(one) - excess(other));
  return { cfg: same ?? oneOf(built.filter(has)), lacking: [] };
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
