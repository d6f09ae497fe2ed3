import { execFile } from 'node:child_process';
import { CommandReader } from './command-reader';
import { KmsgReader } from './kmsg-reader';

/** What a reader of the kernel's log tells. */
export interface ReaderEvents {
  /** The next bytes, cut anywhere. They may be overwritten after the call. */
  onBytes(chunk: Uint8Array): void;
  /** The kernel overwrote so many of its messages before they were read. */
  onGap(messages: number): void;
  /** It has ended by itself: one sentence. It must be opened again. */
  onEnd(sentence: string): void;
}

/** From where a log is read: all since the machine was started, or only what comes. */
export type KernelLogStart = 'boot' | 'now';

/** One way to read the kernel's log. */
export interface KernelReader {
  /** What a person is shown: the command or the file. */
  readonly name: string;
  /**
   * Whether it can be used here and now. Ends by itself.
   * @returns `'yes'`, `'missing'` where this machine has no such thing, `'refused'` for this user
   */
  probe(): Promise<'yes' | 'missing' | 'refused'>;
  /**
   * Begins to read.
   * @param again whether something of the log was read before: nothing need be told a second time
   */
  open(from: KernelLogStart, events: ReaderEvents, again: boolean): { dispose(): void };
}

/** All ways, the best first. */
export function kernelReaders(): readonly KernelReader[] {
  return [journalctl, dmesg, new KmsgReader('/dev/kmsg')];
}

/** The kernel's lines, and the audit records that journald takes from it without a limit. */
const TRANSPORTS = ['_TRANSPORT=kernel', '+', '_TRANSPORT=audit'];
const PROBE_MS = 10_000;

/** journald's (systemd). It keeps what the kernel's own buffer has overwritten. */
const journalctl: KernelReader = {
  name: 'journalctl',
  async probe() {
    const args = ['--quiet', '--boot', '--lines=1', '--output=cat', '_TRANSPORT=kernel'];
    const { missing, stdout } = await run('journalctl', args);
    if (missing) return 'missing';
    if (stdout !== '') return 'yes';
    // Without --quiet it says so where messages are kept from this user (systemd, sd-journal).
    const { stderr } = await run('journalctl', ['--boot', '--lines=1', '--output=cat']);
    return /not seeing messages|insufficient permissions/i.test(stderr) ? 'refused' : 'missing';
  },
  open(from, events, again) {
    const lines = from === 'boot' && !again ? 'all' : '0';
    const args = ['--quiet', '--boot', '--follow', `--lines=${lines}`, '--output=json'];
    return new CommandReader('journalctl', [...args, ...TRANSPORTS], events);
  },
};

/** util-linux's; `--follow-new` is there since 2.36. Busybox's follows nothing. */
const dmesg: KernelReader = {
  name: 'dmesg',
  async probe() {
    const help = await run('dmesg', ['--help']);
    if (help.missing || !help.stdout.includes('--follow-new')) return 'missing';
    const read = await run('dmesg', ['--level=emerg']);
    return read.failed ? 'refused' : 'yes';
  },
  open(from, events, again) {
    const follow = from === 'boot' && !again ? '--follow' : '--follow-new';
    return new CommandReader('dmesg', ['--color=never', follow], events);
  },
};

interface Ran {
  /** There is no such program. */
  readonly missing: boolean;
  readonly failed: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, args: readonly string[]): Promise<Ran> {
  const options = {
    timeout: PROBE_MS,
    killSignal: 'SIGKILL' as const,
    maxBuffer: 1 << 20,
    env: { ...process.env, LC_ALL: 'C' },
  };
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      const missing = error !== null && error.code === 'ENOENT';
      resolve({ missing, failed: error !== null, stdout, stderr });
    });
  });
}
