import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  hasRequestTable,
  iocFields,
  iocText,
  iocValue,
  parseRequest,
  requestsByName,
  requestsByValue,
} from '../../../src/core/abi/ioctls';
import { ARCHES, type Arch } from '../../../src/core/abi/types';
import { times } from '../../lib/times';

const NAMED: readonly (readonly [Arch, string, number])[] = [
  ['x86_64', 'KVM_RUN', 0xae80],
  ['x86_64', 'KVM_SET_REGS', 0x4090ae82],
  ['aarch64', 'KVM_SET_REGS', 0x4360ae82],
  ['x86_64', 'KVM_SET_FPU', 0x41a0ae8d],
  ['x86_64', 'KVM_GET_REGS', 0x8090ae81],
  ['riscv64', 'TCGETS', 0x5401],
  ['x86_64', 'VHOST_SET_OWNER', 0xaf01],
  ['x86_64', 'FIONBIO', 0x5421],
  ['x86_64', 'SECCOMP_IOCTL_NOTIF_RECV', 0xc0502100],
  ['x86_64', 'LOOP_CTL_GET_FREE', 0x4c82],
  ['aarch64', 'IOMMU_IOAS_MAP', 0x3b85],
  // Of the kernel's headers, where no crate has them.
  ['x86_64', 'KVM_SET_SIGNAL_MASK', 0x4004ae8b],
  ['x86_64', 'KVM_GET_SREGS2', 0x8140aecc],
  ['riscv64', 'KVM_CLEAR_DIRTY_LOG', 0xc018aec0],
  ['aarch64', 'KVM_SET_PMU_EVENT_FILTER', 0x4008aeb2],
  ['aarch64', 'VHOST_VDPA_GET_AS_NUM', 0x8004af7a],
  ['x86_64', 'SNDRV_PCM_IOCTL_PREPARE', 0x4140],
];

for (const [arch, name, value] of NAMED) {
  test(`${arch}: ${name} is 0x${value.toString(16)}`, () => {
    assert.deepEqual(
      requestsByName(arch, name).map((request) => request.value),
      [value],
    );
    assert.ok(requestsByValue(arch, value).some((request) => request.name === name));
    assert.equal(parseRequest(arch, name), value);
  });
}

// What guest filters of both kernels' ages name.
const MSHV = [
  ['MSHV_RUN_VP', 0x8100b807, 0x8100b800],
  ['MSHV_GET_VP_STATE', 0xc010b80a, 0xc010b801],
  ['MSHV_ROOT_HVCALL', 0xc020b835, 0xc020b807],
] as const;

for (const [name, older, mainline] of MSHV) {
  test(`${name} has a value in each of MSHV's ABIs, labelled`, () => {
    const found = requestsByName('x86_64', name);
    assert.deepEqual(
      found.map((request) => [request.value, /older|mainline/.exec(request.source)?.[0]]),
      [
        [older, 'older'],
        [mainline, 'mainline'],
      ],
    );
    assert.equal(parseRequest('x86_64', name), null);
  });
}

test('one value, two names', () => {
  const names = requestsByValue('x86_64', 0x3b71).map((request) => request.name);
  assert.deepEqual(names, ['VFIO_DEVICE_PCI_HOT_RESET', 'VFIO_IOMMU_MAP_DMA']);
});

test("a crate's name of a value comes before the headers'", () => {
  const found = requestsByValue('x86_64', 0x4188aec6);
  assert.deepEqual(
    found.map(({ name, source }) => [name, source.split(' ')[0]]),
    [
      ['KVM_SET_MSR_FILTER', 'kvm-ioctls'],
      ['KVM_X86_SET_MSR_FILTER', 'linux-libc-dev'],
    ],
  );
});

test("one architecture's KVM requests are not another's second names", () => {
  const names = (arch: Arch): string[] =>
    requestsByValue(arch, 0x4010aeab).map((request) => request.name);
  assert.deepEqual(names('x86_64'), ['KVM_GET_ONE_REG']);
  assert.deepEqual(names('aarch64'), ['KVM_GET_ONE_REG', 'KVM_ARM_SET_DEVICE_ADDR']);
  assert.deepEqual(requestsByName('aarch64', 'KVM_GET_SREGS2'), []);
});

test('an architecture without a table still has fields', () => {
  assert.equal(hasRequestTable('s390x'), false);
  assert.deepEqual(requestsByValue('s390x', 0x5401), []);
  assert.equal(parseRequest('s390x', 'TCGETS'), null);
  assert.equal(iocText('s390x', 0x8090ae81), '_IOC(_IOC_READ, 0xae, 0x81, 0x90)');
});

