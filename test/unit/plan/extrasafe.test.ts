import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entryWords, listWords, read } from '../policy/support';
import { unseenCase } from '../policy/unseen-cases';
import { want } from './cases';
import { changedLines, fixed, plan } from './support';

const SOURCE = unseenCase('12-extrasafe').text;

test('what a RuleSet of extrasafe names is allowed, under the conditions of its rules', async () => {
  const { lists, problems } = await read(SOURCE);
  assert.deepEqual(lists.map(listWords), ['simple_rules [allow ?]', 'conditional_rules [allow ?]']);
  assert.deepEqual(lists[1]?.entries.map(entryWords), [
    'write if 0 qword eq 1u64=1 | 0 qword eq 2=2',
    'ioctl if 1 dword eq TCGETS=21505',
  ]);
  assert.deepEqual(problems, []);
});

test('several conditions of a rule, and those of its macro, must all hold', async () => {
  const { lists, problems } = await read(`use extrasafe::*;
impl RuleSet for Net {
    fn conditional_rules(&self) -> HashMap<Sysno, Vec<SeccompRule>> {
        let mut rules = HashMap::new();
        let rule = SeccompRule::new(Sysno::socket)
            .and_condition(seccomp_arg_filter!(arg0 == 2))
            .and_condition(seccomp_arg_filter!(arg1 & 1 == 1));
        rules.entry(Sysno::socket).or_insert_with(Vec::new).push(rule);
        let rule = SeccompRule::new(Sysno::socket).and_condition(seccomp_arg_filter!(arg0 == 10));
        rules.entry(Sysno::socket).or_insert_with(Vec::new).push(rule);
        rules
    }
}
`);
  const rules = '0 qword eq 2=2 & 1 qword masked_eq(1) 1=1 | 0 qword eq 10=10';
  assert.deepEqual(
    lists.map(({ entries }) => entries.map(entryWords)),
    [[`socket if ${rules}`, `socket if ${rules}`]],
  );
  assert.deepEqual(problems, []);
});

test('a call goes where calls stand alone, a request beside those of its rules', async () => {
  const call = await fixed(SOURCE, want('madvise'));
  assert.deepEqual(changedLines(SOURCE, call.after), ['+            Sysno::madvise,']);
  const request = await fixed(SOURCE, want('ioctl', 0x5413));
  assert.deepEqual(changedLines(SOURCE, request.after), [
    '+        const TIOCGWINSZ: u32 = 0x5413;',
    '-            vec![SeccompRule::new(Sysno::ioctl)',
    '-                .and_condition(SeccompArgumentFilter::new32(1, Eq, TCGETS))],',
    '+            vec![',
    '+                SeccompRule::new(Sysno::ioctl)',
    '+                    .and_condition(SeccompArgumentFilter::new32(1, Eq, TCGETS)),',
    '+                SeccompRule::new(Sysno::ioctl)',
    '+                    .and_condition(SeccompArgumentFilter::new32(1, Eq, TIOCGWINSZ)),',
    '+            ],',
  ]);
  assert.equal((await plan(request.after, want('ioctl', 0x5413))).kind, 'already-allowed');
});

test('no entry without conditions is put where none allows anything, and no rule of another crate', async () => {
  const list = 'conditional_rules';
  const bare = SOURCE.replace(/ {8}map\.insert\([\s\S]*?\n {8}\);\n/, '');
  for (const [text, asked] of [
    [SOURCE, want('madvise')],
    [bare, want('ioctl', 0x5413)],
  ] as const) {
    const result = await plan(text, asked, { list });
    assert.equal(result.kind, 'impossible');
  }
  const widened = await plan(SOURCE, want('write'), { list, widen: true });
  assert.equal(widened.kind, 'impossible');
});
