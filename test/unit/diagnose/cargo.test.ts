import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  artifactsOf,
  cargoCommand,
  runnerVariable,
  sourcesOf,
  targetIn,
} from '../../../src/core/diagnose/cargo';

const FORMAT = '--message-format=json-render-diagnostics';

const COMMANDS: readonly (readonly [command: string, build: string | null])[] = [
  ['cargo run', `build ${FORMAT}`],
  ['cargo run -q -p vmm -- --kernel x', `build -q -p vmm ${FORMAT}`],
  ['cargo run --release bzImage --cpus 2', `build --release ${FORMAT}`],
  ['cargo r --features=kvm', `build --features=kvm ${FORMAT}`],
  ['cargo +nightly run --bin a', `+nightly build --bin a ${FORMAT}`],
  ['/usr/bin/cargo test --test sandbox -- --nocapture', `test --test sandbox --no-run ${FORMAT}`],
  ['cargo test name', `test name --no-run ${FORMAT}`],
  ['cargo bench', `bench --no-run ${FORMAT}`],
  ['cargo xtask run', null],
  ['cargo build', null],
  ['cargo test --message-format=json', null],
  ['cargo-nextest run', null],
  ['./target/debug/vmm run', null],
  ['cargo constructor', null],
];

for (const [command, build] of COMMANDS) {
  test(`what is built before ${command}`, () => {
    assert.equal(cargoCommand(command.split(' '))?.build.join(' ') ?? null, build);
  });
}

test('artifacts are those of cargo’s messages, whatever a program prints between them', () => {
  const messages = [
    '{"reason":"compiler-artifact","filenames":["/t/debug/libkvm.rlib"],"executable":null}',
    'a line of a build script {"reason":"compiler-artifact"}',
    '{"reason":"compiler-artifact","filenames":["/t/debug/vmm"],"executable":"/t/debug/vmm"}',
    '{"reason":"compiler-artifact","filenames":["/t/debug/cut',
    '{"reason":"build-finished","success":true}',
  ].join('\n');
  assert.deepEqual(artifactsOf(messages), [
    { file: '/t/debug/libkvm.rlib', executable: false },
    { file: '/t/debug/vmm', executable: true },
  ]);
});

test('the variable of cargo’s runner', () => {
  assert.equal(
    runnerVariable('x86_64-unknown-linux-gnu'),
    'CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER',
  );
});

const BUILT: readonly [program: string, target: string | null][] = [
  ['/w/target/debug/vmm', null],
  ['/w/target/release/deps/vmm-0a1b', null],
  ['/w/target/x86_64-unknown-linux-musl/debug/vmm', 'x86_64-unknown-linux-musl'],
  ['/w/target/armv7-unknown-linux-gnueabihf/debug/deps/vmm-0a1b', 'armv7-unknown-linux-gnueabihf'],
  ['/w/target/wasm32-wasip1/release/examples/vmm', 'wasm32-wasip1'],
];

for (const [program, target] of BUILT) {
  test(`the target that ${program} was built for`, () => {
    assert.equal(targetIn(program), target);
  });
}

test('what a program was built from', () => {
  const depInfo =
    '/t/debug/vmm: /w/src/main.rs /w/a\\ b/filter.rs\n\n/w/src/main.rs:\n# env-dep:X=1: y\n';
  assert.deepEqual(sourcesOf(depInfo), ['/w/src/main.rs', '/w/a b/filter.rs']);
});