const TEXTS: readonly (readonly [Arch, string, number | null])[] = [
  ['x86_64', '0x4090_ae82', 0x4090ae82],
  ['x86_64', ' 44672 ', 44672],
  ['x86_64', '0xAE80', 0xae80],
  ['x86_64', '0xae80u64', 0xae80],
  ['x86_64', '44_672_u32', 44672],
  ['x86_64', '0', 0],
  // musl's int, sign-extended: as i32, as i64 in hex, as u64 in decimal.
  ['x86_64', '-0x3fef47fb', 0xc010b805],
  ['x86_64', '-1072646139', 0xc010b805],
  ['x86_64', '0xffffffffc010b805', 0xc010b805],
  ['x86_64', '18446744072636905477', 0xc010b805],
  ['x86_64', '0x1c010b805', null],
  ['x86_64', '0xffffffff4090ae82', null],
  ['x86_64', '-0x80000001', null],
  ['x86_64', '_IOC(_IOC_WRITE, 0xb8, 0x3, 0x20)', 0x4020b803],
  ['x86_64', '_IOC(_IOC_READ|_IOC_WRITE, 0xb8, 0x12, 0x30)', 0xc030b812],
  ['x86_64', '_IOC(_IOC_READ | _IOC_WRITE,184,18,48)', 0xc030b812],
  ['x86_64', '_IOC(_IOC_NONE, 0xae, 0x80, 0)', 0xae80],
  ['x86_64', '_IOC(_IOC_WRITE', null],
  ['x86_64', '_IOC(_IOC_WRITE, 0xb8, 0x3, 0x4000)', null],
  ['x86_64', '_IOC(_IOC_WRITE, 0x1b8, 0x3, 0x20)', null],
  ['x86_64', '_IOC(WRITE, 0xb8, 0x3, 0x20)', null],
  ['x86_64', '_IOC(constructor, 0xb8, 0x3, 0x20)', null],
  ['x86_64', '_IOC(4, 0xb8, 0x3, 0x20)', null],
  ['ppc64le', '_IOC(_IOC_READ, 0x74, 0x13, 0x2c)', 0x402c7413],
  ['ppc64le', '_IOC(_IOC_WRITE, 0x74, 0x14, 0x2c)', 0x802c7414],
  ['ppc64le', '_IOC(_IOC_NONE, 0x66, 0x2, 0)', 0x20006602],
  ['ppc64le', '_IOC(0x0, 0x89, 0x10, 0)', 0x8910],
  ['x86_64', '', null],
  ['x86_64', '0x', null],
  ['x86_64', '0x_', null],
  ['x86_64', '1e3', null],
  ['x86_64', 'KVM_NO_SUCH', null],
  ['x86_64', '__proto__', null],
];

for (const [arch, text, value] of TEXTS) {
  test(`${arch}: "${text}" means ${value === null ? 'nothing' : `0x${value.toString(16)}`}`, () => {
    assert.equal(parseRequest(arch, text), value);
  });
}

test('fields', () => {
  assert.deepEqual(iocFields('x86_64', 0xc030b812), {
    dir: 'read|write',
    size: 0x30,
    type: 0xb8,
    nr: 0x12,
  });
  assert.deepEqual(iocFields('ppc64le', 0x20006602).dir, 'none');
  assert.throws(
    () => iocValue('ppc64le', { dir: 'read', size: 0x2000, type: 0, nr: 0 }),
    RangeError,
  );
});

const anyArch = fc.constantFrom(...ARCHES);
const anyRequest = fc.integer({ min: 0, max: 0xffffffff });

test('iocText and parseRequest are inverse for every 32-bit value', () => {
  fc.assert(
    fc.property(anyArch, anyRequest, (arch, value) => {
      assert.equal(parseRequest(arch, iocText(arch, value)), value);
    }),
    times(),
  );
});

test('iocFields and iocValue are inverse where the direction has a name', () => {
  const fields = fc.record(
    {
      dir: fc.constantFrom('none', 'read', 'write', 'read|write'),
      size: fc.integer({ min: 0, max: 0x1fff }),
      type: fc.integer({ min: 0, max: 0xff }),
      nr: fc.integer({ min: 0, max: 0xff }),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(anyArch, fields, (arch, wanted) => {
      assert.deepEqual(iocFields(arch, iocValue(arch, wanted)), wanted);
    }),
    times(),
  );
});

test("a request survives musl's sign extension and any way to write it", () => {
  fc.assert(
    fc.property(anyArch, anyRequest, (arch, value) => {
      const signed = BigInt.asIntN(32, BigInt(value));
      for (const text of [`${value}`, `0x${value.toString(16)}`, `${signed}`]) {
        assert.equal(parseRequest(arch, text), value, text);
      }
      assert.equal(parseRequest(arch, `${BigInt.asUintN(64, signed)}`), value);
    }),
    times(),
  );
});
