import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planAll, type AllPlans } from '../../../src/core/plan/plan-all';
import type { PlanOptions } from '../../../src/core/plan/options';
import type { Want } from '../../../src/core/plan/remedy';
import { crateAround } from '../../../src/core/policy/crate';
import { SourceTree } from '../../../src/core/policy/source-tree';
import { applyEdits } from '../../../src/core/text/edits';
import { want } from './cases';
import { changedLines, parserReady } from './support';

const THREADS = `use crate::common;
use crate::kvm::{ioctl_rules};

pub fn vcpu() -> Result<Vec<(i64, Vec<SeccompRule>)>> {
    let mut rules = vec![
        (libc::SYS_brk, vec![]),
        (libc::SYS_ioctl, ioctl_rules()?),
        (libc::SYS_munmap, vec![]),
    ];
    rules.extend(common::list()?);
    Ok(rules)
}
`;
const KVM = `// Longer than what names it, so that no offset here is one of that.
const KVM_RUN: u64 = 0xae80;

pub fn ioctl_rules() -> Result<Vec<SeccompRule>> {
    Ok(or![
        and![Cond::new(1, ArgLen::Dword, Eq, KVM_RUN)?],
        and![Cond::new(1, ArgLen::Dword, Eq, 0x5401)?],
        and![Cond::new(1, ArgLen::Dword, Eq, 0x5402)?],
    ])
}
`;
const COMMON = `pub fn list() -> Result<Vec<(i64, Vec<SeccompRule>)>> {
    Ok(vec![
        (libc::SYS_futex, vec![]),
        (
            libc::SYS_openat,
            or![and![Cond::new(2, ArgLen::Dword, Eq, 0)?]],
        ),
    ])
}
`;
const MAIN = `mod threads;
fn build() -> Result<SeccompFilter> {
    SeccompFilter::new(threads::vcpu()?.into_iter().collect(), SeccompAction::Trap, SeccompAction::Allow, arch)
}
`;
const FILES: Readonly<Record<string, string>> = {
  '': MAIN,
  threads: THREADS,
  kvm: KVM,
  common: COMMON,
};

const ioctl = (request: number): Want => want('ioctl', request);

interface Case {
  readonly name: string;
  /** The module that is asked about; '' is the crate's root. */
  readonly own: string;
  readonly wants: readonly Want[];
  readonly options?: PlanOptions;
  /** Module → what changes there. */
  readonly changed?: Readonly<Record<string, readonly string[]>>;
  readonly already?: RegExp;
  readonly open?: RegExp;
}

const ENTRY = '+        (libc::SYS_getpid, vec![]),';
const RULE = '+        and![Cond::new(1, ArgLen::Dword, Eq, KVM_SET_FPU)?],';
const CONSTANT = '+const KVM_SET_FPU: u64 = 0x41a0_ae8d;';
const SET_FPU = ioctl(0x41a0ae8d);

