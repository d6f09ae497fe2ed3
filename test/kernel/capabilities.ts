import { accessSync, constants } from 'node:fs';
import { execFileSync } from 'node:child_process';

/** What the kernel tests need of the machine. */
export type Capability = 'kernel' | 'kvm';

/**
 * For `node:test`'s `skip`: a reason where the person who runs the tests excluded the capability
 * (`SECCOMP_LENS_WITHOUT=kvm,kernel`), else false. A capability that is merely missing is no reason.
 */
export function excluded(...needed: readonly Capability[]): string | false {
  const without = (process.env['SECCOMP_LENS_WITHOUT'] ?? '').split(',');
  const found = needed.find((capability) => without.includes(capability));
  return found === undefined ? false : `excluded by choice: SECCOMP_LENS_WITHOUT names ${found}`;
}

/** @throws where the machine does not give it, with how to grant it */
export function demand(...needed: readonly Capability[]): void {
  for (const capability of needed) DEMANDS[capability]();
}

const DEMANDS: Record<Capability, () => void> = {
  kernel() {
    attempt(
      () => execFileSync('dmesg', { stdio: ['ignore', 'ignore', 'pipe'] }),
      'The kernel log cannot be read: run as root, or "sudo sysctl kernel.dmesg_restrict=0"; ' +
        'without it, SECCOMP_LENS_WITHOUT=kernel,kvm leaves these tests out.',
    );
    attempt(
      () => execFileSync('cargo', ['--version'], { stdio: ['ignore', 'ignore', 'pipe'] }),
      'cargo is needed to build the filters under test: https://rustup.rs installs it.',
    );
  },
  kvm() {
    attempt(() => {
      accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
    }, '/dev/kvm cannot be opened: "sudo modprobe kvm", then "sudo usermod -aG kvm $USER" and log ' + 'in again; without it, SECCOMP_LENS_WITHOUT=kvm leaves these tests out.');
  },
};

function attempt(act: () => unknown, advice: string): void {
  try {
    act();
  } catch (cause) {
    throw new Error(advice, { cause });
  }
}
