import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { demand, excluded } from './capabilities';
import { Programs } from './diagnose';

const ROOT = resolve(__dirname, '../..');
const DOCS = readFileSync(join(ROOT, 'docs/diagnose.md'), 'utf8');

/** The lines of the workflow's step, as a shell gets them. */
function script(): string {
  const step = DOCS.split('      - id: diagnose\n')[1] ?? '';
  const lines = (step.split('        run: |\n')[1] ?? '').split('\n');
  const end = lines.findIndex((line) => !line.startsWith(' '.repeat(10)));
  return lines
    .slice(0, end)
    .map((line) => line.slice(10))
    .join('\n');
}

const CASES = [
  ['a call is refused', 'cargo run --quiet -p rounds', 1, false],
  ['nothing is', 'cargo run --quiet -p rounds', 0, true],
  ['no filter is installed', 'true', 3, false],
  ['the tests fail by themselves', 'false', 3, false],
] as const;

for (const [name, command, status, passed] of CASES) {
  test(
    `the workflow of docs/diagnose.md, where ${name}`,
    { skip: excluded('kernel'), timeout: 120_000 },
    (t) => {
      demand('kernel');
      const programs = new Programs(t);
      if (passed) programs.allowRounds();
      mkdirSync(join(programs.folder, '.seccomp-lens'));
      symlinkSync(join(ROOT, 'dist'), join(programs.folder, '.seccomp-lens/dist'));
      const summary = join(programs.folder, 'summary');
      const text = script().replace('cargo test --test sandbox', command);
      assert.ok(text.includes(command));
      const ended = spawnSync('bash', ['-eo', 'pipefail', '-c', text], {
        cwd: programs.folder,
        encoding: 'utf8',
        env: {
          ...programs.env,
          SOURCE: 'rounds/src/filter.rs',
          RUNNER_TEMP: programs.folder,
          GITHUB_STEP_SUMMARY: summary,
        },
      });
      assert.equal(ended.status, status, ended.stderr);
      const lines = readFileSync(summary, 'utf8').trim().split('\n');
      const result = JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
      assert.equal(result['passed'], passed);
      assert.equal(lines.length > 1, status === 1);
    },
  );
}
