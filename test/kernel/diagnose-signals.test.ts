import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { isAlive } from '../lib/processes';
import { demand, excluded } from './capabilities';
import { Programs } from './diagnose';

type Phase = 'run' | 'trace' | 'log';

/** The program `rounds` on Trap: in one phase of the loop it goes on for long, and only SIGKILL ends it. */
function stubborn(t: TestContext, phase: Phase): Programs {
  const programs = new Programs(t);
  programs.env['HOLD'] = phase;
  programs.edit('rounds', 'filter.rs', (text) => text.replace('KillProcess', 'Trap'));
  const holds = `
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let phase = if !status.contains("TracerPid:\\t0\\n") {
        "trace"
    } else if include_str!("filter.rs").contains("Action::Log") {
        "log"
    } else {
        "run"
    };
    if std::env::var("HOLD").unwrap() == phase {
        for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP] {
            // SAFETY: a signal that is ignored runs nothing.
            unsafe { libc::signal(signal, libc::SIG_IGN) };
        }
        let pids = concat!(env!("CARGO_MANIFEST_DIR"), "/pids");
        std::fs::create_dir_all(pids).unwrap();
        std::fs::write(format!("{pids}/{}", std::process::id()), "").unwrap();
        eprintln!("holding on");
        std::thread::sleep(std::time::Duration::from_secs(600));
    }
`;
  programs.edit('rounds', 'main.rs', (text) => text.replace('fn main() {', `fn main() {${holds}`));
  return programs;
}

const CASES: readonly (readonly [
  phase: Phase,
  signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP',
  status: number,
  options: readonly string[],
])[] = [
  ['run', 'SIGTERM', 143, []],
  ['trace', 'SIGTERM', 143, []],
  ['log', 'SIGINT', 130, ['--no-strace']],
  ['log', 'SIGTERM', 143, ['--no-strace']],
  ['log', 'SIGHUP', 129, ['--no-strace']],
];

for (const [phase, signal, status, options] of CASES) {
  test(
    `${signal}, twice, in the phase “${phase}”: the source is put back, and nothing is left running`,
    { skip: excluded('kernel'), timeout: 120_000 },
    async (t) => {
      demand('kernel');
      const programs = stubborn(t, phase);
      const before = programs.source('rounds');
      const at = 'holding on';
      const { code, stderr } = await programs.interrupt('rounds', signal, at, '--yes', ...options);
      assert.equal(code, status, stderr);
      assert.equal(programs.source('rounds'), before);
      const pids = readdirSync(join(programs.folder, 'rounds/pids')).map(Number);
      assert.deepEqual([pids.length, pids.filter(isAlive)], [1, []]);
    },
  );
}
