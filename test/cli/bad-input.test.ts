import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { lens, temporaryFolder } from './lens';
import { auditLine, BROKEN, DENYLIST, NO_LIST, ONE_LIST, TWO_LISTS } from './sources';

interface Case {
  readonly what: string;
  readonly source?: string | Buffer;
  readonly mode?: number;
  readonly log?: string | Buffer;
  readonly args: readonly string[];
  readonly status: number;
  readonly says: RegExp;
}

const getpid = ['fix', 'filter.rs', '--syscall', 'getpid'];
const byLog = ['fix', 'filter.rs', '--log', 'trap.log'];

/** Pseudo-random bytes: the same on every run. */
const BINARY = Buffer.from(
  Array.from(
    { length: 100_000 },
    (_, index) => (index * index * 2654435761 + index * 40503) & 0xff,
  ),
);

const cases: readonly Case[] = [
  { what: 'syntax errors', source: BROKEN, args: getpid, status: 2, says: /line 3 is not Rust/i },
  { what: 'no allowlist', source: NO_LIST, args: getpid, status: 2, says: /allowlist/ },
  { what: 'two lists', source: TWO_LISTS, args: getpid, status: 2, says: /api_rules.*vmm_rules/ },
  { what: 'a denylist', source: DENYLIST, args: getpid, status: 2, says: /denylist/ },
  { what: 'read-only', mode: 0o444, args: getpid, status: 2, says: /is read-only/ },
  { what: 'not UTF-8', source: Buffer.from([0xff, 0xfe]), args: getpid, status: 2, says: /UTF-8/ },
  {
    what: 'no source',
    args: ['fix', 'gone.rs', '--syscall', 'getpid'],
    status: 2,
    says: /^gone\.rs cannot be read: there is no such file/,
  },
  { what: 'a folder', args: ['fix', '.', '--syscall', 'getpid'], status: 2, says: /is a folder/ },
  { what: 'an unknown list', args: [...getpid, '--list', 'nope'], status: 2, says: /nope/ },
  { what: 'a binary log', log: BINARY, args: byLog, status: 1, says: /names no refused call/ },
  { what: 'an empty log', args: byLog, status: 1, says: /names no refused call/ },
  {
    what: 'a missing log',
    args: ['fix', 'filter.rs', '--log', 'gone.log'],
    status: 2,
    says: /^gone\.log cannot be read: there is no such file/,
  },
  {
    what: 'a folder as log',
    args: ['fix', 'filter.rs', '--log', '.'],
    status: 2,
    says: /cannot be read: it is a folder/,
  },
  {
    what: 'a number without a call',
    log: auditLine({ syscall: 9999 }),
    args: byLog,
    status: 2,
    says: /9999/,
  },
  {
    what: 'call -1',
    log: auditLine({ syscall: -1, serial: 1 }),
    args: byLog,
    status: 2,
    says: /-1/,
  },
  {
    what: 'an unknown architecture',
    log: auditLine({ syscall: 39, arch: 'deadbeef' }),
    args: byLog,
    status: 2,
    says: /architecture/,
  },
  {
    what: 'an x32 call',
    log: auditLine({ syscall: 0x40000027 }),
    args: byLog,
    status: 2,
    says: /getpid.*x32/,
  },
  {
    what: 'a call that x32 has not, but x86_64',
    log: auditLine({ syscall: 0x4000000d }),
    args: byLog,
    status: 2,
    says: /unknown call 13/,
  },
  {
    what: 'no such call',
    args: ['fix', 'filter.rs', '--syscall', 'getpidd'],
    status: 2,
    says: /"getpidd"/,
  },
  {
    what: 'a call of other architectures',
    args: ['fix', 'filter.rs', '--arch', 'aarch64', '--syscall', 'open'],
    status: 2,
    says: /aarch64.*"open"; it exists on .*x86_64/,
  },
  {
    what: 'no such request',
    args: ['fix', 'filter.rs', '--ioctl', 'KVM_NONSENSE'],
    status: 2,
    says: /"KVM_NONSENSE".*strace/,
  },
  {
    what: 'a request of two ABIs',
    args: ['fix', 'filter.rs', '--arch', 'x86_64', '--ioctl', 'MSHV_RUN_VP'],
    status: 2,
    says: /0x8100b807 .*0x8100b800/,
  },
  {
    what: 'a request for another call',
    args: [...getpid, '--ioctl', 'KVM_RUN'],
    status: 2,
    says: /--ioctl goes with ioctl/,
  },
  { what: 'an unknown --arch', args: [...getpid, '--arch', 'vax'], status: 2, says: /"vax"/ },
  { what: 'nothing asked', args: ['fix', 'filter.rs'], status: 2, says: /--log FILE/ },
  { what: 'too much asked', args: [...byLog, '--syscall', 'getpid'], status: 2, says: /either/ },
  {
    what: '--remedies and --write',
    args: [...getpid, '--remedies'],
    status: 2,
    says: /--remedies/,
  },
  {
    what: 'source and log on standard input',
    args: ['fix', '-', '--log', '-'],
    status: 2,
    says: /Standard input/,
  },
  {
    what: 'writing to standard input',
    args: ['fix', '-', '--syscall', 'getpid'],
    status: 2,
    says: /Standard input/,
  },
];

for (const { what, source = ONE_LIST, mode, log = '', args, status, says } of cases) {
  test(`fix --write, ${what}: one sentence, nothing written`, (t) => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'filter.rs');
    writeFileSync(path, source);
    if (mode !== undefined) chmodSync(path, mode);
    writeFileSync(join(folder, 'trap.log'), log);
    const before = { bytes: readFileSync(path), time: statSync(path).mtimeMs };

    const ended = lens([...args, '--write'], { cwd: folder });
    assert.equal(ended.stdout, '');
    const [, sentence = ''] = /^seccomp-lens: ([^\n]+[.…])\n$/.exec(ended.stderr) ?? [];
    assert.match(sentence, says, `stderr was ${JSON.stringify(ended.stderr)}`);
    assert.equal(ended.status, status);
    assert.deepEqual({ bytes: readFileSync(path), time: statSync(path).mtimeMs }, before);
  });
}

const usage: readonly { args: readonly string[]; says: RegExp }[] = [
  { args: ['fix'], says: /missing required argument/ },
  { args: ['nonsense'], says: /unknown command/ },
  { args: ['lookup'], says: /missing required argument/ },
  { args: ['fix', 'a.rs', '--wrte'], says: /unknown option '--wrte'/ },
  { args: ['lookup', '1', '--arch'], says: /argument missing/ },
  { args: ['allowlist', 'gone.rs'], says: /gone\.rs cannot be read/ },
  { args: ['decode', 'gone.log'], says: /gone\.log/ },
];
for (const { args, says } of usage) {
  test(`seccomp-lens ${args.join(' ')}: exit 2 and one line`, (t) => {
    const ended = lens(args, { cwd: temporaryFolder(t) });
    assert.equal(ended.stdout, '');
    assert.match(ended.stderr, /^seccomp-lens: [^\n]+\n$/);
    assert.match(ended.stderr, says);
    assert.equal(ended.status, 2);
  });
}

test('a bad file does not keep the others from being read', (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src/filter.rs'), ONE_LIST);
  const ended = lens(['allowlist', 'src', 'src/filter.rs'], { cwd: folder });
  assert.equal(ended.status, 2);
  assert.match(ended.stderr, /^seccomp-lens: src is a folder[^\n]*\n$/);
  assert.match(ended.stdout, /^worker_rules {2}allowlist of 3 entries/);
});
