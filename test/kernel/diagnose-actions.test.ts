import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { demand, excluded } from './capabilities';
import { expected, found, Programs, type Diagnosed } from './diagnose';

const timeout = 240_000;
/** For so long the kernel drops the records of a burst. */
const RATE_LIMIT_MS = 1000 * Number(readFileSync('/proc/sys/kernel/printk_ratelimit', 'utf8'));

/** `rounds` on another action; it fails where one of its three calls does. */
function rounds(t: TestContext, action: string): Programs {
  demand('kernel');
  const programs = new Programs(t);
  if (action !== 'KillProcess') {
    programs.edit('rounds', 'filter.rs', (text) => text.replace('KillProcess', action));
  }
  programs.edit('rounds', 'main.rs', (text) =>
    text
      .replace('println!("{}", ', 'std::process::exit(i32::from(!(')
      .replace('>= 0);', '>= 0)));'),
  );
  return programs;
}

/** The three and nothing else, by rounds; the source then has its own action, and the program runs. */
function findsAll(
  programs: Programs,
  action: string,
  diagnosed: Diagnosed,
  inRounds: number,
): void {
  const { status, stderr, objects } = diagnosed;
  assert.equal(status, 0, stderr);
  assert.deepEqual(found(diagnosed), expected(programs.needed('rounds')));
  assert.deepEqual([objects.at(-1)?.['passed'], objects.at(-1)?.['rounds']], [true, inRounds]);
  assert.ok(programs.source('rounds').includes(`SeccompAction::${action},`));
  assert.equal(programs.run('rounds'), 0);
}

const ROWS: readonly (readonly [
  action: string,
  options: readonly string[],
  rounds: number,
  says: RegExp,
])[] = [
  ['Trap', [], 3, /The command is traced\./],
  ['Trap', ['--no-kernel-log'], 3, /The command is traced\./],
  ['KillProcess', ['--no-kernel-log'], 3, /Every call of the command is traced\./],
  ['KillProcess', ['--no-strace'], 3, /strace is not used/],
  ['KillThread', ['--no-kernel-log'], 3, /Every call of the command is traced\./],
  ['Errno(1)', [], 1, /Every call of the command is traced\./],
  ['Errno(1)', ['--no-strace'], 1, /set from errno:1 to log for one run/i],
  ['Trace(7)', [], 1, /Every call of the command is traced\./],
  ['Trace(7)', ['--no-strace'], 1, /set from trace to log for one run/i],
];

for (const [action, options, inRounds, says] of ROWS) {
  test(
    `diagnose on a filter on ${action} ${options.join(' ')}: exactly what is needed`,
    { skip: excluded('kernel'), timeout },
    (t) => {
      const programs = rounds(t, action);
      const diagnosed = programs.diagnose('rounds', '--yes', ...options);
      assert.match(diagnosed.stderr, says);
      findsAll(programs, action, diagnosed, inRounds);
    },
  );
}

for (const [options, says] of [
  [['--no-strace'], /strace is not used/],
  [[], /The command is traced\./],
  [['--no-kernel-log'], /Every call of the command is traced\./],
] as const) {
  test(
    `diagnose on a filter that is on Log ${options.join(' ')}: what it would refuse, and that it only logs`,
    { skip: excluded('kernel'), timeout },
    async (t) => {
      // In a burst, such as of the tests before, the kernel drops records until its interval is over.
      await wait(RATE_LIMIT_MS);
      const programs = rounds(t, 'Log');
      const diagnosed = programs.diagnose('rounds', '--yes', ...options);
      assert.match(diagnosed.stderr, says);
      assert.deepEqual(found(diagnosed), expected(programs.needed('rounds')));
    },
  );
}

/** A thread with the filter is killed, and the main one waits for its word for ever. */
const HANGS = `
fn main() {
    let (done, wait) = std::sync::mpsc::channel::<bool>();
    let kept = done.clone();
    std::thread::Builder::new()
        .name("worker".into())
        .spawn(move || {
            filter::apply().expect("the filter");
            // SAFETY: the call touches no memory.
            done.send(unsafe { libc::getpgid(0) } > 0).unwrap();
        })
        .unwrap();
    let passed = wait.recv().unwrap();
    drop(kept);
    assert!(passed);
}
`;

for (const options of [[], ['--no-kernel-log'], ['--no-strace']]) {
  test(
    `a killed thread that leaves the command hanging ${options.join(' ')}: it is ended after a grace time`,
    { skip: excluded('kernel'), timeout },
    (t) => {
      const programs = rounds(t, 'KillThread');
      programs.edit('rounds', 'main.rs', () => `mod filter;\n${HANGS}`);
      const diagnosed = programs.diagnose('rounds', '--yes', '--timeout', '60', ...options);
      assert.equal(diagnosed.status, 0, diagnosed.stderr);
      assert.ok(found(diagnosed).includes('apply getpgid'), diagnosed.stderr);
      assert.ok(diagnosed.objects.some((each) => trapOf(each)?.comm === 'worker'));
    },
  );
}

