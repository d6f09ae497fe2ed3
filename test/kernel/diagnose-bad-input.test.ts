import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { demand, excluded } from './capabilities';
import { expected, found, Programs } from './diagnose';

type Case = readonly [
  name: string,
  options: readonly string[],
  status: number,
  says: RegExp,
  prepare?: (programs: Programs) => void,
];

const SOURCE = 'rounds/src/filter.rs';

/** All on the program `rounds`, which is refused three calls one behind the other. */
const CASES: readonly Case[] = [
  [
    'a command that fails for another reason',
    ['--yes', '--', 'sh', '-c', 'echo no configuration >&2; exit 3'],
    3,
    /status 3 \(its last words: “no configuration”\), but no filter was installed while it ran: it fails for another reason/,
  ],
  [
    'one that prints nothing',
    ['--yes', '--', 'sh', '-c', 'exit 1'],
    3,
    /status 1 and printed nothing, but no filter was installed/,
  ],
  [
    'one that never ends',
    ['--yes', '--timeout', '1', '--', 'sleep', '1000'],
    3,
    /did not end within 1 s/,
  ],
  [
    'one that needs a terminal',
    ['--yes', '--', 'sh', '-c', 'echo the input device is not a TTY >&2; exit 1'],
    3,
    /asks for a terminal, and has none here/,
  ],
  ['one that is not there', ['--yes', '--', './no-such-program'], 3, /cannot be started/],
  [
    'a program that does not build',
    ['--yes'],
    3,
    /does not build/,
    (programs) => {
      programs.edit('rounds', 'main.rs', (text) => text.replace('fn main() {', 'fn main() { !'));
    },
  ],
  [
    'neither strace nor the kernel’s log',
    ['--yes', '--no-strace', '--no-kernel-log'],
    3,
    /not known: neither strace nor the kernel’s log can be used here/,
  ],
  [
    'Log that itself breaks the program',
    ['--yes', '--no-strace'],
    3,
    /With the filter on Log nothing was recorded and the command still fails/,
    (programs) => {
      programs.edit('rounds', 'filter.rs', (text) => text.replace('KillProcess', 'Trap'));
      const guard =
        'fn main() {\n if include_str!("filter.rs").contains("Action::Log") { panic!() }';
      programs.edit('rounds', 'main.rs', (text) => text.replace('fn main() {', guard));
    },
  ],
  [
    'a command that edits the source while it runs',
    ['--yes', '--', 'sh', '-c', `echo // >> ${SOURCE}; cargo run --quiet -p rounds`],
    3,
    /has changed since it was read: nothing was written\. Somebody has edited it meanwhile/,
  ],
  [
    'a source that another loop has',
    [
      '--yes',
      '--',
      'sh',
      '-c',
      '"$NODE" "$LENS" diagnose --no-write --source rounds/src/filter.rs -- true',
    ],
    3,
    /status 2 \(its last words: “seccomp-lens: .*rounds\/src\/filter\.rs/,
  ],
];

for (const [name, options, status, says, prepare] of CASES) {
  test(
    `diagnose says what it cannot find out, in one sentence: ${name}`,
    { skip: excluded('kernel'), timeout: 120_000 },
    (t) => {
      demand('kernel');
      const programs = new Programs(t);
      prepare?.(programs);
      const before = programs.source('rounds');
      const diagnosed = programs.diagnose('rounds', ...options);
      assert.match(diagnosed.stderr, says);
      assert.equal(diagnosed.status, status, diagnosed.stderr);
      assert.ok(programs.source('rounds').startsWith(before), 'the source is as it was');
      assert.equal(diagnosed.objects.at(-1)?.['restored'], true);
    },
  );
}

test('nobody to ask: nothing is run', { skip: excluded('kernel') }, (t) => {
  demand('kernel');
  const programs = new Programs(t);
  const { status, stderr } = programs.diagnose('rounds', '--', 'touch', 'was-run');
  assert.equal(status, 2);
  assert.match(stderr, /^seccomp-lens: Nobody can be asked here/);
  assert.ok(!existsSync(join(programs.folder, 'was-run')));
});

test(
  'a machine where strace may not trace: said, and the filter logs for one run',
  { skip: excluded('kernel'), timeout: 120_000 },
  (t) => {
    demand('kernel');
    const programs = new Programs(t);
    const bin = join(programs.folder, 'bin');
    mkdirSync(bin);
    const fake = '#!/bin/sh\n[ "$1" = -V ] && { echo "strace -- version 6.1"; exit 0; }\nexit 1\n';
    writeFileSync(join(bin, 'strace'), fake);
    chmodSync(join(bin, 'strace'), 0o755);
    programs.env['PATH'] = `${bin}:${process.env['PATH'] ?? ''}`;
    programs.edit('rounds', 'filter.rs', (text) => text.replace('KillProcess', 'Trap'));
    const diagnosed = programs.diagnose('rounds', '--yes');
    assert.equal(diagnosed.status, 0, diagnosed.stderr);
    assert.match(diagnosed.stderr, /strace may not trace here: .*SYS_PTRACE/);
    assert.deepEqual(found(diagnosed), expected(programs.needed('rounds')));
  },
);

const MOMENTS: readonly (readonly [name: string, at: string, options: readonly string[]])[] = [
  ['while it builds', 'is built', []],
  ['while it is traced', 'is traced', []],
  ['while its filter only logs', 'only logs', ['--no-strace']],
  ['while it is built with the filter on Log', 'for one run', ['--no-strace']],
];

for (const [name, at, options] of MOMENTS) {
  test(
    `Ctrl+C puts the source back: ${name}`,
    { skip: excluded('kernel'), timeout: 120_000 },
    async (t) => {
      demand('kernel');
      const programs = new Programs(t);
      programs.edit('rounds', 'filter.rs', (text) => text.replace('KillProcess', 'Trap'));
      // So that there is a moment to be met in.
      programs.edit('rounds', 'main.rs', (text) =>
        text.replace(
          'println!',
          'std::thread::sleep(std::time::Duration::from_secs(60));\nprintln!',
        ),
      );
      const before = programs.source('rounds');
      const { code, stderr } = await programs.interrupt(
        'rounds',
        'SIGINT',
        at,
        '--yes',
        ...options,
      );
      assert.equal(code, 130, stderr);
      assert.equal(programs.source('rounds'), before);
    },
  );
}

for (const at of ['for one run', 'only logs']) {
  test(
    `killed while the filter is loosened (“${at}”): the next start puts it back first`,
    { skip: excluded('kernel'), timeout: 120_000 },
    async (t) => {
      demand('kernel');
      const programs = new Programs(t);
      programs.edit('rounds', 'filter.rs', (text) => text.replace('KillProcess', 'Trap'));
      const options = ['--yes', '--no-strace'];
      await programs.interrupt('rounds', 'SIGKILL', at, ...options);
      const next = programs.diagnose('rounds', ...options);
      assert.equal(next.status, 0, next.stderr);
      if (at === 'only logs')
        assert.match(
          next.stderr,
          /has left the filter of .* loosened: it is put back\. Binaries built meanwhile are still on Log; they are built again now\./,
        );
      assert.deepEqual(found(next), expected(programs.needed('rounds')));
      assert.ok(programs.source('rounds').includes('SeccompAction::Trap'));
    },
  );
}
