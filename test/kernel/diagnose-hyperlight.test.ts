import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { crateSource } from '../rust/crates';
import { demand, excluded } from './capabilities';

const ROOT = resolve(__dirname, '../..');
const GUEST = 'src/hyperlight/seccomp/guest.rs';

/**
 * The harness with the published crate's own filter, signal handler and worker thread beside it. No
 * guest binary can be had from a registry: the host calls its function itself, and the sandbox and the
 * errors are the harness's.
 */
function harness(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'seccomp-lens-hyperlight-'));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  cpSync(join(ROOT, 'test/kernel/hyperlight'), folder, { recursive: true });
  const source = crateSource('hyperlight-host', '0.10.0');
  const parts = join(folder, 'src/hyperlight');
  mkdirSync(parts);
  for (const part of ['seccomp', 'signal_handlers']) {
    cpSync(join(source, 'src', part), join(parts, part), { recursive: true });
  }
  const functions = readFileSync(join(source, 'src/sandbox/host_funcs.rs'), 'utf8');
  const start = functions.indexOf('#[cfg(seccomp)]\nfn maybe_with_seccomp');
  const end = functions.indexOf('#[cfg(not(seccomp))]\nfn maybe_with_seccomp');
  assert.ok(start !== -1 && end > start);
  writeFileSync(join(parts, 'maybe_with_seccomp.rs'), functions.slice(start, end));
  return folder;
}

const CASES = [
  ['in its list', GUEST, /^\+ +\(libc::SYS_getppid, vec!\[\]\),$/m],
  ['at its registration', 'src/main.rs', /^\+ +vec!\[libc::SYS_getppid\],$/m],
] as const;

for (const [where, source, line] of CASES) {
  test(
    `hyperlight-host 0.10: a host function’s forbidden call is diagnosed and allowed ${where}`,
    { skip: excluded('kernel'), timeout: 240_000 },
    (t) => {
      demand('kernel');
      const folder = harness(t);
      const env = {
        ...process.env,
        CARGO_TARGET_DIR: join(ROOT, '.cache/kernel/hyperlight'),
        XDG_STATE_HOME: join(folder, 'state'),
      };
      const run = () =>
        spawnSync('cargo', ['run', '--quiet'], { cwd: folder, env, encoding: 'utf8' });
      const before = run();
      assert.notEqual(before.status, 0);
      assert.match(before.stderr, /Disallowed Syscall: 110/);
      assert.match(
        before.stderr,
        /called `Result::unwrap\(\)` on an `Err` value: DisallowedSyscall/,
      );

      const words = ['diagnose', '--json', '--yes', '--source', source, '--', 'cargo', 'run', '-q'];
      const lens = spawnSync(process.execPath, [join(ROOT, 'dist/cli.js'), ...words], {
        cwd: folder,
        env,
        encoding: 'utf8',
      });
      assert.equal(lens.status, 0, lens.stderr);
      const [first, result] = [lens.stdout.split('\n')[0], lens.stdout.trim().split('\n').at(-1)];
      const { diff, trap } = JSON.parse(first ?? '') as {
        diff: string;
        trap: Record<string, unknown>;
      };
      assert.match(diff, line);
      assert.deepEqual(
        [trap['syscall'], trap['comm'], trap['witnesses']],
        ['getppid', 'Host Function W', ['sigsys', 'program']],
      );
      assert.equal(result, '{"kind":"result","passed":true,"rounds":1,"restored":true}');
      assert.match(readFileSync(join(folder, source), 'utf8'), /SYS_getppid/);
      assert.equal(run().status, 0);
    },
  );
}
