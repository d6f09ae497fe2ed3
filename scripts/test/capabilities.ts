import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { findCommand } from '../lib/debian';
import type { Processes } from '../lib/processes';

/** Something that the machine must grant and that no package brings. */
export interface Capability {
  readonly name: 'kvm' | 'kernel' | 'rust';
  /** What the tests do with it. */
  readonly use: string;
  /** How a person grants it. */
  readonly grant: string;
  /** @returns null when it is there, else why not */
  readonly lack: (processes: Processes) => Promise<string | null> | string | null;
}

const RUST_TOOLS = ['cargo', 'rustc', 'rustfmt'];

/** The capabilities, by name. */
export const CAPABILITIES: Readonly<Record<Capability['name'], Capability>> = {
  kvm: {
    name: 'kvm',
    use: 'a real virtual machine whose ioctl requests are refused',
    grant:
      'run on a machine with KVM (modprobe kvm_intel or kvm_amd; containers: --device /dev/kvm) as a user who may open /dev/kvm (group kvm)',
    lack: () => {
      try {
        closeSync(openSync('/dev/kvm', constants.O_RDWR));
        return null;
      } catch (error) {
        return `/dev/kvm cannot be opened: ${(error as NodeJS.ErrnoException).code ?? String(error)}`;
      }
    },
  },
  kernel: {
    name: 'kernel',
    use: 'records of real seccomp filters in the kernel log',
    grant:
      'run as root or with CAP_SYSLOG (or sysctl kernel.dmesg_restrict=0), and keep the word log in /proc/sys/kernel/seccomp/actions_logged',
    lack: async (processes) => {
      const log = await processes.run('dmesg', [], { limitMs: 30_000 });
      if (log.code !== 0) return `the kernel log cannot be read: ${log.output.trim()}`;
      const actions = readFileSync('/proc/sys/kernel/seccomp/actions_logged', 'utf8').trim();
      return actions.split(' ').includes('log')
        ? null
        : `the kernel does not log the action 'log' (actions_logged: ${actions})`;
    },
  },
  rust: {
    name: 'rust',
    use: 'real sources that are compiled and formatted',
    grant:
      'install a stable Rust by rustup, as https://rustup.rs says (Debian 12’s own is too old)',
    lack: () => {
      const absent = RUST_TOOLS.filter((tool) => findCommand(tool) === null);
      return absent.length === 0 ? null : `not found: ${absent.join(', ')}`;
    },
  },
};
