import assert from 'node:assert/strict';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { demand, excluded } from './capabilities';
import { Programs } from './diagnose';

const BUILD = ['sh', '-c', 'cargo run --quiet -p rounds'] as const;

/** `rounds` on Trap with all that it needs in its list. */
function fixed(t: TestContext): Programs {
  const programs = new Programs(t);
  programs.allowRounds();
  return programs;
}

/** The program as it was built last, whatever the source is by now. */
const built = (programs: Programs): string =>
  join(programs.env['CARGO_TARGET_DIR'] ?? '', 'debug/rounds');

test(
  'a command that does not build: a program still on Log is no proof of a source on Trap',
  { skip: excluded('kernel'), timeout: 120_000 },
  (t) => {
    demand('kernel');
    const programs = new Programs(t);
    programs.edit('rounds', 'filter.rs', (text) => text.replace('KillProcess', 'Log'));
    assert.equal(programs.run('rounds'), 0);
    programs.edit('rounds', 'filter.rs', (text) => text.replace('Action::Log', 'Action::Trap'));
    const stale = programs.diagnose('rounds', '--yes', '--', built(programs));
    assert.match(
      stale.stderr,
      /The command passes, but a filter of apply that ran is on SeccompAction::Log, and the source has none on that: what ran was built from another state of it\. Build it again\./,
    );
    assert.equal(stale.status, 3);
    assert.equal(stale.objects.at(-1)?.['passed'], false);
  },
);

test(
  'a command that builds by itself: its filter is shown to be the source’s, call by call',
  { skip: excluded('kernel'), timeout: 120_000 },
  (t) => {
    demand('kernel');
    const programs = fixed(t);
    const { status, stderr } = programs.diagnose('rounds', '--yes', '--', ...BUILD);
    assert.equal(status, 0, stderr);
    assert.match(
      stderr,
      /The filter that ran is the source’s, call by call: apply on SeccompAction::Trap\./,
    );
  },
);

test(
  'cargo: the program is shown to be of the source as it is, and its filter too',
  { skip: excluded('kernel'), timeout: 120_000 },
  (t) => {
    demand('kernel');
    const programs = fixed(t);
    const { status, stderr } = programs.diagnose('rounds', '--yes');
    assert.equal(status, 0, stderr);
    assert.match(stderr, /debug\/rounds was built from .*filter\.rs after its last change\./);
    assert.ok(statSync(built(programs)).mtimeMs >= statSync(programs.path('rounds')).mtimeMs);
  },
);

test(
  'cargo: a target that only its configuration names is traced',
  { skip: excluded('kernel'), timeout: 120_000 },
  (t) => {
    demand('kernel');
    const programs = fixed(t);
    // A compiler that takes the name of a target that nobody need have installed for its own.
    const [own, other] = [programs.triple(), 'x86_64-unknown-linux-musl'];
    programs.write('rustc.sh', `#!/bin/bash\nexec "\${@/#${other}/${own}}"\n`, 0o755);
    mkdirSync(join(programs.folder, '.cargo'));
    const config = `[build]\ntarget = "${other}"\nrustc-wrapper = "./rustc.sh"\n`;
    programs.write('.cargo/config.toml', config);
    const { status, stderr } = programs.diagnose('rounds', '--yes');
    // Untraced, "no filter was installed while it ran".
    assert.equal(status, 0, stderr);
    assert.ok(stderr.includes(`${other}/debug/rounds was built from`), stderr);
  },
);

test(
  'without strace what is not shown is said',
  { skip: excluded('kernel'), timeout: 120_000 },
  (t) => {
    demand('kernel');
    const programs = fixed(t);
    const { status, stderr } = programs.diagnose('rounds', '--yes', '--no-strace', '--', ...BUILD);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /Nothing shows that the filter which ran is the source’s\./);
  },
);

test('a filter that is never installed proves nothing', { skip: excluded('kernel') }, (t) => {
  demand('kernel');
  const { status, stderr } = new Programs(t).diagnose('rounds', '--yes', '--', 'true');
  assert.equal(status, 3);
  assert.match(stderr, /The command passes, but no filter was installed while it ran/);
});
