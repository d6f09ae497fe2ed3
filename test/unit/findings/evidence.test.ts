import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EvidenceReader, type CallEvidence } from '../../../src/core/findings/evidence';
import { findingsIn, fixedBy, listOf, rules, words } from './support';

const READ = '(libc::SYS_read, vec![]),';
const WRITE = '(libc::SYS_write, vec![]),';
const IOCTL = `(libc::SYS_ioctl, ${rules('1, ArgLen::Dword, Eq, KVM_RUN', '1, ArgLen::Dword, Eq, TCGETS')}),`;

const record = (syscall: number): string =>
  `audit: type=1326 audit(1795502237.406:${syscall}): auid=0 uid=0 gid=0 ses=1 pid=7 comm="vmm" ` +
  `exe="/usr/bin/vmm" sig=0 arch=c000003e syscall=${syscall} compat=0 ip=0x7f code=0x7ffc0000\n`;
const LOST = 'audit: kauditd_printk_skb: 10 callbacks suppressed\n';
const TRACE = `execve("/usr/bin/vmm", ["vmm"], 0x7ffc /* 20 vars */) = 0
brk(NULL)                               = 0x5581
[pid 12] read(3, "x", 1)                = 1
[pid 12] ioctl(5, KVM_RUN, 0)           = 0
+++ exited with 0 +++
`;
const IOCTLS_ONLY = `12 ioctl(5, 0xae80, 0) = 0
12 prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, 0x7ffd) = 0
`;

function evidenceOf(...files: readonly string[]): CallEvidence {
  const reader = new EvidenceReader('x86_64');
  for (const text of files) {
    const bytes = Buffer.from(text);
    const file = reader.file();
    // Cut where it hurts: inside a line.
    for (let at = 0; at < bytes.length; at += 37) file.push(bytes.subarray(at, at + 37));
    file.end();
  }
  return reader.evidence();
}

const CASES: readonly {
  readonly what: string;
  readonly files: readonly string[];
  readonly entries: readonly string[];
  readonly covers: CallEvidence['covers'];
  readonly found: readonly string[];
  readonly notes: RegExp;
}[] = [
  {
    what: 'a trace of all calls',
    files: [TRACE],
    entries: [READ, WRITE, IOCTL],
    covers: 'all calls',
    found: ['4 never-seen?', '5 never-seen?'],
    notes: /^$/,
  },
  {
    what: 'a trace of ioctls alone tells of requests alone',
    files: [IOCTLS_ONLY],
    entries: [READ, WRITE, IOCTL],
    covers: 'ioctls',
    found: ['5 never-seen?'],
    notes: /only their requests/,
  },
  {
    what: 'records of some of its calls',
    files: [record(0)],
    entries: [READ, WRITE],
    covers: 'all calls',
    found: ['4 never-seen?'],
    notes: /refused and logged calls only/,
  },
  {
    what: 'records of other calls tell nothing about what is allowed',
    files: [record(39)],
    entries: [READ, WRITE],
    covers: 'all calls',
    found: [],
    notes: /refused and logged calls only/,
  },
  {
    what: 'a log that lost records',
    files: [record(0) + LOST],
    entries: [READ, WRITE],
    covers: 'nothing',
    found: [],
    notes: /^At least 10 records were lost/,
  },
  {
    what: 'a log that lost one record',
    files: [record(0) + LOST.replace('10', '1')],
    entries: [READ, WRITE],
    covers: 'nothing',
    found: [],
    notes: /^At least 1 record was lost/,
  },
  {
    what: 'several files together',
    files: [record(0), record(1)],
    entries: [READ, WRITE],
    covers: 'all calls',
    found: [],
    notes: /refused/,
  },
  {
    what: 'an ioctl whose request nobody names may be any',
    files: [TRACE, record(16)],
    entries: [IOCTL],
    covers: 'all calls',
    found: [],
    notes: /^$/,
  },
  {
    what: 'what is no log',
    files: ['hello\n'],
    entries: [READ],
    covers: 'nothing',
    found: [],
    notes: /names no call/,
  },
];

for (const { what, files, entries, covers, found, notes } of CASES) {
  test(what, async () => {
    const evidence = evidenceOf(...files);
    assert.equal(evidence.covers, covers);
    assert.match(evidence.notes.join(' '), notes);
    const findings = await findingsIn(listOf(...entries), { evidence });
    assert.deepEqual(findings.map(words), found);
  });
}

test('what every program needs is explained, and not taken away', async () => {
  const text = listOf(READ, '(libc::SYS_rt_sigreturn, vec![]),', WRITE);
  const findings = await findingsIn(text, { evidence: evidenceOf(TRACE) });
  assert.deepEqual(findings.map(words), ['4 never-seen?', '5 never-seen?']);
  const [needed] = findings;
  assert.match(needed?.message ?? '', /keep it: every signal handler returns by it\.$/);
  assert.equal(needed?.fix, null);
  const [, write] = findings;
  assert.equal(
    fixedBy(text, write ? [write] : [], 'never-seen'),
    listOf(READ, '(libc::SYS_rt_sigreturn, vec![]),'),
  );
});

test('the rule of an unseen request is taken away with its comma', async () => {
  const text = listOf(IOCTL);
  const findings = await findingsIn(text, { evidence: evidenceOf(TRACE) });
  assert.match(findings[0]?.message ?? '', /^The request `TCGETS` \(0x5401\)/);
  assert.equal(
    fixedBy(text, findings, 'never-seen'),
    listOf(`(libc::SYS_ioctl, ${rules('1, ArgLen::Dword, Eq, KVM_RUN')}),`),
  );
});

test('without evidence nothing is said about it', async () => {
  assert.deepEqual(await findingsIn(listOf(READ, WRITE)), []);
});
