/** Makes the table of seccomp actions and audit architectures. */
import { crateOf, type Crate, type CrateKey } from './crates';
import { rawSysConstants } from './raw-sys';

/** Masks and aliases among `SECCOMP_RET_*`; `KILL` is an old name of `KILL_THREAD` (linux/seccomp.h). */
const NOT_ACTIONS = new Set(['KILL', 'ACTION_FULL', 'ACTION', 'DATA']);

/** The file's content; values in hex, as audit records print them. */
export function constantsTable(crates: ReadonlyMap<CrateKey, Crate>): Record<string, unknown> {
  const crate = crateOf(crates, 'linux-raw-sys');
  // Both families are the same on every architecture; bindgen put them all into this module.
  const constants = [...rawSysConstants(crate.folder, 'x86_64', 'ptrace')];
  const actions = constants.flatMap(([name, value]) => {
    const action = name.replace(/^SECCOMP_RET_/, '');
    return action === name || NOT_ACTIONS.has(action)
      ? []
      : [[action.toLowerCase().replace('_', '-'), value.toString(16)]];
  });
  const auditArches = constants
    .filter(([name]) => name.startsWith('AUDIT_ARCH_'))
    .map(([name, value]) => [name, value.toString(16)]);
  return { source: `${crate.name} ${crate.version}`, actions, auditArches };
}
