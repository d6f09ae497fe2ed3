import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { decodeCommand } from '../../../src/cli/decode';
import { CliError, EXIT } from '../../../src/cli/output';
import { input, memoryIo } from './memory-io';

const record = (serial: number, syscall: number, pid = 7): string =>
  `[ 1.5] audit: type=1326 audit(1700000000.123:${serial}): pid=${pid} comm="vcpu0" exe="/opt/vmm" sig=31 arch=c000003e syscall=${syscall} compat=0 ip=0x7f00 code=0x30000\n`;
const ioctl =
  '[ERROR][HYPERLIGHT] Disallowed Syscall: 16\n[ERROR][HYPERLIGHT] IOCTL Param: 44672\n';
const lost = 'kauditd_printk_skb: 10 callbacks suppressed\n';
const unnamed = 'Error: DisallowedSyscall\n';

async function folderOf(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'seccomp-lens-decode-'));
  context.after(() => rm(folder, { recursive: true }));
  return folder;
}

test('--json gives every field of a trap, by its first occurrence', async () => {
  const io = memoryIo({ stdin: input('noise\n', record(1, 39), record(2, 39, 8)) });
  assert.equal(await decodeCommand(['-'], { json: true }, io), EXIT.ok);
  assert.deepEqual(io.jsonLines(), [
    {
      kind: 'trap',
      source: 'audit',
      file: '-',
      line: 2,
      count: 2,
      time: '2023-11-14T22:13:20.123Z',
      arch: 'x86_64',
      number: 39,
      syscall: 'getpid',
      libc: 'SYS_getpid',
      abi: null,
      action: 'trap',
      signal: 'SIGSYS',
      pid: 7,
      comm: 'vcpu0',
      exe: '/opt/vmm',
      ip: '0x7f00',
      ioctl: null,
      raw: record(1, 39).trimEnd(),
    },
  ]);
  assert.equal(io.stderr(), '');
});

test('--json names the request of an ioctl', async () => {
  const io = memoryIo({ stdin: input(ioctl) });
  await decodeCommand(['-'], { json: true }, io);
  const [trap] = io.jsonLines() as Record<string, unknown>[];
  assert.deepEqual(trap?.['ioctl'], { request: '0xae80', names: ['KVM_RUN'] });
  assert.deepEqual(
    [trap['source'], trap['syscall'], trap['time'], trap['comm']],
    ['hyperlight', 'ioctl', null, null],
  );
});

test('--json tells an x32 call from its table, known or not', async () => {
  const io = memoryIo({ stdin: input(record(1, 0x40000027), record(2, 0x4000ffff)) });
  await decodeCommand(['-'], { json: true }, io);
  const traps = io.jsonLines() as Record<string, unknown>[];
  assert.deepEqual(
    traps.map((trap) => [trap['number'], trap['syscall'], trap['abi']]),
    [
      [39, 'getpid', 'x32'],
      [0xffff, null, 'x32'],
    ],
  );
});

test('the most frequent trap stands first, ties in order of first sight', async () => {
  const io = memoryIo({
    stdin: input(
      record(1, 1),
      record(2, 39),
      record(3, 0),
      record(4, 0),
      record(5, 39),
      record(6, 3),
    ),
  });
  await decodeCommand(['-'], { json: true }, io);
  const traps = io.jsonLines() as Record<string, unknown>[];
  assert.deepEqual(
    traps.map((trap) => [trap['syscall'], trap['count'], trap['line']]),
    [
      ['getpid', 2, 2],
      ['read', 2, 3],
      ['write', 1, 1],
      ['close', 1, 6],
    ],
  );
});

test('--each gives every event once, and what else the log says, in order', async () => {
  // So far from the records that none of them is likely to be what the message is about.
  const far = 'noise\n'.repeat(200);
  const text = record(1, 39) + record(1, 39) + lost + record(2, 39) + far + unnamed;
  const io = memoryIo({ stdin: input(text) });
  assert.equal(await decodeCommand(['-'], { json: true, each: true }, io), EXIT.ok);
  const rows = io.jsonLines() as Record<string, unknown>[];
  assert.deepEqual(
    rows.map((row) => [row['kind'], row['line'], row['count'] ?? row['records'] ?? row['raw']]),
    [
      ['trap', 1, 1],
      ['lost', 3, 10],
      ['trap', 4, 1],
      ['unnamed', 205, 'Error: DisallowedSyscall'],
    ],
  );
});

