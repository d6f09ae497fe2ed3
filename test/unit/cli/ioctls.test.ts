import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { ioctlsCommand, type IoctlsOptions } from '../../../src/cli/ioctls';
import { CliError, EXIT } from '../../../src/cli/output';
import { input, memoryIo, type MemoryIo } from './memory-io';

const machine = { arch: 'x86_64', wasmFolder: '' } as const;
const trace = [
  '7<vmm> ioctl(0, TCGETS, 0) = -1 ENOTTY (Inappropriate ioctl for device)',
  '7<vmm> seccomp(SECCOMP_SET_MODE_FILTER, 0, {len=6, filter=0x7}) = 0',
  '7<vmm> ioctl(5, KVM_RUN, 0) = 0',
  '7<vmm> ioctl(5, KVM_RUN, 0) = 16',
  '7<vmm> --- SIGSYS {si_signo=SIGSYS, si_code=SYS_SECCOMP, si_call_addr=0x7, si_syscall=__NR_ioctl, si_arch=AUDIT_ARCH_X86_64} ---',
  '7<vmm> ioctl(5, _IOC(_IOC_READ|_IOC_WRITE, 0xb8, 0xfe, 0x30), 0) = 0',
  '7<vmm> ioctl(5, NO_SUCH_REQUEST, 0) = 0',
  '',
].join('\n');

async function run(
  text: string,
  options: IoctlsOptions = {},
  files: readonly string[] = ['-'],
): Promise<MemoryIo & { readonly code: number }> {
  const io = memoryIo({ stdin: input(text) });
  const code = await ioctlsCommand(files, options, io, machine);
  return { ...io, code };
}

function folderOf(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'seccomp-lens-ioctls-'));
  context.after(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

test('--json gives a request a line, the most frequent first', async () => {
  const { code, jsonLines } = await run(trace, { json: true });
  assert.equal(code, EXIT.ok);
  const vmm = { threads: ['vmm'] };
  assert.deepEqual(jsonLines(), [
    { request: '0xae80', names: ['KVM_RUN'], count: 2, afterFilter: 2, refused: 1, ...vmm },
    {
      request: '0x5401',
      names: ['TCGETS'],
      count: 1,
      afterFilter: 0,
      refused: 0,
      ...vmm,
    },
    { request: '0xc030b8fe', names: [], count: 1, afterFilter: 1, refused: 0, ...vmm },
    { request: null, names: ['NO_SUCH_REQUEST'], count: 1, afterFilter: 1, refused: 0, ...vmm },
  ]);
});

test('the table says it in columns, the totals stand on stderr', async () => {
  const { stdout, stderr } = await run(trace);
  const [head = '', first = ''] = stdout().split('\n');
  assert.match(head, /^COUNT {2}AFTER FILTER {2}REFUSED {2}REQUEST {5}NAME {2,}THREADS$/);
  assert.match(first, /^ {4}2 {13}2 {8}1 {2}0xae80 {6}KVM_RUN {2,}vmm$/);
  assert.equal(first.indexOf('vmm'), head.indexOf('THREADS'));
  assert.match(
    stdout(),
    /^ +1 +1 +0 {2}0xc030b8fe {2}_IOC\(_IOC_READ\|_IOC_WRITE, 0xb8, 0xfe, 0x30\) /m,
  );
  assert.match(stdout(), /^ +1 +1 +0 {2}\? +NO_SUCH_REQUEST +vmm$/m);
  assert.equal(
    stderr(),
    'seccomp-lens: 4 requests in 5 ioctl calls, 4 after a filter was installed, 1 refused.\n',
  );
});

test('names are of the architecture that the trace or the option names', async () => {
  const [line = ''] = trace.split('\n').slice(2);
  const named = async (text: string, options: IoctlsOptions = {}): Promise<unknown> =>
    ((await run(text, { json: true, ...options })).jsonLines()[0] as { request: unknown }).request;
  const regs = line.replace('KVM_RUN', 'KVM_SET_REGS');
  const signal = trace.split('\n')[4]?.replace('X86_64', 'AARCH64') ?? '';
  assert.equal(await named(regs), '0x4090ae82');
  assert.equal(await named(regs, { arch: 'aarch64' }), '0x4360ae82');
  assert.equal(await named(`${regs}\n${signal}`), '0x4360ae82');
  assert.equal(await named(regs, { arch: 's390x' }), null);
});

test('a thread name cannot act on the terminal', async () => {
  const { stdout } = await run('7<a\\33[31mb\\nc> ioctl(5, KVM_RUN, 0) = 0\n');
  assert.match(stdout().split('\n')[1] ?? '', /KVM_RUN {2}ab c$/);
});

const NOTES: Readonly<Record<string, readonly [text: string, note: RegExp, code: number]>> = {
  'what is no strace output': ['fn main() {}\n', /standard input: not the output of strace; /, 1],
  'nothing at all': ['', /not the output of strace/, 1],
  'strace output without ioctls': ['1 close(3) = 0\n', /no ioctl call in standard input/, 1],
  'no filter in the trace': ['1 ioctl(5, KVM_RUN, 0) = 0\n', /add seccomp,prctl to -e trace=/, 0],
  'threads whose parent is unknown': [
    `${trace}8 ioctl(5, KVM_RUN, 0) = 0\n9 ioctl(5, KVM_RUN, 0) = 0\n`,
    /add clone,clone3,fork,vfork to -e trace=/,
    0,
  ],
  'a refused ioctl that is not in the trace': [
    trace.split('\n').toSpliced(3, 1).join('\n'),
    /1 ioctl call more refused, whose request the trace does not have: /,
    0,
  ],
  'a line that is cut': [`${trace}7<vmm> ioctl(5, KVM_R`, /1 line cut short before the request/, 0],
};

for (const [name, [text, note, code]] of Object.entries(NOTES)) {
  test(`said on stderr: ${name}`, async () => {
    const ended = await run(text);
    assert.match(ended.stderr(), note);
    assert.equal(ended.code, code);
  });
}

test('several files make one histogram; those of -ff know each other’s threads', async (context) => {
  const folder = folderOf(context);
  const files = {
    'a.7': 'seccomp(SECCOMP_SET_MODE_FILTER, 0, {}) = 0\nfork() = 8\n',
    'a.8': 'ioctl(5, KVM_RUN, 0) = 0\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  for (const names of [
    ['a.7', 'a.8'],
    ['a.8', 'a.7'],
  ]) {
    const ended = await run(
      '',
      { json: true },
      names.map((name) => join(folder, name)),
    );
    assert.deepEqual(ended.jsonLines(), [
      {
        request: '0xae80',
        names: ['KVM_RUN'],
        count: 1,
        afterFilter: 1,
        refused: 0,
        threads: ['8'],
      },
    ]);
  }
});

