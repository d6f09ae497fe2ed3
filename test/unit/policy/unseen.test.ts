import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read } from './support';
import { UNSEEN, unseenCase } from './unseen-cases';
import { differences } from './unseen-differences';

/**
 * Filters that were written without sight of this code, each in another style, and in what we still
 * differ from their author: what comes right must go from here. `docs/dialects.md` has the first-try
 * figures, and says of each difference whether it is a fault.
 */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  '01-vcpu-match-enum': [],
  '02-hyperlight-two': [
    'mremap for syscalls_allowlist: the same lines behind (libc::SYS_sigaltstack, vec![]),',
    'ioctl for syscalls_allowlist: other lines',
    '+const TCGETS: u64 = 21505;',
    '-            vec![SeccompRule::new(vec![Cond::new(',
    '-                1,',
    '-                ArgLen::Dword,',
    '-                Eq,',
    '-                NONBLOCKING,',
    '-            )?])?],',
    '+            vec![',
    '+                SeccompRule::new(vec![Cond::new(1, ArgLen::Dword, Eq, NONBLOCKING)?])?,',
    '+                SeccompRule::new(vec![Cond::new(1, ArgLen::Dword, Eq, TCGETS)?])?,',
    '+            ],',
  ],
  '03-birdcage-deny': [],
  '04-virtiofsd-macro': ['fs_daemon_filter: sendto any, not conditional'],
  '05-old-firecracker': [
    'ioctl for default_filter: other lines',
    '+const TIOCGWINSZ: u64 = 0x5413;',
    '+                    and![Cond::new(1, ArgLen::DWORD, Eq, TIOCGWINSZ)?],',
  ],
  '06-table-const': [],
  '07-names-lookup': [
    'DECODER: not read',
    'connect for FETCHER: other lines',
    '-static FETCHER: [&str; 6] = ["read", "write", "recvfrom", "sendto", "ppoll", "exit_group"];',
    '+static FETCHER: [&str; 7] = [',
    '+    "read",',
    '+    "write",',
    '+    "recvfrom",',
    '+    "sendto",',
    '+    "ppoll",',
    '+    "exit_group",',
    '+    "connect",',
    '+];',
  ],
  '08-builder': [],
  '09-iterators': [
    'reader: not read',
    'fallocate for writer: other lines',
    '-    let more = [libc::SYS_ftruncate, libc::SYS_pwrite64];',
    '+    let more = [libc::SYS_fallocate, libc::SYS_ftruncate, libc::SYS_pwrite64];',
  ],
  '10-libseccomp-agent': [],
  '11-libseccomp-closure': [
    'jail: clock_nanosleep any, not absent',
    'jail: ioctl [0x40086409, 0xc0406400], not absent',
    'jail: memfd_create any, not absent',
    'jail: sched_setscheduler any, not absent',
  ],
  '12-extrasafe': [
    'IndexWorker: not read',
    'also read as a list: simple_rules',
    'also read as a list: conditional_rules',
    'madvise for IndexWorker: impossible: This file has no list named IndexWorker: it has simple_rules, conditional_rules.',
    'ioctl for IndexWorker: impossible: This file has no list named IndexWorker: it has simple_rules, conditional_rules.',
  ],
  '13-syscallz': [],
  '14-bare-numbers': [],
  '15-crlf-push': ['fsync for spool: the same lines behind base(rules);'],
  '16-tabs-glob': ['epoll_wait for timer_thread: the same lines behind any(SYS_read),'],
  '17-strings-nonascii': [
    'write for übersetzer: the same lines behind (libc::SYS_exit_group, vec![]),',
  ],
  '18-const-fn-ioc': [],
  '19-trait-threads': [
    'Balloon::CALLS: else ?, not trap',
    'Pmem::CALLS: else ?, not kill-thread',
    'Pmem (filter): not read',
    'also read as a list: filter',
    'ioctl for Pmem::requests: impossible: This file has no list named Pmem::requests: it has CALLS, filter.',
  ],
  '20-runtime-list': [
    'BOOTSTRAP: unknown, not allow',
    'BOOTSTRAP: else ?, not kill-process',
    'getpid: remedies',
  ],
  '21-macro-dsl': ['readv for input_rules: the same lines behind futex;'],
};

for (const [name, known] of Object.entries(KNOWN)) {
  const { text, expected } = unseenCase(name);
  test(`${name}: ${expected.style}`, async () => {
    assert.deepEqual(differences(await read(text), expected), known);
  });
}

test('no filter that was written unseen is left out', () => {
  assert.deepEqual(Object.keys(KNOWN), UNSEEN);
});

/** Of what is not read, one sentence a file. */
const TOLD: Readonly<Record<string, RegExp>> = {
  '07-names-lookup': /in a form that is not read: compile\(words\(DECODER\)\)$/,
};

for (const [name, sentence] of Object.entries(TOLD)) {
  test(`${name}: what is not read is told`, async () => {
    const { problems } = await read(unseenCase(name).text);
    assert.ok(problems.some(({ message }) => sentence.test(message)));
  });
}
