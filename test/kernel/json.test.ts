import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { demand, excluded } from './capabilities';
import { Crate } from './crate';

function probe(t: TestContext): Crate {
  return new Crate(t, 'test/kernel/json-probe', 'json-probe');
}

/** What becomes of steps behind the worker's filter, `made` or `refused` each. */
function outcome(crate: Crate, ...steps: readonly string[]): Record<string, string> {
  const { status, stdout, stderr } = crate.run('policy.json', 'worker', ...steps);
  assert.equal(status, 0, stderr);
  const lines = stdout.trim().split('\n');
  return Object.fromEntries(
    lines.map((line): [string, string] => {
      const [step = '', what = ''] = line.split(' ');
      return [step, what];
    }),
  );
}

test(
  'seccompiler’s JSON: what fix allows is admitted by the filter that runs, its neighbour is not',
  { skip: excluded('kernel', 'kvm') },
  (t) => {
    demand('kernel', 'kvm');
    const crate = probe(t);
    const steps = ['getpid', 'getppid', 'ioctl:0xae00', 'ioctl:0xae03', 'ioctl:0xae04'];
    const before = outcome(crate, ...steps);
    assert.deepEqual(Object.values(before), ['refused', 'refused', 'made', 'refused', 'refused']);
    for (const args of [
      ['--syscall', 'getpid'],
      ['--syscall', 'ioctl', '--ioctl', '0xae03'],
    ]) {
      const fixed = crate.lens('fix', 'policy.json', ...args, '--write');
      assert.equal(fixed.status, 0, fixed.stderr);
    }
    const after = outcome(crate, ...steps);
    assert.deepEqual(Object.values(after), ['made', 'refused', 'made', 'made', 'refused']);
    const widened = crate.lens('fix', 'policy.json', '--syscall', 'ioctl', '--widen', '--write');
    assert.equal(widened.status, 0, widened.stderr);
    const wide = outcome(crate, ...steps);
    assert.deepEqual(Object.values(wide), ['made', 'refused', 'made', 'made', 'made']);
    // What is in force, written anew, is the same to the kernel.
    const exported = crate.lens('allowlist', 'policy.json', '--format', 'firecracker');
    crate.write('policy.json', exported.stdout);
    assert.deepEqual(outcome(crate, ...steps), wide);
  },
);

test(
  'seccompiler’s JSON: an object without args beside one with args admits nothing more',
  { skip: excluded('kernel') },
  (t) => {
    demand('kernel');
    const crate = probe(t);
    const dup =
      '{ "syscall": "dup" }, { "syscall": "dup", "args": [{ "index": 0, "type": "dword", "op": "eq", "val": 1 }] },';
    const policy = crate.read('policy.json');
    crate.write('policy.json', policy.replace('{ "syscall": "exit_group" }', `${dup} $&`));
    assert.deepEqual(outcome(crate, 'dup:1', 'dup:2'), { 'dup:1': 'made', 'dup:2': 'refused' });
    const shown = crate.lens('allowlist', 'policy.json');
    assert.match(shown.stdout, /^ {2}dup +if argument 0 == 1$/m);
    assert.match(shown.stderr, /"dup" stands here without args: beside the one with args/);
  },
);
