import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planAction, type ActionPlan } from '../../../src/core/plan/action';
import { parseAction } from '../../../src/core/plan/action-words';
import { applyEdits } from '../../../src/core/text/edits';
import { formatted, rustfmtDiff } from './rustfmt';
import { changedLines, policyOf, withCrlf, withTabs } from './support';

interface Case {
  readonly name: string;
  readonly source: string;
  readonly set: string;
  readonly filter?: string;
  /** The lines that change, or why none does. */
  readonly changes: readonly string[] | RegExp;
}

async function set(source: string, to: string, filter?: string): Promise<ActionPlan> {
  const action = parseAction(to);
  if (!action) throw new Error(`no action: ${to}`);
  const named = filter === undefined ? {} : { filter };
  return planAction(await policyOf(source), { to: action, ...named });
}

const RULES = `fn rules() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![(libc::SYS_brk, vec![]), (libc::SYS_futex, vec![])]
}
`;
const USE = `use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, SeccompRule, TargetArch};

`;
const ARGS = (action: string): string =>
  `    SeccompFilter::new(
        rules().into_iter().collect(),
        ${action},
        SeccompAction::Allow,
        TargetArch::x86_64,
    )
`;
const builder = (name: string, action: string): string =>
  `fn ${name}() -> Result<SeccompFilter, BackendError> {\n${ARGS(action)}}\n`;
const ONE = `${USE}${RULES}\n${builder('filter', 'SeccompAction::Trap')}`;

