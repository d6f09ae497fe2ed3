import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { probeStrace } from '../../../src/host/diagnose/strace';
import { kernelReaders } from '../../../src/host/kernel-reader';

/** Processes whose command line holds `word`. */
function processesWith(word: string): string[] {
  return readdirSync('/proc').filter((id) => {
    try {
      return /^\d+$/.test(id) && readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(word);
    } catch {
      return false; // It has ended.
    }
  });
}

test(
  'programs that hang and ignore SIGTERM when they are tried are killed, and not used',
  { timeout: 60_000 },
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'seccomp-lens-probes-'));
    const seconds = String(1_000_000 + process.pid);
    // What is ignored stays so in the program that takes the shell's place.
    for (const name of ['strace', 'dmesg', 'journalctl']) {
      await writeFile(join(folder, name), `#!/bin/sh\ntrap '' TERM\nexec /bin/sleep ${seconds}\n`);
      await chmod(join(folder, name), 0o755);
    }
    const { PATH } = process.env;
    process.env['PATH'] = folder;
    t.after(async () => {
      process.env['PATH'] = PATH;
      await rm(folder, { recursive: true });
    });
    const [byJournal, byDmesg] = kernelReaders();
    const answers = await Promise.all([probeStrace(), byJournal?.probe(), byDmesg?.probe()]);
    assert.deepEqual([answers[0].kind, answers[1], answers[2]], ['unusable', 'missing', 'missing']);
    assert.deepEqual(processesWith(seconds), []);
  },
);
