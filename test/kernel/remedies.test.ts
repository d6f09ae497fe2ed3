import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { demand, excluded } from './capabilities';
import { Crate } from './crate';

/** What the SIGSYS handler of the probe exits with. */
const TRAPPED = 128 + 31;
/** asm-generic/errno-base.h. */
const EPERM = 1;

/** The probe behind a filter that traps what it does not list. */
function trapping(t: TestContext): Crate {
  const crate = new Crate(t, 'test/kernel/probe', 'remedies');
  const example = new Crate(t, 'examples/first-trap', 'remedies');
  crate.write('src/trap.rs', example.read('src/trap.rs'));
  crate.setAction('Log', 'Trap');
  return crate;
}

function replaced(crate: Crate, file: string, from: string, to: string): void {
  const before = crate.read(file);
  assert.ok(before.includes(from), `${file} has no ${from}`);
  crate.write(
    file,
    before.replace(from, () => to),
  );
}

test('an entry that is removed again is refused again', { skip: excluded('kernel') }, (t) => {
  demand('kernel');
  const crate = trapping(t);
  const source = crate.read('src/filter.rs');
  const fix = ['fix', 'src/filter.rs', '--syscall', 'getpid', '--write'];
  assert.equal(crate.lens(...fix).status, 0);
  assert.equal(crate.run('removed', 'getpid').status, 0);
  const removed = crate.lens(...fix, '--remedy', 'remove');
  assert.equal(removed.status, 0, removed.stderr);
  assert.equal(crate.read('src/filter.rs'), source);
  assert.equal(crate.run('removed', 'getpid').status, TRAPPED);
});

test(
  'a call is answered with the errno of a second filter, and its neighbour stays refused',
  { skip: excluded('kernel') },
  (t) => {
    demand('kernel');
    const crate = trapping(t);
    const second = `    let refused: BpfProgram = SeccompFilter::new(
        [(libc::SYS_getcwd, vec![])].into_iter().collect(),
        SeccompAction::Allow,
        SeccompAction::Errno(libc::EPERM as u32),
        std::env::consts::ARCH.try_into()?,
    )?
    .try_into()?;
    seccompiler::apply_filter(&refused)?;
`;
    const last = '    Ok(seccompiler::apply_filter(&program)?)';
    replaced(crate, 'src/filter.rs', last, second + last);
    replaced(
      crate,
      'src/main.rs',
      'Step::Getppid => libc::syscall(libc::SYS_getppid),',
      `Step::Getppid => {
                if libc::syscall(libc::SYS_getppid) < 0 {
                    println!("errno {}", *libc::__errno_location());
                }
                0
            }`,
    );
    assert.equal(crate.unformatted(), '');
    assert.equal(crate.run('errno', 'getppid').status, TRAPPED);

    const fix = ['fix', 'src/filter.rs', '--syscall', 'getppid', '--remedy', 'errno', '--write'];
    const fixed = crate.lens(...fix);
    assert.equal(fixed.status, 0, fixed.stderr);
    assert.equal(crate.unformatted(), '');
    const run = crate.run('errno', 'getppid');
    assert.deepEqual([run.status, run.stdout], [0, `errno ${EPERM}\n`], run.stderr);
    assert.equal(crate.run('errno', 'getpid').status, TRAPPED);
    assert.equal(crate.lens(...fix).status, 1, 'the second time nothing is left');
  },
);
