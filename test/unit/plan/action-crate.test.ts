import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planAction, type ActionPlan } from '../../../src/core/plan/action';
import { filtersOnLog } from '../../../src/core/plan/action-targets';
import { SourceTree } from '../../../src/core/policy/source-tree';
import { applyEdits } from '../../../src/core/text/edits';
import { formatted, rustfmtDiff } from './rustfmt';
import { changedLines, parserReady } from './support';

const LISTS = formatted(`use seccompiler::SeccompRule;
pub fn vcpu() -> Vec<(i64, Vec<SeccompRule>)> { vec![(libc::SYS_brk, vec![]), (libc::SYS_futex, vec![])] }
`);
const BUILDER = formatted(`// Longer than what calls it, so that no offset here is one of that.
use crate::lists;
use seccompiler::{BackendError, SeccompAction, SeccompFilter, TargetArch};
pub fn build(mismatch: SeccompAction) -> Result<SeccompFilter, BackendError> {
    SeccompFilter::new(lists::vcpu().into_iter().collect(), mismatch, SeccompAction::Allow, TargetArch::x86_64)
}
`);
const MAIN = `mod builder;
mod lists;
use seccompiler::SeccompAction::{self, Trap};

fn main() {
    let filter = builder::build(Trap).unwrap();
}
`;
const FIXED = BUILDER.replace('mismatch,', 'SeccompAction::KillProcess,');
const CONSTANT = `pub const MISMATCH: SeccompAction = SeccompAction::Errno(38);
use seccompiler::SeccompAction;
`;

type Files = Readonly<Record<string, string>>;

/** The tree of a module of a crate, all others in it; '' is its root. */
function treeOf(files: Files, own: string): SourceTree {
  const text = files[own] ?? '';
  const modules = own === '' ? [] : [own];
  const others = Object.entries(files).filter(([name]) => name !== own);
  const around = others.map(([name, other]) => ({
    path: `${name === '' ? 'main' : name}.rs`,
    text: other,
    modules: name === '' ? [] : [name],
  }));
  return new SourceTree(`${own === '' ? 'main' : own}.rs`, text, { modules, files: around });
}

async function planIn(
  files: Files,
  own: string,
  filter?: string,
): Promise<{ readonly plan: ActionPlan; readonly tree: SourceTree }> {
  const parser = await parserReady;
  const tree = treeOf(files, own);
  const policy = tree.read(parser, null, 'x86_64');
  assert.ok(policy);
  const plan = planAction(policy, {
    to: { name: 'log', number: null },
    fileOf: (file) => tree.read(parser, file, 'x86_64'),
    ...(filter === undefined ? {} : { filter }),
  });
  return { plan, tree };
}

const GIVEN = { '': MAIN, builder: BUILDER, lists: LISTS };
const IN_MAIN = [
  '-use seccompiler::SeccompAction::{self, Trap};',
  '+use seccompiler::SeccompAction::{self, Log};',
  '-    let filter = builder::build(Trap).unwrap();',
  '+    let filter = builder::build(Log).unwrap();',
];

interface Case {
  readonly name: string;
  readonly files: Files;
  /** The module that is asked about. */
  readonly own: string;
  readonly file: string | null;
  readonly from: string;
  readonly changes: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: 'what a caller in another file gives is set there, with that file’s import',
    files: GIVEN,
    own: 'builder',
    file: 'main.rs',
    from: 'trap',
    changes: IN_MAIN,
  },
  {
    name: 'of a file of lists the filter that takes them, wherever its action is written',
    files: GIVEN,
    own: 'lists',
    file: 'main.rs',
    from: 'trap',
    changes: IN_MAIN,
  },
  {
    name: 'of a file of lists the filter that another file builds',
    files: { ...GIVEN, builder: FIXED },
    own: 'lists',
    file: 'builder.rs',
    from: 'kill-process',
    changes: ['-        SeccompAction::KillProcess,', '+        SeccompAction::Log,'],
  },
  {
    name: 'a constant of another file, its errno included',
    files: {
      ...GIVEN,
      builder: BUILDER.replace('mismatch,', 'crate::action::MISMATCH,'),
      action: CONSTANT,
    },
    own: 'builder',
    file: 'action.rs',
    from: 'errno:38',
    changes: [
      '-pub const MISMATCH: SeccompAction = SeccompAction::Errno(38);',
      '+pub const MISMATCH: SeccompAction = SeccompAction::Log;',
    ],
  },
  {
    name: 'its own place where it has one',
    files: { ...GIVEN, builder: FIXED },
    own: 'builder',
    file: null,
    from: 'kill-process',
    changes: ['-        SeccompAction::KillProcess,', '+        SeccompAction::Log,'],
  },
];

for (const { name, files, own, file, from, changes } of CASES) {
  test(`the action across files: ${name}`, async () => {
    const { plan, tree } = await planIn(files, own);
    assert.equal(plan.kind, 'change', 'message' in plan ? plan.message : '');
    assert.deepEqual([plan.file, plan.from, plan.to], [file, from, 'log']);
    const before = tree.textOf(plan.file) ?? '';
    const after = applyEdits(before, plan.edits);
    assert.deepEqual(changedLines(before, after), changes);
    assert.equal(before.split('\n')[plan.line - 1], changes.at(-2)?.slice(1));
    assert.equal(rustfmtDiff(after.replaceAll(/^mod .*\n/gm, '')), '');
    // Again, on what that leaves.
    const path = plan.file ?? tree.path;
    const module = path === 'main.rs' ? '' : path.replace('.rs', '');
    const again = await planIn({ ...files, [module]: after }, own);
    assert.equal(again.plan.kind, 'already');
  });
}

const TWO = {
  ...GIVEN,
  '': MAIN.replace(
    '}\n',
    '    let other = builder::build(SeccompAction::KillThread).unwrap();\n}\n',
  ),
};

test('of two callers one is to be named, and the file of each is told', async () => {
  const { plan } = await planIn(TWO, 'builder');
  assert.equal(plan.kind, 'ambiguous');
  assert.deepEqual(plan.candidates, ['build:6', 'build:7']);
  assert.match(plan.message, /build:6 \(trap, main\.rs\), build:7 \(kill-thread, main\.rs\)\.$/);
  const named = await planIn(TWO, 'builder', 'build:7');
  assert.equal(named.plan.kind === 'change' && named.plan.from, 'kill-thread');
});

test('a file alone sets nothing of another one, and says where it comes from', async () => {
  const policy = treeOf(GIVEN, 'builder').read(await parserReady, null, 'x86_64');
  assert.ok(policy);
  const plan = planAction(policy, { to: { name: 'log', number: null } });
  assert.equal(plan.kind, 'impossible');
  assert.equal(
    plan.message,
    'The mismatch action of build (line 5) is not written in this file: it comes from mismatch.',
  );
});

test('a filter that another file leaves on Log is one that only logs', async () => {
  const loose = { ...GIVEN, '': MAIN.replaceAll('Trap', 'Log') };
  const parser = await parserReady;
  const onLog = (files: Files): readonly string[] => {
    const policy = treeOf(files, 'builder').read(parser, null, 'x86_64');
    return policy ? filtersOnLog(policy).map(({ site }) => site.file ?? '') : [];
  };
  assert.deepEqual(onLog(loose), ['main.rs']);
  assert.deepEqual(onLog(GIVEN), []);
});