test('a file larger than one read counts to its end', async (context) => {
  const path = join(folderOf(context), 'big');
  writeFileSync(path, '7 ioctl(5, KVM_RUN, 0) = 0\n'.repeat(100_000));
  const [row] = (await run('', { json: true }, [path])).jsonLines() as { count: number }[];
  assert.equal(row?.count, 100_000);
});

test('a file that cannot be read ends it before anything is printed', async (context) => {
  const folder = folderOf(context);
  for (const path of [join(folder, 'none'), folder]) {
    const io = memoryIo({ stdin: input(trace) });
    await assert.rejects(ioctlsCommand(['-', path], {}, io, machine), CliError);
    assert.equal(io.stdout(), '');
  }
});

test('an architecture that no table has is told before anything is read', async () => {
  await assert.rejects(run(trace, { arch: 'vax' }), CliError);
});

test('a pasted histogram is explained, and a cut request is said to be cut', async () => {
  const pasted = 'TCGETS 14\nKVM_RUN 120\n_IOC(_IOC_WRITE 21953\n';
  const { code, jsonLines, stderr } = await run(pasted, { json: true });
  assert.equal(code, EXIT.ok);
  const untold = { afterFilter: null, refused: null, threads: [] };
  assert.deepEqual(jsonLines(), [
    { request: null, names: ['_IOC(_IOC_WRITE'], count: 21953, ...untold },
    { request: '0xae80', names: ['KVM_RUN'], count: 120, ...untold },
    { request: '0x5401', names: ['TCGETS'], count: 14, ...untold },
  ]);
  assert.match(stderr(), /line 3, _IOC\(_IOC_WRITE: awk cut/);
});

test('what only begins like a histogram is none', async () => {
  const { code } = await run('TCGETS 14\nand so on\n');
  assert.equal(code, EXIT.nothing);
});
