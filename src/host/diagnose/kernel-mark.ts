import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { openOrNull } from '../maybe-file';
import { OpenFile } from '../open-file';
import { codeOf } from '../read-error';
import { TailReader } from '../tail-reader';

/** The kernel's log from a moment on. */
export interface KernelMark {
  /** What a person is shown: where it is read. */
  readonly name: string;
  /** What came since the mark, or since this was last asked: whole lines. */
  take(): Promise<string>;
  close(): Promise<void>;
}

/** A read gives one message: CONSOLE_EXT_LOG_MAX of kernel/printk/printk.c is 8 KiB. */
const MESSAGE_BYTES = 16 * 1024;

/**
 * Marks this moment in the kernel's log, in each place where this user can read it: the kernel's own
 * buffer, auditd's log, which takes records away from it, else the journal. None where there is none.
 */
export async function markKernelLog(): Promise<readonly KernelMark[]> {
  const marks = [await markKmsg('/dev/kmsg'), await markFile('/var/log/audit/audit.log')];
  const found = marks.filter((mark) => mark !== null);
  if (found.length > 0) return found;
  const journal = await markJournal();
  return journal === null ? [] : [journal];
}

/** Reading on from an opened place: what was there at the mark has been read over. */
async function markKmsg(path: string): Promise<KernelMark | null> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  const buffer = Buffer.alloc(MESSAGE_BYTES);
  const take = async (): Promise<string> => {
    let text = '';
    for (;;) {
      try {
        const { bytesRead } = await file.read(buffer, 0, MESSAGE_BYTES, null);
        if (bytesRead === 0) return text;
        text += buffer.toString('utf8', 0, bytesRead);
      } catch (error) {
        // Messages were overwritten: the kernel goes on at the oldest that it has.
        if (codeOf(error) !== 'EPIPE') return text;
      }
    }
  };
  await take();
  return { name: path, take, close: () => file.close() };
}

/** Marks the end of a log, which is read on through its being rotated. */
export async function markFile(path: string): Promise<KernelMark | null> {
  const first = await openFile(path);
  if (first === null) return null;
  let file = first;
  await file.skipTo((await file.handle.stat()).size);
  /** What was read and not yet given. */
  let parts: Buffer[] = [];
  const reader = new TailReader(path, {
    onBytes: (chunk) => parts.push(Buffer.from(chunk)),
    onCut: () => undefined,
    isOver: () => false,
    isPaused: () => false,
    nextTurn: setImmediate,
  });
  const take = async (): Promise<string> => {
    await reader.readOn(file);
    const there = await stat(path).catch(() => null);
    const next = there === null || file.isSame(there) ? null : await openFile(path);
    if (next !== null) {
      await reader.readOn(file); // What came since.
      await file.handle.close();
      file = next;
      await reader.readOn(file);
    }
    const bytes = Buffer.concat(parts);
    const end = bytes.lastIndexOf(10) + 1;
    parts = [bytes.subarray(end)];
    return bytes.toString('utf8', 0, end);
  };
  return { name: path, take, close: () => file.handle.close() };
}

async function openFile(path: string): Promise<OpenFile | null> {
  const handle = await openOrNull(path);
  return handle === null ? null : new OpenFile(handle, await handle.stat());
}

/** A journal that does not answer is asked again, or done without. */
const ANSWER_MS = 10_000;
const JOURNAL = [
  '--quiet',
  '--boot',
  '--output=json',
  '_TRANSPORT=kernel',
  '+',
  '_TRANSPORT=audit',
];

async function markJournal(): Promise<KernelMark | null> {
  const last = await journalctl(['--lines=1', '--show-cursor', ...JOURNAL]);
  let cursor = /^-- cursor: (\S+)$/m.exec(last ?? '')?.[1];
  if (cursor === undefined) return null;
  const take = async (): Promise<string> => {
    const text = await journalctl([`--after-cursor=${cursor ?? ''}`, '--show-cursor', ...JOURNAL]);
    cursor = /^-- cursor: (\S+)$/m.exec(text ?? '')?.[1] ?? cursor;
    return (text ?? '').replace(/^-- cursor: .*$/m, '');
  };
  return { name: 'journalctl', take, close: () => Promise.resolve() };
}

function journalctl(args: readonly string[]): Promise<string | null> {
  const options = {
    timeout: ANSWER_MS,
    killSignal: 'SIGKILL' as const,
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 64 << 20,
  };
  return new Promise((resolve) => {
    execFile('journalctl', args, options, (error, stdout) => {
      resolve(error === null ? stdout : null);
    });
  });
}
