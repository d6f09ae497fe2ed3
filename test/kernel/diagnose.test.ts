import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demand, excluded } from './capabilities';
import { expected, found, Programs } from './diagnose';

/** `blind-*` were written without sight of the loop; docs/diagnose.md has what came of the first try. */
const EXACT: readonly (readonly [
  program: string,
  rounds: number | null,
  needs: 'kernel' | 'kvm',
])[] = [
  ['vmm', 5, 'kvm'],
  ['rounds', 3, 'kernel'],
  ['catches', 1, 'kernel'],
  ['blind-a', null, 'kvm'],
  ['blind-b', null, 'kernel'],
];

for (const [program, rounds, needs] of EXACT) {
  test(
    `diagnose finds exactly what a program needs, and it runs: ${program}`,
    { skip: excluded(needs), timeout: 240_000 },
    (t) => {
      demand('kernel', needs);
      const programs = new Programs(t);
      const action =
        /SeccompAction::(?:Trap|KillProcess)/.exec(programs.source(program))?.[0] ?? '';
      const diagnosed = programs.diagnose(program, '--yes');
      assert.equal(diagnosed.status, 0, diagnosed.stderr);
      assert.deepEqual(found(diagnosed), expected(programs.needed(program)));
      const result = diagnosed.objects.at(-1);
      assert.deepEqual(
        [result?.['kind'], result?.['passed'], result?.['restored']],
        ['result', true, true],
      );
      if (rounds !== null) assert.equal(result?.['rounds'], rounds);
      assert.match(diagnosed.stderr, /was built from .* after its last change/);
      assert.ok(programs.source(program).includes(action), 'the action is its own');
      assert.equal(programs.run(program), 0);
    },
  );
}

test(
  'a killed thread that leaves the program waiting: what is missing is found, by what was refused',
  { skip: excluded('kernel'), timeout: 240_000 },
  (t) => {
    demand('kernel');
    const programs = new Programs(t);
    const diagnosed = programs.diagnose('blind-c', '--yes');
    assert.equal(diagnosed.status, 0, diagnosed.stderr);
    // The filter comes while a thread may still be starting: then its start is refused too.
    const all = found(diagnosed);
    for (const one of expected(programs.needed('blind-c'))) assert.ok(all.includes(one), one);
    assert.ok(programs.source('blind-c').includes('SeccompAction::KillThread'));
  },
);

test(
  'without strace the filter logs for one run, and is then as it was',
  { skip: excluded('kernel'), timeout: 240_000 },
  (t) => {
    demand('kernel');
    const programs = new Programs(t);
    programs.edit('rounds', 'filter.rs', (text) => text.replace('KillProcess', 'Trap'));
    const diagnosed = programs.diagnose('rounds', '--yes', '--no-strace');
    assert.equal(diagnosed.status, 0, diagnosed.stderr);
    assert.deepEqual(found(diagnosed), expected(programs.needed('rounds')));
    // Log lets the call go on: one round shows all.
    assert.equal(diagnosed.objects.at(-1)?.['rounds'], 1);
    assert.match(diagnosed.stderr, /set from trap to log for one run/i);
    assert.match(diagnosed.stderr, /is back at trap/i);
    assert.ok(programs.source('rounds').includes('SeccompAction::Trap'));
    assert.ok(!programs.source('rounds').includes('SeccompAction::Log'));
  },
);

test(
  'only to report: the source is not touched, and what is refused is told with its remedies',
  { skip: excluded('kernel'), timeout: 240_000 },
  (t) => {
    demand('kernel');
    const programs = new Programs(t);
    const before = programs.source('rounds');
    const diagnosed = programs.diagnose('rounds', '--no-write');
    assert.equal(diagnosed.status, 1, diagnosed.stderr);
    assert.deepEqual(found(diagnosed), ['apply getpgid']);
    const [remedy] = diagnosed.objects;
    const fields = ['file', 'list', 'remedy', 'line', 'diff', 'warnings', 'trap'];
    assert.ok(remedy);
    assert.deepEqual(Object.keys(remedy), fields);
    const { trap, ...rest } = remedy;
    const { witnesses, ...call } = trap as { witnesses: string[] };
    assert.deepEqual(call, {
      arch: 'x86_64',
      number: 121,
      syscall: 'getpgid',
      libc: 'SYS_getpgid',
      action: 'kill-process',
      comm: 'rounds',
      count: 1,
      ioctl: null,
    });
    // Every call is traced, and shows the kill, only where the kernel has dropped records.
    assert.ok(witnesses.length > 0);
    assert.ok(witnesses.every((one) => ['killed', 'kernel'].includes(one)));
    const { file, list, line, warnings } = rest;
    assert.deepEqual([file, list, warnings], ['rounds/src/filter.rs', 'apply', []]);
    assert.equal(typeof line, 'number');
    assert.equal(remedy['remedy'], 'allow');
    assert.match(String(remedy['diff']), /^\+ +\(libc::SYS_getpgid, vec!\[\]\),$/m);
    assert.deepEqual(diagnosed.objects.at(-1), {
      kind: 'result',
      passed: false,
      rounds: 1,
      restored: true,
    });
    assert.equal(programs.source('rounds'), before);
  },
);
