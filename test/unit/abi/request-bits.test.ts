import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { requestBits } from '../../../src/core/abi/ioctls';
import { manualPage, requestPage } from '../../../src/core/abi/manual';
import { ARCHES } from '../../../src/core/abi/types';
import { times } from '../../lib/times';

test('a request has its direction, size, type and number from the highest bit down', () => {
  assert.deepEqual(requestBits('x86_64', 0x41a0ae8d), [
    { field: 'dir', high: 31, low: 30, bits: '01' },
    { field: 'size', high: 29, low: 16, bits: '00000110100000' },
    { field: 'type', high: 15, low: 8, bits: '10101110' },
    { field: 'nr', high: 7, low: 0, bits: '10001101' },
  ]);
  const [dir, size] = requestBits('ppc64le', 0x8004ae00);
  assert.deepEqual([dir?.bits, size?.bits], ['100', '0000000000100']);
});

test('the fields of any request make its number again', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ARCHES), fc.nat(0xffffffff), (arch, value) => {
      const bits = requestBits(arch, value).map((field) => field.bits);
      assert.equal(Number.parseInt(bits.join(''), 2), value);
    }),
    times(),
  );
});

const PAGES: readonly [call: string, page: string | null][] = [
  ['ioctl', 'ioctl'],
  ['clock_nanosleep_time64', 'clock_nanosleep'],
  ['clock_adjtime64', 'clock_adjtime'],
  ['timerfd_settime64', 'timerfd_settime'],
  ['pread64', 'pread64'],
  ['mseal', null],
];
for (const [name, page] of PAGES) {
  test(`the manual's page of ${name}`, () => {
    const href = page && `https://man7.org/linux/man-pages/man2/${page}.2.html`;
    assert.equal(manualPage({ name })?.href ?? null, href);
  });
}

test('requests of KVM have a place in its documentation, others have none', () => {
  const { href } = requestPage('KVM_SET_FPU') ?? {};
  assert.equal(href, 'https://docs.kernel.org/virt/kvm/api.html#kvm-set-fpu');
  assert.equal(requestPage('TCGETS'), null);
});
