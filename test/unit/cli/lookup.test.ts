import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookupCommand } from '../../../src/cli/lookup';
import { meaningsOf, type Meaning } from '../../../src/cli/meanings';
import { memoryIo } from './memory-io';

const machine = { arch: 'x86_64', wasmFolder: '' } as const;

/** A term, and of each meaning its kind, name and value. */
const table: readonly { term: string; means: readonly string[] }[] = [
  { term: '230', means: ['syscall clock_nanosleep 0xe6'] },
  { term: '0xe6', means: ['syscall clock_nanosleep 0xe6'] },
  { term: 'write', means: ['syscall write 0x1'] },
  { term: 'SYS_write', means: ['syscall write 0x1'] },
  { term: '__NR_write', means: ['syscall write 0x1'] },
  { term: '1', means: ['syscall write 0x1', 'ioctl FIBMAP 0x1'] },
  { term: 'syscall=1', means: ['syscall write 0x1'] },
  { term: '0x40000001', means: ['syscall write 0x40000001'] },
  { term: 'KVM_SET_REGS', means: ['ioctl KVM_SET_REGS 0x4090ae82'] },
  { term: '0x4090_ae82', means: ['ioctl KVM_SET_REGS 0x4090ae82'] },
  { term: '44672', means: ['ioctl KVM_RUN 0xae80'] },
  { term: 'MSHV_RUN_VP', means: ['ioctl MSHV_RUN_VP 0x8100b807', 'ioctl MSHV_RUN_VP 0x8100b800'] },
  {
    term: '_IOC(_IOC_WRITE, 0xb8, 0x3, 0x20)',
    means: ['ioctl MSHV_UNMAP_GUEST_MEMORY 0x4020b803'],
  },
  { term: '0xdeadbeef', means: ['ioctl null 0xdeadbeef'] },
  { term: 'arch=c000003e', means: ['arch AUDIT_ARCH_X86_64 0xc000003e'] },
  { term: 'c000003e', means: ['arch AUDIT_ARCH_X86_64 0xc000003e'] },
  { term: '0xc00000b7', means: ['arch AUDIT_ARCH_AARCH64 0xc00000b7'] },
  { term: 'arch=28', means: ['arch AUDIT_ARCH_ARMEB 0x28'] },
  { term: 'code=0x7ffc0000', means: ['action log 0x7ffc0000'] },
  { term: 'code=7ffc0000', means: ['action log 0x7ffc0000'] },
  { term: 'code=0x0', means: ['action kill-thread 0x0'] },
  { term: '0x50001', means: ['action errno 0x50001'] },
  { term: '0', means: ['syscall read 0x0'] },
  { term: 'arch=c0ffee', means: [] },
  { term: 'code=zz', means: [] },
  { term: 'SYS_', means: [] },
  { term: 'no_such_call', means: [] },
  { term: '99999', means: ['ioctl null 0x1869f'] },
  { term: '999', means: [] },
  { term: '-1', means: [] },
  { term: '', means: [] },
];
for (const { term, means } of table) {
  test(`lookup ${JSON.stringify(term)}`, () => {
    const found = meaningsOf(term, ['x86_64']);
    const shown = found.map(({ kind, name, value }) => `${kind} ${name ?? 'null'} ${value}`);
    assert.deepEqual(shown, means);
  });
}

test('one number of several names is one meaning', () => {
  const [meaning, ...others] = meaningsOf('0x3b71', ['x86_64']);
  assert.deepEqual(others, []);
  assert.deepEqual(meaning?.names, ['VFIO_DEVICE_PCI_HOT_RESET', 'VFIO_IOMMU_MAP_DMA']);
});

test('a number means another call on another architecture', async () => {
  const io = memoryIo();
  const options = { arch: 'aarch64', json: true } as const;
  assert.equal(await lookupCommand(['172'], options, io, machine), 0);
  const expected: Partial<Meaning> = {
    kind: 'syscall',
    arch: 'aarch64',
    number: 172,
    name: 'getpid',
    names: ['SYS_getpid'],
    value: '0xac',
    args: [],
    fields: null,
  };
  const [{ source, ...rest }] = io.jsonLines() as [Meaning];
  assert.deepEqual(rest, expected);
  assert.match(source, /libc \d/);
});

test('a request shows its fields', async () => {
  const io = memoryIo();
  assert.equal(await lookupCommand(['KVM_SET_REGS'], { json: true }, io, machine), 0);
  const [meaning] = io.jsonLines() as [Meaning];
  assert.deepEqual(meaning.fields, { dir: 'write', size: 0x90, type: 0xae, nr: 0x82 });
});

test('what no table has is said in one sentence each, exit 1 only when nothing was found', async () => {
  const nothing = memoryIo();
  assert.equal(await lookupCommand(['foo', '\u001b[31mbar'], {}, nothing, machine), 1);
  assert.equal(nothing.stdout(), '');
  assert.equal(
    nothing.stderr(),
    'seccomp-lens: "foo" is not in the tables of x86_64.\n' +
      'seccomp-lens: "bar" is not in the tables of x86_64.\n',
  );
  const elsewhere = memoryIo();
  assert.equal(await lookupCommand([' open'], { arch: 'aarch64' }, elsewhere, machine), 1);
  assert.match(elsewhere.stderr(), /not in the tables of aarch64, but in those of x86_64, i386, /);
  const some = memoryIo();
  assert.equal(await lookupCommand(['foo', 'write'], {}, some, machine), 0);
  assert.match(
    some.stdout(),
    /^write\(fd, buf, count\) {2}syscall 1 on x86_64 {2}libc::SYS_write\n$/,
  );
});

test('--arch names a table or all of them', async () => {
  const all = memoryIo();
  assert.equal(await lookupCommand(['getpid'], { arch: 'all', json: true }, all, machine), 0);
  const arches = (all.jsonLines() as Meaning[]).map(({ arch }) => arch);
  assert.ok(arches.length >= 8);
  assert.equal(new Set(arches).size, arches.length);
  await assert.rejects(lookupCommand(['1'], { arch: 'vax' }, memoryIo(), machine), {
    name: 'CliError',
    message: /^No table is for the architecture "vax"; there are x86_64, .+\.$/,
  });
  const unknown = { arch: null, wasmFolder: '' };
  await assert.rejects(lookupCommand(['1'], {}, memoryIo(), unknown), { name: 'CliError' });
});
