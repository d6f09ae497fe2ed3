import { syscallByNumber } from '../abi/syscalls';
import { ARCHES, type Arch } from '../abi/types';
import { callNameOf } from './call-name';
import { cfgOn } from './cfg';
import type { Scope } from './items';
import { insideFrom, namedCall } from './libseccomp';
import type { Reader } from './reader';
import { pathAt } from './calls';
import { joinCfgs } from './segments';
import type { Token } from './tokens';
import { isCastTail, type ConstantTable } from './values';

/** What names an entry's call. */
export interface Key {
  readonly syscall: string | null;
  readonly bareNumber: number | null;
}

/**
 * The call that tokens name: `libc::SYS_read`, `SYS_read as i64`, `293`; null for anything else.
 * @param named whether a function looks it up by its name, `"read"`
 */
export function keyOf(
  tokens: readonly Token[],
  scope: Scope,
  reader: Reader,
  constants: ConstantTable,
  named = false,
): Key | null {
  const given = namedCall(tokens) ?? (named ? literalName(tokens) : null);
  if (given !== null) return { syscall: given, bareNumber: null };
  const inside = insideFrom(tokens);
  const path = pathAt(inside, 0);
  const name = path && callNameOf(path.words);
  if (path && name !== null && isCastTail(inside, path.next)) {
    return { syscall: name, bareNumber: null };
  }
  if (path ? !isCastTail(tokens, path.next) : tokens[0]?.kind !== 'number') return null;
  const value = constants.numberOf(tokens, scope);
  if (value === null || value < 0n || value > 0xffff_ffffn) return null;
  const number = Number(value);
  const arch = archUnder(joinCfgs(scope.cfgs), reader.arch);
  return { syscall: syscallByNumber(arch, number)?.name ?? null, bareNumber: number };
}

/** The name in a string alone. */
function literalName(tokens: readonly Token[]): string | null {
  const [literal, more] = tokens;
  if (literal?.kind !== 'literal' || more) return null;
  return /^"([a-z0-9_]+)"$/.exec(literal.text)?.[1] ?? null;
}

/** The architecture whose numbers stand under a predicate: the one in question, where it can. */
function archUnder(cfg: string | null, arch: Arch): Arch {
  if (cfgOn(cfg, arch) !== 'false') return arch;
  return ARCHES.find((other) => cfgOn(cfg, other) === 'true') ?? arch;
}
