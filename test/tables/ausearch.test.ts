/**
 * What a raw record of auditd says, against what `ausearch --interpret` makes of it, field by field,
 * for records made of every action, architecture and many signals, names and numbers. ausearch is
 * wrong, and not followed, in what `wrong` names.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { AUDIT_ARCHES } from '../../src/core/abi/arch';
import { syscallByNumber } from '../../src/core/abi/syscalls';
import { decodeText } from '../../src/core/records/decode';
import type { RefusalRecord } from '../../src/core/records/record';
import { signalName } from '../../src/core/records/signals';
import { run } from '../../scripts/generate/tools';

/** ausearch 3 does not know these: it prints the number, and a name of its own machine's table. */
const UNKNOWN_ARCHES = new Set(['riscv64', 'loongarch64']);
const CODES = ['80000000', '0', '30000', '50000', '7fc00000', '7ff00000', '7ffc0000'];
const NUMBERS = [-1, 0, 1, 3, 16, 39, 59, 162, 202, 257, 318, 435, 600, 0x40000027];
const SIGNALS = [0, 6, 9, 11, 31];
const NAMES = [
  '"vmm"',
  '""',
  '6D792070726F67',
  '717522',
  '6E61C3AF7665',
  '"a)b=c"',
  '78207369673D39',
];
/** The words for `code=`, of which `kill` is wrongly said of both kills. */
const WORDS: Readonly<Record<string, string>> = {
  'kill-process': 'kill',
  'kill-thread': 'kill',
  'user-notif': 'user-notify',
};

function records(): string[] {
  const lines: string[] = [];
  const arches = AUDIT_ARCHES.filter(({ arch }) => arch !== null);
  for (const { value } of arches) {
    for (const number of NUMBERS) {
      const i = lines.length;
      // Lists of one length must not go in step.
      const pick = <T>(all: readonly T[], step = 0): T | undefined =>
        all[(i + step * Math.floor(i / all.length)) % all.length];
      lines.push(
        `type=SECCOMP msg=audit(1700000000.123:${i + 1}): auid=4294967295 uid=0 gid=0 ses=4294967295 pid=${i + 1} comm=${pick(NAMES)} exe="/usr/bin/vmm" sig=${pick(SIGNALS)} arch=${value.toString(16)} syscall=${number} compat=0 ip=0x7f${i} code=0x${pick(CODES, 1)}`,
      );
    }
  }
  return lines;
}

function interpreted(lines: readonly string[]): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'seccomp-lens-ausearch-'));
  try {
    const file = path.join(folder, 'audit.log');
    writeFileSync(file, `${lines.join('\n')}\n`);
    const args = ['-if', file, '-m', 'SECCOMP', '--interpret'];
    const { stdout, ok } = run('ausearch', args, 'Debian package auditd');
    assert.ok(ok);
    return stdout.split('\n').filter((line) => line.startsWith('type=SECCOMP'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function refusals(text: string): RefusalRecord[] {
  return decodeText(text).filter((record) => record.kind === 'refusal');
}

/** What ausearch should print of a record, from ` pid=` on. */
function expected(record: RefusalRecord): string {
  const { pid, comm, exe, signal, arch, ip, action } = record;
  const sig = signal === null ? 'SIG0' : signalName(signal);
  const code = WORDS[action ?? ''] ?? action;
  return `pid=${pid} comm=${comm} exe=${exe} sig=${sig} arch=${arch === 'arm' ? 'armeb' : arch} syscall=CALL compat=0 ip=${ip} code=${code}`;
}

test('every field of a raw record against ausearch’s words for it', (t) => {
  const lines = records();
  const words = interpreted(lines);
  const raw = refusals(lines.join('\n'));
  assert.equal(words.length, lines.length);
  assert.equal(raw.length, lines.length);
  let named = 0;
  for (const [i, record] of raw.entries()) {
    if (record.arch === null || UNKNOWN_ARCHES.has(record.arch)) continue;
    const line = (words[i] ?? '').trimEnd();
    const call = / syscall=(\S+)/.exec(line)?.[1] ?? '';
    const said = line.slice(line.indexOf(' pid=') + 1).replace(`syscall=${call}`, 'syscall=CALL');
    assert.equal(said, expected(record), lines[i]);
    const known = record.number === null ? null : syscallByNumber(record.arch, record.number);
    if (call === known?.name) named++;
  }
  t.diagnostic(`${lines.length} records, of ${named} the call has the same name in both`);
  assert.ok(named > 40);
});

test('ausearch’s words decode to what the raw record says', () => {
  const lines = records();
  const raw = refusals(lines.join('\n'));
  const bySerial = new Map(raw.map((record) => [record.serial, record]));
  const read = refusals(interpreted(lines).join('\n'));
  assert.ok(read.length > lines.length / 2);
  for (const record of read) {
    const like = bySerial.get(record.serial);
    assert.ok(like);
    for (const key of ['arch', 'number', 'signal', 'pid', 'comm', 'exe', 'ip'] as const) {
      assert.equal(record[key], like[key], `${key} of ${record.raw}`);
    }
    assert.equal(record.action, like.action?.startsWith('kill') ? null : like.action);
  }
});
