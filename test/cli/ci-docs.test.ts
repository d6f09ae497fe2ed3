import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gitIn, temporaryFolder } from './lens';

const ROOT = resolve(__dirname, '../..');
const DOCS = readFileSync(join(ROOT, 'docs/ci.md'), 'utf8');

/** The lines of a step's `run: |` in the workflow, as a shell gets them. */
function scriptOf(id: string): string {
  const step = DOCS.split(`      - id: ${id}\n`)[1] ?? '';
  const lines = (step.split('        run: |\n')[1] ?? '').split('\n');
  const end = lines.findIndex((line) => !line.startsWith(' '.repeat(10)));
  return lines
    .slice(0, end)
    .map((line) => line.slice(10))
    .join('\n');
}

const list = (calls: readonly string[]): string =>
  `fn rules() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![${calls.map((call) => `(libc::SYS_${call}, vec![])`).join(', ')}]
}
fn filter() -> F {
    SeccompFilter::new(rules().into_iter().collect(), SeccompAction::Trap, SeccompAction::Allow, arch)
}
`;

/** A repository at the merge of a branch, as `actions/checkout` leaves it for a pull request. */
function merged(t: TestContext, base: string | null, head: string): string {
  const folder = temporaryFolder(t);
  const git = gitIn(folder);
  const commit = (text: string | null): void => {
    if (text !== null) writeFileSync(join(folder, 'src/filter.rs'), text);
    git('add', '.');
    git('commit', '-q', '--allow-empty', '-m', 'one');
  };
  git('init', '-q', '-b', 'main');
  mkdirSync(join(folder, 'src'));
  commit(base);
  git('checkout', '-q', '-b', 'change');
  commit(head);
  git('checkout', '-q', 'main');
  git('merge', '-q', '--no-ff', '-m', 'merge', 'change');
  mkdirSync(join(folder, '.seccomp-lens'));
  symlinkSync(join(ROOT, 'dist'), join(folder, '.seccomp-lens/dist'));
  return folder;
}

const cases = [
  { name: 'widens', base: list(['read']), head: list(['read', 'bind']), status: 1, says: /bind/ },
  { name: 'narrows', base: list(['read', 'bind']), head: list(['read']), status: 0, says: /bind/ },
  { name: 'adds the file', base: null, head: list(['read']), status: 1, says: /no such list/ },
];
for (const { name, base, head, status, says } of cases) {
  test(`the workflow of docs/ci.md, for a pull request that ${name}`, (t) => {
    const folder = merged(t, base, head);
    const [output, summary] = [join(folder, 'output'), join(folder, 'summary')];
    const ended = spawnSync('bash', ['-eo', 'pipefail', '-c', scriptOf('diff')], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        SOURCE: 'src/filter.rs',
        RUNNER_TEMP: folder,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
      },
    });
    assert.equal(ended.status, 0, ended.stderr);
    assert.equal(readFileSync(output, 'utf8'), `status=${status}\n`);
    assert.match(readFileSync(join(folder, 'policy.md'), 'utf8'), says);
    assert.match(readFileSync(summary, 'utf8'), /^\*\*Seccomp policy:\*\* /);
  });
}

test('no script of the workflow takes text from the event', () => {
  const scripts = DOCS.split(/\n *(?:- )?run: /)
    .slice(1)
    .map((rest) => rest.split(/\n *- /)[0] ?? '');
  assert.ok(scripts.length >= 5);
  for (const script of scripts) assert.doesNotMatch(script.split('\n```')[0] ?? '', /\$\{\{/);
});
