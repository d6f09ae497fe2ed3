import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wantTitle } from '../../../src/core/plan/title';
import { EDITS, fixture, want } from './cases';
import { MADE_EDITS } from './made-cases';
import { formatted, rustfmtDiff } from './rustfmt';
import { fixed, withCrlf, withTabs } from './support';

/** Each form of a text that rustfmt can be told to keep. */
const FORMS: readonly [string, (text: string) => string, readonly string[]][] = [
  ['as it is', (text) => text, []],
  ['with CRLF', withCrlf, ['newline_style=Windows']],
  ['with tabs', withTabs, ['hard_tabs=true']],
];

for (const [form, make, config] of FORMS) {
  test(`rustfmt has nothing to do in an edited fixture ${form}`, async (t) => {
    for (const one of [...EDITS, ...MADE_EDITS]) {
      await t.test(`${one.file} ${wantTitle(one.want)}`, async () => {
        const text = make(fixture(one.file));
        assert.equal(rustfmtDiff(text, config), '', 'before the edit');
        const { after } = await fixed(text, one.want, one.options);
        assert.equal(rustfmtDiff(after, config), '');
      });
    }
  });
}

/** Ways to write one rule; rustfmt breaks each at another width. */
const TYPES = [
  ['Cond', 'ArgLen::Dword', 'Eq'],
  ['Cond', 'ArgLen::Dword', 'SeccompCmpOp::Eq'],
  ['SeccompCondition', 'SeccompCmpArgLen::Dword', 'SeccompCmpOp::Eq'],
] as const;
const TAILS = ['?', '.unwrap()'] as const;
const SHAPES = ['and', 'new'] as const;

function sourceOf(
  [condition, length, operator]: readonly [string, string, string],
  tail: string,
  shape: 'and' | 'new',
  outer: 'or' | 'vec',
): string {
  const rule = (value: string): string => {
    const call = `${condition}::new(1, ${length}, ${operator}, ${value})${tail}`;
    return shape === 'and' ? `and![${call}]` : `SeccompRule::new(vec![${call}])${tail}`;
  };
  const comma = outer === 'vec' ? ',' : '';
  return `const KVM_CREATE_VM: u64 = 0xae01;
const KVM_GET_REGS: u64 = 0x8090_ae81;

fn one() -> Result<Vec<(i64, Vec<SeccompRule>)>, Error> {
    Ok(vec![(libc::SYS_ioctl, ${outer}![${rule('KVM_CREATE_VM')}${comma}]), (libc::SYS_read, vec![])])
}

fn two() -> Result<Vec<SeccompRule>, Error> {
    Ok(${outer}![${rule('KVM_CREATE_VM')}, ${rule('KVM_GET_REGS')}${comma}])
}

fn none() -> Result<Vec<(i64, Vec<SeccompRule>)>, Error> {
    Ok(vec![(libc::SYS_read, vec![]), (libc::SYS_ioctl, two()?), (libc::SYS_write, vec![])])
}
`;
}

test('new rules break where rustfmt breaks them', async (t) => {
  for (const types of TYPES)
    for (const tail of TAILS)
      for (const shape of SHAPES)
        for (const outer of ['or', 'vec'] as const)
          await t.test(`${types.join(' ')} ${tail} ${shape} ${outer}`, async () => {
            const text = formatted(sourceOf(types, tail, shape, outer));
            for (const list of ['one', 'two'])
              for (const request of [0xae80, 0x4020ae46, 0x7b]) {
                const { after } = await fixed(text, want('ioctl', request), { list });
                assert.equal(rustfmtDiff(after), '');
              }
          });
});

for (const [what, entry] of [
  ['or!', '(libc::SYS_ioctl, or![and![C::new(1, Dword, Eq, X)?]])'],
  ['a call', 'allow_if(libc::SYS_ioctl, or![and![C::new(1, Dword, Eq, X)?]])'],
] as const) {
  test(`an entry on one line whose rules come to stand on several: ${what}`, async () => {
    const text = `const X: u64 = 0x5401;

fn list() -> R<Vec<(i64, Vec<SeccompRule>)>> {
    Ok(vec![
        ${entry},
        (libc::SYS_read, vec![]),
    ])
}
`;
    assert.equal(rustfmtDiff(text), '');
    const { remedy, after } = await fixed(text, want('ioctl', 0x5413));
    assert.equal(rustfmtDiff(after), '');
    assert.match(after.split('\n')[remedy.line - 1] ?? '', /TIOCGWINSZ/);
  });
}