const CASES: readonly Case[] = [
  {
    name: 'a rule goes into the function of the other file, with that file’s constants',
    own: 'threads',
    wants: [SET_FPU],
    changed: { kvm: [CONSTANT, RULE] },
  },
  {
    name: 'an entry stays in the own list, beside a rule in the other file',
    own: 'threads',
    wants: [want('getpid'), SET_FPU],
    changed: { threads: [ENTRY], kvm: [CONSTANT, RULE] },
  },
  {
    name: 'a file that only builds the filter leads to its list',
    own: '',
    wants: [want('getpid'), SET_FPU],
    changed: { threads: [ENTRY], kvm: [CONSTANT, RULE] },
  },
  {
    name: 'several rules of another file are one change of it',
    own: 'threads',
    wants: [SET_FPU, ioctl(0x5413), SET_FPU],
    changed: {
      kvm: [
        CONSTANT,
        '+const TIOCGWINSZ: u64 = 0x5413;',
        RULE,
        '+        and![Cond::new(1, ArgLen::Dword, Eq, TIOCGWINSZ)?],',
      ],
    },
  },
  {
    name: 'a rule that is there is told with its file',
    own: 'threads',
    wants: [ioctl(0xae80)],
    already: /^ioctl\(KVM_RUN\) is already allowed in vcpu at kvm:6\.$/,
  },
  {
    name: 'so is an entry of a list that is taken in',
    own: 'threads',
    wants: [want('futex')],
    already: /^futex is already allowed in list at common:3\./,
  },
  {
    name: 'an entry of another file is widened there',
    own: 'threads',
    wants: [want('openat')],
    options: { widen: true },
    changed: {
      common: [
        '-    Ok(vec![',
        '-        (libc::SYS_futex, vec![]),',
        '-        (',
        '-            libc::SYS_openat,',
        '-            or![and![Cond::new(2, ArgLen::Dword, Eq, 0)?]],',
        '-        ),',
        '-    ])',
        '+    Ok(vec![(libc::SYS_futex, vec![]), (libc::SYS_openat, vec![])])',
      ],
    },
  },
  {
    name: 'a rule of another file is taken out there, and the constant that it alone named',
    own: 'threads',
    wants: [ioctl(0xae80)],
    options: { kind: 'remove', constant: true },
    changed: {
      kvm: [
        '-const KVM_RUN: u64 = 0xae80;',
        '-        and![Cond::new(1, ArgLen::Dword, Eq, KVM_RUN)?],',
      ],
    },
  },
  {
    name: 'an entry is taken out of the list that the asked file’s filter is built of',
    own: '',
    wants: [want('brk')],
    options: { kind: 'remove' },
    changed: { threads: ['-        (libc::SYS_brk, vec![]),'] },
  },
  {
    name: 'a file without a list of its own or of its filters has none',
    own: 'kvm',
    wants: [want('getpid')],
    open: /no allowlist in this file/,
  },
];

async function treeOf(own: string, files: Readonly<Record<string, string>>): Promise<SourceTree> {
  const modules = own === '' ? [] : own.split('::');
  const text = files[own] ?? '';
  const crate = await crateAround(text, modules, (asked) => {
    const path = asked.join('::');
    const found = files[path];
    return Promise.resolve(found === undefined ? null : { path, text: found });
  });
  return new SourceTree(own, text, crate);
}

async function answered(
  own: string,
  files: Readonly<Record<string, string>>,
  { wants, options }: Case,
): Promise<AllPlans> {
  const parser = await parserReady;
  const tree = await treeOf(own, files);
  return planAll((version, file, arch) => version.read(parser, file, arch), tree, wants, options);
}

for (const one of CASES) {
  test(one.name, async () => {
    const plans = await answered(one.own, FILES, one);
    const own = {
      file: one.own,
      before: FILES[one.own] ?? '',
      edits: plans.edits,
      text: plans.text,
    };
    const changed = [own, ...plans.others].filter(({ edits }) => edits.length > 0);
    assert.deepEqual(
      Object.fromEntries(changed.map((it) => [it.file, changedLines(it.before, it.text)])),
      one.changed ?? {},
      plans.open[0]?.plan.message,
    );
    for (const { before, edits, text } of changed) assert.equal(applyEdits(before, edits), text);
    assert.match(plans.already[0]?.done.message ?? '', one.already ?? /^$/);
    assert.match(plans.open[0]?.plan.message ?? '', one.open ?? /^$/);

    // A second time there is nothing left to do.
    if (changed.length === 0 || one.options?.kind === 'remove') return;
    const after = { ...FILES, ...Object.fromEntries(changed.map((it) => [it.file, it.text])) };
    const again = await answered(one.own, after, one);
    assert.deepEqual(again.steps, []);
    assert.equal(again.already.length, one.wants.length);
  });
}

test('without the other files a rule of theirs is not touched, and nothing of the own file is', async () => {
  const tree = new SourceTree('threads', THREADS);
  const parser = await parserReady;
  const plans = planAll((version, file, arch) => version.read(parser, file, arch), tree, [SET_FPU]);
  assert.deepEqual([plans.edits, plans.others], [[], []]);
  assert.match(plans.open[0]?.plan.message ?? '', /rules out of ioctl_rules\(\)/);
});
