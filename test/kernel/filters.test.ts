import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { demand, excluded } from './capabilities';
import { Crate } from './crate';
import { recordedRun, uniqueThreadName } from './records';

/** What the SIGSYS handler of both crates exits with. */
const TRAPPED = 128 + 31;

/** Numbers of `/dev/kvm`'s requests (linux/kvm.h), the same on every architecture. */
const KVM_GET_API_VERSION = 'ioctl:0xae00';
const KVM_CHECK_EXTENSION = 'ioctl:0xae03';
const KVM_GET_VCPU_MMAP_SIZE = 'ioctl:0xae04';

function probe(t: TestContext): Crate {
  const crate = new Crate(t, 'test/kernel/probe', 'probe');
  const example = new Crate(t, 'examples/first-trap', 'probe');
  crate.write('src/trap.rs', example.read('src/trap.rs'));
  return crate;
}

function jsonLines(text: string): readonly Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const linesOf = (text: string): readonly string[] => text.split('\n');

/** How many lines `after` has that `before` has not; fails where one of `before` is gone. */
function added(before: string, after: string): readonly string[] {
  const rest = [...linesOf(after)];
  for (const line of linesOf(before)) {
    const at = rest.indexOf(line);
    assert.notEqual(at, -1, `the fix took away: ${line}`);
    rest.splice(at, 1);
  }
  return rest.map((line) => line.trim());
}

test(
  'a call: the kernel’s record is decoded, the fix is applied, no further record comes',
  {
    skip: excluded('kernel'),
  },
  async (t) => {
    demand('kernel');
    const crate = probe(t);
    const source = crate.read('src/filter.rs');

    let thread = '';
    const records = await recordedRun(1, (name) => {
      thread = name;
      assert.equal(crate.run(thread, 'getpid').status, 0);
    });
    const log = crate.write('kernel.log', records.join('\n') + '\n');

    const decoded = crate.lens('decode', '--json', log);
    assert.equal(decoded.status, 0, decoded.stderr);
    const [trap, ...others] = jsonLines(decoded.stdout);
    assert.deepEqual(others, []);
    const { kind, syscall, action, comm, count } = trap ?? {};
    const expected = { kind: 'trap', syscall: 'getpid', action: 'log', comm: thread, count: 1 };
    assert.deepEqual({ kind, syscall, action, comm, count }, expected);

    const fixed = crate.lens('fix', 'src/filter.rs', '--log', log, '--write');
    assert.equal(fixed.status, 0, fixed.stderr);
    assert.deepEqual(added(source, crate.read('src/filter.rs')), ['(libc::SYS_getpid, vec![]),']);
    assert.equal(crate.unformatted(), '');

    // getppid is still missing from the list: its record proves that records came through.
    const after = await recordedRun(1, (name) => {
      assert.equal(crate.run(name, 'getpid', 'getppid').status, 0);
    });
    const left = jsonLines(
      crate.lens('decode', '--json', crate.write('after.log', after.join('\n'))).stdout,
    );
    assert.deepEqual(
      left.map((each) => each['syscall']),
      ['getppid'],
    );

    assert.equal(crate.lens('fix', 'src/filter.rs', '--log', log).status, 1, 'already allowed');
  },
);

test(
  'an ioctl request: the record alone is not enough, with the request the fix is narrow',
  {
    skip: excluded('kernel', 'kvm'),
  },
  async (t) => {
    demand('kernel', 'kvm');
    const crate = probe(t);
    const source = crate.read('src/filter.rs');

    const records = await recordedRun(1, (thread) => {
      assert.equal(crate.run(thread, KVM_GET_API_VERSION, KVM_CHECK_EXTENSION).status, 0);
    });
    const log = crate.write('kernel.log', records.join('\n') + '\n');
    const vague = crate.lens('fix', 'src/filter.rs', '--log', log, '--write');
    assert.equal(vague.status, 2);
    assert.equal(vague.stdout, '');
    assert.match(vague.stderr, /strace/);
    assert.equal(crate.read('src/filter.rs'), source);

    crate.setAction('Log', 'Trap');
    const trapping = crate.read('src/filter.rs');
    const trapped = crate.run(uniqueThreadName(), KVM_GET_API_VERSION, KVM_CHECK_EXTENSION);
    assert.equal(trapped.status, TRAPPED);
    const printed = crate.write('program.log', trapped.stderr);
    const [trap] = jsonLines(crate.lens('decode', '--json', printed).stdout);
    assert.deepEqual(trap?.['ioctl'], { request: '0xae03', names: ['KVM_CHECK_EXTENSION'] });

    const fixed = crate.lens('fix', 'src/filter.rs', '--log', log, '--log', printed, '--write');
    assert.equal(fixed.status, 0, fixed.stderr);
    assert.deepEqual(added(trapping, crate.read('src/filter.rs')), [
      'pub const KVM_CHECK_EXTENSION: u64 = 0xae03;',
      'and![Cond::new(1, ArgLen::Dword, Eq, KVM_CHECK_EXTENSION)?],',
    ]);
    assert.equal(crate.unformatted(), '');

    assert.equal(crate.run(uniqueThreadName(), KVM_GET_API_VERSION, KVM_CHECK_EXTENSION).status, 0);
    const neighbour = crate.run(uniqueThreadName(), KVM_GET_VCPU_MMAP_SIZE);
    assert.equal(neighbour.status, TRAPPED, 'the neighbour request must stay refused');
  },
);

test(
  'the example: it ends by its filter, and well after the fix of its own logs',
  {
    skip: excluded('kernel', 'kvm'),
  },
  (t) => {
    demand('kernel', 'kvm');
    const crate = new Crate(t, 'examples/first-trap', 'example');
    const source = crate.read('src/filter.rs');
    const before = crate.run();
    assert.equal(before.status, TRAPPED);
    assert.ok(crate.read('logs/program.log').startsWith(before.stdout + before.stderr));

    const logs = ['--log', 'logs/kernel.log', '--log', 'logs/program.log'];
    const fixed = crate.lens('fix', 'src/filter.rs', ...logs, '--write');
    assert.equal(fixed.status, 0, fixed.stderr);
    assert.deepEqual(added(source, crate.read('src/filter.rs')), [
      'pub const KVM_CHECK_EXTENSION: u64 = 0xae03;',
      'and![Cond::new(1, ArgLen::Dword, Eq, KVM_CHECK_EXTENSION)?],',
      '(libc::SYS_clock_nanosleep, vec![]),',
    ]);
    assert.equal(crate.unformatted(), '');

    const after = crate.run();
    assert.equal(after.status, 0, after.stderr);
    assert.match(after.stdout, /with user memory\.$/m);
  },
);