test(
  'a thread that is cloned under the filter: its calls are told by its name and its parent’s filter',
  { skip: excluded('kernel'), timeout },
  (t) => {
    const programs = rounds(t, 'Trap');
    programs.edit('rounds', 'main.rs', (text) =>
      text.replace(
        'filter::apply().expect("the filter");',
        `filter::apply().expect("the filter");
    let child = std::thread::Builder::new().name("child".into());
    // SAFETY: the call touches no memory.
    child.spawn(|| assert!(unsafe { libc::getpriority(0, 0) } != 99)).unwrap().join().unwrap();`,
      ),
    );
    const diagnosed = programs.diagnose('rounds', '--yes');
    assert.equal(diagnosed.status, 0, diagnosed.stderr);
    const childs = diagnosed.objects.filter((each) => trapOf(each)?.comm === 'child');
    assert.ok(
      childs.some((each) => each['list'] === 'apply' && trapOf(each)?.syscall === 'getpriority'),
      diagnosed.stderr,
    );
  },
);

test(
  'a filter for all threads: the call of one that was there before is found',
  { skip: excluded('kernel'), timeout },
  (t) => {
    const programs = rounds(t, 'Trap');
    programs.edit('rounds', 'filter.rs', (text) =>
      text.replace('seccompiler::apply_filter(', 'seccompiler::apply_filter_all_threads('),
    );
    programs.edit('rounds', 'main.rs', (text) =>
      text.replace(
        'filter::apply().expect("the filter");',
        `let (go, wait) = std::sync::mpsc::channel::<()>();
    let (ready, is_ready) = std::sync::mpsc::channel::<()>();
    let early = std::thread::Builder::new().name("early".into()).spawn(move || {
        ready.send(()).unwrap();
        wait.recv().unwrap();
        // SAFETY: the call touches no memory.
        assert!(unsafe { libc::getpriority(0, 0) } != 99);
    });
    is_ready.recv().unwrap();
    filter::apply().expect("the filter");
    go.send(()).unwrap();
    early.unwrap().join().unwrap();`,
      ),
    );
    const diagnosed = programs.diagnose('rounds', '--yes');
    assert.equal(diagnosed.status, 0, diagnosed.stderr);
    const earlys = diagnosed.objects.filter((each) => trapOf(each)?.comm === 'early');
    assert.ok(
      earlys.some((each) => trapOf(each)?.syscall === 'getpriority'),
      diagnosed.stderr,
    );
  },
);

test(
  'records that the kernel suppresses: how many are missing is said',
  { skip: excluded('kernel'), timeout },
  (t) => {
    const programs = rounds(t, 'Trap');
    // The kernel tells of what it dropped with the first record after five seconds.
    programs.edit('rounds', 'main.rs', (text) =>
      text.replace(
        'filter::apply().expect("the filter");',
        `filter::apply().expect("the filter");
    for _ in 0..2000 {
        // SAFETY: the call touches no memory.
        unsafe { libc::getpgid(0) };
    }
    std::thread::sleep(std::time::Duration::from_secs(6));`,
      ),
    );
    const diagnosed = programs.diagnose('rounds', '--yes', '--no-strace');
    assert.match(diagnosed.stderr, /The kernel dropped at least \d+ of its records\./);
    assert.equal(diagnosed.status, 0, diagnosed.stderr);
  },
);

test(
  'cargo builds untraced, and only the program is traced',
  { skip: excluded('kernel'), timeout },
  (t) => {
    const programs = rounds(t, 'Trap');
    const tracer = 'grep TracerPid /proc/self/status';
    programs.write('wrapper', `#!/bin/sh\n${tracer} >> "$BUILDS"\nexec "$@"\n`, 0o755);
    programs.write('runner', `#!/bin/sh\n${tracer} >> "$RUNS"\nexec "$@"\n`, 0o755);
    const triple = programs.triple().toUpperCase().replaceAll('-', '_');
    Object.assign(programs.env, {
      BUILDS: `${programs.folder}/builds`,
      RUNS: `${programs.folder}/runs`,
      RUSTC_WORKSPACE_WRAPPER: `${programs.folder}/wrapper`,
      [`CARGO_TARGET_${triple}_RUNNER`]: `${programs.folder}/runner`,
    });
    const diagnosed = programs.diagnose('rounds', '--yes');
    assert.equal(diagnosed.status, 0, diagnosed.stderr);
    const builds = programs.lines('builds');
    assert.ok(builds.length >= 4);
    assert.deepEqual([...new Set(builds)], ['TracerPid:\t0']);
    const traced = programs.lines('runs').filter((line) => line !== 'TracerPid:\t0');
    assert.equal(traced.length, 3, 'once a round, behind the person’s own runner');
  },
);

function trapOf(object: Record<string, unknown>): { comm?: string; syscall?: string } | null {
  return (object as { trap?: { comm?: string; syscall?: string } }).trap ?? null;
}