const CASES: readonly Case[] = [
  {
    name: 'an argument',
    source: ONE,
    set: 'log',
    changes: ['-        SeccompAction::Trap,', '+        SeccompAction::Log,'],
  },
  {
    name: 'it is so already',
    source: ONE,
    set: 'trap',
    changes: /^The mismatch action of filter is trap already\.$/,
  },
  {
    name: 'an errno',
    source: ONE,
    set: 'errno:38',
    changes: ['-        SeccompAction::Trap,', '+        SeccompAction::Errno(38),'],
  },
  {
    name: 'from an errno with its operand',
    source: `${USE}${RULES}\n${builder('filter', 'SeccompAction::Errno(libc::EPERM as u32)')}`,
    set: 'kill-thread',
    changes: [
      '-        SeccompAction::Errno(libc::EPERM as u32),',
      '+        SeccompAction::KillThread,',
    ],
  },
  {
    name: 'an errno that is so already',
    source: `${USE}${RULES}\n${builder('filter', 'SeccompAction::Errno(1)')}`,
    set: 'errno:1',
    changes: /is errno:1 already/,
  },
  {
    name: 'an errno of another number',
    source: `${USE}${RULES}\n${builder('filter', 'SeccompAction::Errno(1)')}`,
    set: 'errno:13',
    changes: ['-        SeccompAction::Errno(1),', '+        SeccompAction::Errno(13),'],
  },
  {
    name: 'a path through the crate',
    source: `${RULES}\n${builder('filter', 'seccompiler::SeccompAction::KillProcess')}`,
    set: 'log',
    changes: [
      '-        seccompiler::SeccompAction::KillProcess,',
      '+        seccompiler::SeccompAction::Log,',
    ],
  },
  {
    name: 'a variable',
    source: `${USE}${RULES}
fn filter() -> SeccompFilter {
    let action = SeccompAction::KillProcess;
    SeccompFilter::new(rules().into_iter().collect(), action, SeccompAction::Allow, ARCH).unwrap()
}
`,
    set: 'log',
    changes: [
      '-    let action = SeccompAction::KillProcess;',
      '+    let action = SeccompAction::Log;',
    ],
  },
  {
    name: 'a constant',
    source: `${USE}const MISMATCH: SeccompAction = SeccompAction::KillThread;

${RULES}\n${builder('filter', 'MISMATCH')}`,
    set: 'log',
    changes: [
      '-const MISMATCH: SeccompAction = SeccompAction::KillThread;',
      '+const MISMATCH: SeccompAction = SeccompAction::Log;',
    ],
  },
  {
    name: 'a function that gives it, of two actions the one that refuses',
    source: `${USE}${RULES}
fn mismatch() -> SeccompAction {
    if cfg!(feature = "log") {
        SeccompAction::Log
    } else {
        SeccompAction::Trap
    }
}

${builder('filter', 'mismatch()')}`,
    set: 'log',
    changes: ['-        SeccompAction::Trap', '+        SeccompAction::Log'],
  },
  {
    name: 'the arms of a match, the patterns left alone',
    source: `${USE}${RULES}
fn filter(mode: &Mode, was: &SeccompAction) -> SeccompFilter {
    let action = match mode {
        Mode::Off => SeccompAction::Allow,
        Mode::Log => SeccompAction::Log,
        Mode::On if *was == SeccompAction::KillThread => SeccompAction::Trap,
    };
${ARGS('action')}}
`,
    set: 'log',
    changes: [
      '-        Mode::On if *was == SeccompAction::KillThread => SeccompAction::Trap,',
      '+        Mode::On if *was == SeccompAction::KillThread => SeccompAction::Log,',
    ],
  },
  {
    name: 'a match in the argument itself, several that refuse',
    source: `${USE}${RULES}
${builder(
  'filter',
  `match mode {
            Mode::Trap => SeccompAction::Trap,
            Mode::Kill => SeccompAction::KillProcess,
        }`,
)}`,
    set: 'log',
    changes: /^Several filters can be meant: filter:11 \(trap\), filter:12 \(kill-process\)\.$/,
  },
  {
    name: 'one of them by its line',
    source: `${USE}${RULES}
${builder(
  'filter',
  `match mode {
            Mode::Trap => SeccompAction::Trap,
            Mode::Kill => SeccompAction::KillProcess,
        }`,
)}`,
    set: 'log',
    filter: 'filter:12',
    changes: [
      '-            Mode::Kill => SeccompAction::KillProcess,',
      '+            Mode::Kill => SeccompAction::Log,',
    ],
  },
  {
    name: 'a parameter, what its only caller gives',
    source: `${USE}${RULES}
fn build(rules: Vec<(i64, Vec<SeccompRule>)>, action: SeccompAction) -> SeccompFilter {
${ARGS('action')}}

fn main() {
    apply(build(rules(), SeccompAction::KillProcess));
}
`,
    set: 'log',
    changes: [
      '-    apply(build(rules(), SeccompAction::KillProcess));',
      '+    apply(build(rules(), SeccompAction::Log));',
    ],
  },
  {
    name: 'a parameter, one of two callers by its name',
    source: `${USE}${RULES}
fn build(rules: Vec<(i64, Vec<SeccompRule>)>, action: SeccompAction) -> SeccompFilter {
${ARGS('action')}}

fn vcpu() {
    apply(build(rules(), SeccompAction::KillProcess));
}

fn vmm() {
    apply(build(rules(), SeccompAction::Trap));
}
`,
    set: 'log',
    filter: 'vmm',
    changes: [
      '-    apply(build(rules(), SeccompAction::Trap));',
      '+    apply(build(rules(), SeccompAction::Log));',
    ],
  },
  {
    name: 'a parameter that nobody here gives',
    source: `${USE}${RULES}
pub fn build(rules: Vec<(i64, Vec<SeccompRule>)>, action: SeccompAction) -> SeccompFilter {
${ARGS('action')}}
`,
    set: 'log',
    changes:
      /^The mismatch action of build \(line 8\) is not written in this file: it comes from action\.$/,
  },
  {
    name: 'a filter that is filled afterwards',
    source: `pub fn register() -> SyscallFilter {
    let mut filter = SyscallFilter::new(SeccompOpt::Trap);
    filter.push(&mut BpfRule::new(libc::SYS_read));
    filter
}
`,
    set: 'kill-thread',
    changes: [
      '-    let mut filter = SyscallFilter::new(SeccompOpt::Trap);',
      '+    let mut filter = SyscallFilter::new(SeccompOpt::Kill);',
    ],
  },
  {
    name: 'a crate that cannot kill the process',
    source: `pub fn register() -> SyscallFilter {
    let mut filter = SyscallFilter::new(SeccompOpt::Trap);
    filter.push(&mut BpfRule::new(libc::SYS_read));
    filter
}
`,
    set: 'kill-process',
    changes: /^SeccompOpt has no action that kills the whole process/,
  },
  {
    name: 'an imported variant, used nowhere else: its import goes with it',
    source: `use seccompiler::SeccompAction::{Allow, Trap};
use seccompiler::SeccompFilter;

${RULES}
fn filter() -> SeccompFilter {
    SeccompFilter::new(rules().into_iter().collect(), Trap, Allow, ARCH).unwrap()
}
`,
    set: 'log',
    changes: [
      '-use seccompiler::SeccompAction::{Allow, Trap};',
      '+use seccompiler::SeccompAction::{Allow, Log};',
      '-    SeccompFilter::new(rules().into_iter().collect(), Trap, Allow, ARCH).unwrap()',
      '+    SeccompFilter::new(rules().into_iter().collect(), Log, Allow, ARCH).unwrap()',
    ],
  },
  {
    name: 'an imported variant that is used elsewhere stays',
    source: `use seccompiler::SeccompAction::{Allow, Trap};
use seccompiler::SeccompFilter;

${RULES}
fn filter() -> SeccompFilter {
    SeccompFilter::new(rules().into_iter().collect(), Trap, Allow, ARCH).unwrap()
}

fn is_trap(action: &SeccompAction) -> bool {
    matches!(action, Trap)
}
`,
    set: 'log',
    changes: [
      '-use seccompiler::SeccompAction::{Allow, Trap};',
      '+use seccompiler::SeccompAction::{Allow, Log, Trap};',
      '-    SeccompFilter::new(rules().into_iter().collect(), Trap, Allow, ARCH).unwrap()',
      '+    SeccompFilter::new(rules().into_iter().collect(), Log, Allow, ARCH).unwrap()',
    ],
  },
  {
    name: 'a variant whose name is taken is written with its path',
    source: `use log::Log;
use seccompiler::SeccompAction::{Allow, Trap};
use seccompiler::SeccompFilter;

${RULES}
fn filter() -> SeccompFilter {
    SeccompFilter::new(all(), Trap, Allow, ARCH).unwrap()
}
`,
    set: 'log',
    changes: [
      '-    SeccompFilter::new(all(), Trap, Allow, ARCH).unwrap()',
      '+    SeccompFilter::new(all(), seccompiler::SeccompAction::Log, Allow, ARCH).unwrap()',
    ],
  },
  {
    name: 'one import alone',
    source: `use seccompiler::SeccompAction::Allow;
use seccompiler::SeccompAction::KillThread;
use seccompiler::SeccompFilter;

${RULES}
fn filter() -> SeccompFilter {
    SeccompFilter::new(all(), KillThread, Allow, ARCH).unwrap()
}
`,
    set: 'trap',
    changes: [
      '-use seccompiler::SeccompAction::KillThread;',
      '+use seccompiler::SeccompAction::Trap;',
      '-    SeccompFilter::new(all(), KillThread, Allow, ARCH).unwrap()',
      '+    SeccompFilter::new(all(), Trap, Allow, ARCH).unwrap()',
    ],
  },
  {
    name: 'a glob',
    source: `use seccompiler::SeccompAction::*;
use seccompiler::SeccompFilter;

${RULES}
fn filter() -> SeccompFilter {
    SeccompFilter::new(all(), Trap, Allow, ARCH).unwrap()
}
`,
    set: 'log',
    changes: [
      '-    SeccompFilter::new(all(), Trap, Allow, ARCH).unwrap()',
      '+    SeccompFilter::new(all(), Log, Allow, ARCH).unwrap()',
    ],
  },
  {
    name: 'a call that becomes too long for a line',
    source: `fn filter(some_rules: Rules, host: TargetArch) -> Filter {
    SeccompFilter::new(some_rules, SeccompAction::Trap, SeccompAction::Allow, host)
}
`,
    set: 'kill-process',
    changes: [
      '-    SeccompFilter::new(some_rules, SeccompAction::Trap, SeccompAction::Allow, host)',
      '+    SeccompFilter::new(',
      '+        some_rules,',
      '+        SeccompAction::KillProcess,',
      '+        SeccompAction::Allow,',
      '+        host,',
      '+    )',
    ],
  },
  {
    name: 'a call that fits a line afterwards',
    source: `fn filter(some_rules: Rules, host: TargetArch) -> Filter {
    SeccompFilter::new(
        some_rules,
        SeccompAction::KillProcess,
        SeccompAction::Allow,
        host,
    )
}
`,
    set: 'log',
    changes: [
      '-    SeccompFilter::new(',
      '-        some_rules,',
      '-        SeccompAction::KillProcess,',
      '-        SeccompAction::Allow,',
      '-        host,',
      '-    )',
      '+    SeccompFilter::new(some_rules, SeccompAction::Log, SeccompAction::Allow, host)',
    ],
  },
  {
    name: 'a comment among the arguments stays',
    source: ONE.replace('SeccompAction::Trap,', 'SeccompAction::Trap, // so that it is told'),
    set: 'log',
    changes: [
      '-        SeccompAction::Trap, // so that it is told',
      '+        SeccompAction::Log, // so that it is told',
    ],
  },
  {
    name: 'two filters',
    source: `${USE}${RULES}\n${builder('vcpu', 'SeccompAction::Trap')}\n${builder('vmm', 'SeccompAction::Trap')}`,
    set: 'log',
    changes: /^Several filters can be meant: vcpu, vmm\.$/,
  },
  {
    name: 'one of two by its name',
    source: `${USE}${RULES}\n${builder('vcpu', 'SeccompAction::Trap')}\n${builder('vmm', 'SeccompAction::KillThread')}`,
    set: 'log',
    filter: 'vmm',
    changes: ['-        SeccompAction::KillThread,', '+        SeccompAction::Log,'],
  },
  {
    name: 'a name that no filter has',
    source: ONE,
    set: 'log',
    filter: 'vcpu',
    changes: /^No filter of this file is named vcpu: there is filter\.$/,
  },
  {
    name: 'a denylist',
    source: ONE.replace('SeccompAction::Allow', 'SeccompAction::Errno(1)').replace(
      'SeccompAction::Trap',
      'SeccompAction::Allow',
    ),
    set: 'log',
    changes: /^filter \(line 8\) lets through what it does not list: it has no refusal to set\.$/,
  },
  {
    name: 'no filter',
    source: 'fn main() {}\n',
    set: 'log',
    changes: /^There is no filter in this file/,
  },
  {
    name: 'a filter of tests',
    source: `${ONE}
#[cfg(test)]
mod tests {
    ${builder('other', 'SeccompAction::KillThread')}
}
`,
    set: 'log',
    changes: ['-        SeccompAction::Trap,', '+        SeccompAction::Log,'],
  },
  {
    name: 'a source that is not Rust there',
    source: ONE.replace('SeccompAction::Trap,', 'SeccompAction::Trap ) ,'),
    set: 'log',
    changes: /^The action of filter cannot be set safely: Line 8 is not Rust that can be parsed\.$/,
  },
];