for (const each of [false, true]) {
  test(`one event by the kernel and the program is one row${each ? ' of --each' : ''}`, async () => {
    const kernel = record(1, 16);
    for (const text of [kernel + ioctl, ioctl + kernel]) {
      const io = memoryIo({ stdin: input(text) });
      await decodeCommand(['-'], { json: true, each }, io);
      const [trap, ...others] = io.jsonLines() as Record<string, unknown>[];
      assert.deepEqual(others, []);
      const { count, comm, exe, pid, ip, time, ioctl: call } = trap ?? {};
      assert.deepEqual(
        { count, comm, exe, pid, ip, time, call },
        {
          count: 1,
          comm: 'vcpu0',
          exe: '/opt/vmm',
          pid: 7,
          ip: '0x7f00',
          time: '2023-11-14T22:13:20.123Z',
          call: { request: '0xae80', names: ['KVM_RUN'] },
        },
      );
    }
  });
}

test('--each: of a loop that both tell, each event is one row, in the order of the first lines', async () => {
  const loop = [1, 2, 3].map((serial) => record(serial, 16)).join('');
  const io = memoryIo({ stdin: input(loop, record(4, 39), ioctl, ioctl) });
  await decodeCommand(['-'], { json: true, each: true }, io);
  const rows = io.jsonLines() as { line: number; syscall: string; ioctl: object | null }[];
  assert.deepEqual(
    rows.map(({ line, syscall, ioctl: call }) => [line, syscall, call !== null]),
    [
      [1, 'ioctl', true],
      [2, 'ioctl', true],
      [3, 'ioctl', false],
      [4, 'getpid', false],
    ],
  );
});

test('a message that a later record explains is no row', async () => {
  for (const each of [false, true]) {
    const io = memoryIo({ stdin: input(unnamed, record(1, 39)) });
    await decodeCommand(['-'], { json: true, each }, io);
    assert.deepEqual(
      (io.jsonLines() as { kind: string }[]).map(({ kind }) => kind),
      ['trap'],
    );
  }
});

test('people are told what to do about what is not known', async () => {
  const other = ioctl.replace('44672', '44545');
  const io = memoryIo({ stdin: input(record(1, 16), ioctl, other) });
  await decodeCommand(['-'], {}, io);
  assert.match(
    io.stdout(),
    /^ioctl: Its request is not known, .* KVM_RUN, KVM_CREATE_VM, and nothing says which/m,
  );
  const nothing = memoryIo({ stdin: input(unnamed) });
  await decodeCommand(['-'], {}, nothing);
  assert.match(
    nothing.stdout(),
    /^-:1: a call was refused, .*\nA filter whose .* Trap leaves no record: /,
  );
});

test('lost and unnamed alone are something found', async () => {
  for (const [text, object] of [
    [lost, { kind: 'lost', records: 10, file: '-', line: 1 }],
    [unnamed, { kind: 'unnamed', file: '-', line: 1, raw: unnamed.trimEnd() }],
  ] as const) {
    const io = memoryIo({ stdin: input(text) });
    assert.equal(await decodeCommand(['-'], { json: true }, io), EXIT.ok);
    assert.deepEqual(io.jsonLines(), [object]);
  }
});

test('people get a table, and one sentence on what is missing', async () => {
  const io = memoryIo({ stdin: input(ioctl, record(1, 39), record(2, 39), lost, unnamed) });
  await decodeCommand(['-'], {}, io);
  assert.deepEqual(io.stdout().split('\n'), [
    'COUNT  CALL            ARCH    ACTION  THREAD  PROGRAM   SEEN AT',
    '    2  getpid          x86_64  trap    vcpu0   /opt/vmm  -:3',
    '    1  ioctl(KVM_RUN)  x86_64  trap    ?       ?         -:1',
    'At least 10 more records were dropped or cut, first at -:5.',
    // The error on line 6 is the one that the numbered line 1 explains.
    '',
  ]);
});

test('a name cannot act on the terminal or break the table', async () => {
  const hostile = Buffer.from('\x1b[2J\n\u202eroot').toString('hex').toUpperCase();
  const io = memoryIo({ stdin: input(record(1, 39).replace('"vcpu0"', hostile)) });
  await decodeCommand(['-'], {}, io);
  const lines = io.stdout().split('\n');
  assert.equal(lines.length, 3);
  assert.match(lines[1] ?? '', / \ufffdroot /);
  // eslint-disable-next-line no-control-regex -- what must not get through
  assert.doesNotMatch(io.stdout(), /[\x1b\u202e]/);
});

