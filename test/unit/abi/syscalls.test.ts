import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  allSyscalls,
  syscallByName,
  syscallByNumber,
  syscallSignature,
} from '../../../src/core/abi/syscalls';
import { ARCHES, type Arch } from '../../../src/core/abi/types';

const NUMBERS: readonly (readonly [Arch, number, string | null])[] = [
  ['x86_64', 0, 'read'],
  ['x86_64', 16, 'ioctl'],
  ['x86_64', 39, 'getpid'],
  ['x86_64', 318, 'getrandom'],
  ['i386', 54, 'ioctl'],
  ['aarch64', 29, 'ioctl'],
  ['arm', 341, 'arm_sync_file_range'],
  ['arm', 0x0f0005, 'set_tls'],
  ['riscv64', 259, 'riscv_flush_icache'],
  ['s390x', 4, 'write'],
  ['ppc64le', 4, 'write'],
  ['loongarch64', 64, 'write'],
  ['x86_64', -1, null],
  ['x86_64', 600, null],
  ['x86_64', 0x3fffffff, null],
  ['x86_64', 0.5, null],
  ['aarch64', 0x40000000, null],
];

for (const [arch, number, name] of NUMBERS) {
  test(`${arch} ${number} is ${name ?? 'no call'}`, () => {
    assert.equal(syscallByNumber(arch, number)?.name ?? null, name);
  });
}

test('x32 calls are told by their bit and lose it', () => {
  const write = syscallByNumber('x86_64', 0x40000001);
  assert.deepEqual([write?.name, write?.number, write?.abi], ['write', 1, 'x32']);
  assert.deepEqual(write?.rustTargets, ['x86_64-unknown-linux-gnux32']);
  const own = syscallByNumber('x86_64', 0x40000000 + 512);
  assert.deepEqual([own?.name, own?.number, own?.abi], ['rt_sigaction', 512, 'x32']);
  // Its ioctl is 514; 16, the number under x86_64, is no x32 call.
  assert.equal(syscallByNumber('x86_64', 0x40000000 + 514)?.name, 'ioctl');
  assert.equal(syscallByNumber('x86_64', 0x40000000 + 16), null);
  assert.equal(syscallByNumber('x86_64', 512), null);
});

test('names come with any of the usual prefixes', () => {
  for (const name of ['write', 'SYS_write', '__NR_write', 'libc::SYS_write']) {
    assert.equal(syscallByName('x86_64', name)?.number, 1, name);
  }
  for (const name of ['', 'SYS_', 'Write', 'SYS_SYS_write', 'constructor', '__proto__']) {
    assert.equal(syscallByName('x86_64', name), null, name);
  }
  assert.equal(syscallByName('aarch64', 'open'), null);
});

const SIGNATURES: readonly (readonly [Arch, string, string])[] = [
  ['x86_64', 'write', 'write(fd, buf, count)'],
  ['x86_64', 'getpid', 'getpid()'],
  ['x86_64', 'landlock_create_ruleset', 'landlock_create_ruleset(attr, size, flags)'],
  ['aarch64', 'process_madvise', 'process_madvise(pidfd, vec, vlen, behavior, flags)'],
  ['loongarch64', 'openat2', 'openat2(dirfd, pathname, how, how_size)'],
  ['ppc64le', 'switch_endian', 'switch_endian()'],
  ['arm', 'statfs64', 'statfs64(path, sz, buf)'],
  // Newer than the headers that are read, split over registers, an older entry point, two prototypes.
  ['x86_64', 'fchmodat2', 'fchmodat2(…)'],
  ['arm', 'truncate64', 'truncate64(…)'],
  ['i386', 'select', 'select(…)'],
  ['i386', 'sigsuspend', 'sigsuspend(…)'],
  ['x86_64', 'clone', 'clone(clone_flags, child_stack, parent_tid, child_tid, tls)'],
  ['aarch64', 'clone', 'clone(clone_flags, child_stack, parent_tid, tls, child_tid)'],
  ['s390x', 'clone', 'clone(…)'],
  ['arm', 'clock_gettime64', 'clock_gettime64(which_clock, tp)'],
  ['arm', 'pread64', 'pread64(…)'],
  ['x86_64', 'pread64', 'pread64(fd, buf, count, offset)'],
];

for (const [arch, name, signature] of SIGNATURES) {
  test(`${arch}: ${signature}`, () => {
    const call = syscallByName(arch, name);
    assert.ok(call);
    assert.equal(syscallSignature(call), signature);
  });
}

test('libc has some calls on one C library only, or on none', () => {
  const targets = (arch: Arch, name: string): readonly string[] =>
    syscallByName(arch, name)?.rustTargets ?? ['no such call'];
  assert.deepEqual(targets('x86_64', 'write'), [
    'x86_64-unknown-linux-gnu',
    'x86_64-unknown-linux-musl',
  ]);
  assert.deepEqual(targets('riscv64', 'riscv_flush_icache'), []);
  assert.deepEqual(targets('aarch64', 'fchmodat2'), []);
  assert.deepEqual(targets('x86_64', 'io_pgetevents'), ['x86_64-unknown-linux-musl']);
  assert.deepEqual(targets('aarch64', 'kexec_file_load'), ['aarch64-unknown-linux-gnu']);
});

for (const arch of ARCHES) {
  test(`${arch}: every call is found again by its number and its name`, () => {
    const calls = allSyscalls(arch);
    assert.ok(calls.length > 300, `only ${calls.length} calls`);
    for (const call of calls) {
      assert.equal(call.arch, arch);
      assert.equal(call.abi, null);
      assert.equal(syscallByName(arch, call.name), call);
      const found = syscallByNumber(arch, call.number);
      assert.ok(found);
      assert.equal(found.number, call.number);
      // Two names of one number: never the one that no Rust target has, where another is had.
      assert.ok(found.rustTargets.length >= call.rustTargets.length, call.name);
      assert.ok((call.args?.length ?? 0) <= 6, call.name);
    }
    const numbers = calls.map((call) => call.number);
    assert.deepEqual(
      numbers,
      numbers.toSorted((a, b) => a - b),
    );
  });
}