for (const { name, source, set: to, filter, changes } of CASES) {
  const forms = { '': source, ', CRLF': withCrlf(source), ', tabs': withTabs(source) };
  for (const [form, text] of Object.entries(forms)) {
    test(`action: ${name}${form}`, async () => {
      const plan = await set(text, to, filter);
      if (changes instanceof RegExp) {
        assert.notEqual(plan.kind, 'change');
        assert.match('message' in plan ? plan.message : '', changes);
        return;
      }
      if (plan.kind !== 'change') throw new Error(plan.message);
      const after = applyEdits(text, plan.edits);
      const expected =
        form === ', tabs'
          ? changes.map((line) => line.slice(0, 1) + withTabs(line.slice(1)))
          : changes;
      assert.deepEqual(changedLines(text, after).sort(), [...expected].sort());
      const again = await set(after, to, filter);
      assert.equal(again.kind, 'already', 'message' in again ? again.message : '');
    });
  }
}

for (const { name, source, set: to, filter, changes } of CASES) {
  // By a line, a filter is named as it stands in the source that is given.
  if (changes instanceof RegExp || filter?.includes(':')) continue;
  test(`rustfmt has nothing to do afterwards: ${name}`, async () => {
    const text = formatted(source);
    const plan = await set(text, to, filter);
    if (plan.kind !== 'change') throw new Error(plan.message);
    const after = applyEdits(text, plan.edits);
    assert.equal(rustfmtDiff(after), '');
  });
}

for (const [text, action] of [
  ['log', { name: 'log', number: null }],
  ['kill-process', { name: 'kill-process', number: null }],
  ['errno:38', { name: 'errno', number: 38 }],
  ['errno:4095', { name: 'errno', number: 4095 }],
  ['errno', null],
  ['errno:0', null],
  ['errno:4096', null],
  ['errno:-1', null],
  ['allow', null],
  ['Log', null],
] as const) {
  test(`--set ${text}`, () => {
    assert.deepEqual(parseAction(text), action);
  });
}