test('nothing found is said, with exit 1', async () => {
  const io = memoryIo({ stdin: input('a quiet log\n') });
  assert.equal(await decodeCommand(['-'], { json: true }, io), EXIT.nothing);
  assert.equal(io.stdout(), '');
  assert.equal(io.stderr(), 'seccomp-lens: no record of a refused call in standard input.\n');
});

test('an unreadable file stops the command before it prints anything', async (context) => {
  const folder = await folderOf(context);
  const good = join(folder, 'good.log');
  await writeFile(good, record(1, 39));
  for (const bad of [join(folder, 'missing.log'), folder]) {
    for (const files of [
      [bad, good],
      [good, bad],
    ]) {
      const io = memoryIo();
      await assert.rejects(decodeCommand(files, { json: true, each: true }, io), CliError);
      assert.equal(io.stdout(), '');
    }
  }
});

test('one event in two files is one', async (context) => {
  const folder = await folderOf(context);
  const [a, b] = [join(folder, 'kern.log'), join(folder, 'audit.log')];
  await writeFile(a, record(1, 39));
  await writeFile(b, record(1, 39).replace('[ 1.5] audit: type=1326 ', 'type=SECCOMP msg='));
  const io = memoryIo();
  await decodeCommand([a, b], { json: true }, io);
  const traps = io.jsonLines() as Record<string, unknown>[];
  assert.deepEqual(
    traps.map((trap) => [trap['file'], trap['count']]),
    [[a, 1]],
  );
});

test(
  '--follow goes on over growth and rotation until it is interrupted',
  { timeout: 60_000 },
  async (context) => {
    const folder = await folderOf(context);
    const path = join(folder, 'a.log');
    await writeFile(path, record(1, 39));
    const stop = new AbortController();
    const wanted = ['getpid', 'write', 'read'];
    const seen: string[] = [];
    const out = new Writable({
      write(chunk: Buffer, _encoding, done) {
        const { syscall } = JSON.parse(chunk.toString()) as { syscall: string };
        seen.push(syscall);
        done();
        void next(seen.length);
      },
    });
    async function next(step: number): Promise<void> {
      if (step === 1) await appendFile(path, record(2, 1));
      if (step === 2) {
        await rename(path, `${path}.1`);
        await writeFile(path, record(3, 0));
      }
      if (step === 3) stop.abort();
    }
    const io = memoryIo({ out, interrupted: stop.signal });
    assert.equal(await decodeCommand([path], { json: true, follow: true }, io), EXIT.interrupted);
    assert.deepEqual(seen, wanted);
  },
);

test(
  '--follow: several files, an ioctl that waits for its request, a file that is cut',
  { timeout: 60_000 },
  async (context) => {
    const folder = await folderOf(context);
    const [one, two] = [join(folder, 'a.log'), join(folder, 'b.log')];
    await writeFile(one, record(1, 39));
    await writeFile(two, ioctl.slice(0, ioctl.indexOf('\n') + 1));
    const stop = new AbortController();
    const seen: string[] = [];
    const out = new Writable({
      write(chunk: Buffer, _encoding, done) {
        // Records of both files may come in one write.
        for (const line of chunk.toString().trimEnd().split('\n')) {
          const { syscall, file } = JSON.parse(line) as { syscall: string; file: string };
          seen.push(`${file === one ? 'a' : 'b'} ${syscall}`);
          if (seen.length === 2) void writeFile(one, record(2, 1));
          if (seen.length === 3) stop.abort();
        }
        done();
      },
    });
    const io = memoryIo({ out, interrupted: stop.signal });
    assert.equal(
      await decodeCommand([one, two], { json: true, follow: true }, io),
      EXIT.interrupted,
    );
    assert.deepEqual(seen.toSorted(), ['a getpid', 'a write', 'b ioctl']);
  },
);

test('--follow: Ctrl+C loses nothing of what was read', { timeout: 60_000 }, async (context) => {
  const folder = await folderOf(context);
  const path = join(folder, 'a.log');
  const count = 3000;
  const text = Array.from({ length: count }, (_, i) => record(i + 1, 39)).join('');
  await writeFile(path, text);
  const stop = new AbortController();
  let rows = 0;
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      rows += chunk.toString().split('\n').length - 1;
      done();
      if (rows === count) stop.abort();
    },
  });
  const io = memoryIo({ out, interrupted: stop.signal });
  assert.equal(await decodeCommand([path], { json: true, follow: true }, io), EXIT.interrupted);
  assert.equal(rows, count);
});
