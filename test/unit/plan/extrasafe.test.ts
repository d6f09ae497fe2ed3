import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planAction } from '../../../src/core/plan/action';
import { shownName } from '../../../src/core/plan/list-name';
import { entryWords, listWords, read } from '../policy/support';
import { unseenCase } from '../policy/unseen-cases';
import { want } from './cases';
import { formatted, unformattedPlaces } from './rustfmt';
import { readPolicy } from '../../../src/core/policy/read';
import { changedLines, fixed, parserReady, plan } from './support';

const SOURCE = unseenCase('12-extrasafe').text;

test('what a RuleSet of extrasafe names is allowed, under the conditions of its rules', async () => {
  const { lists, problems } = await read(SOURCE);
  assert.deepEqual(lists.map(listWords), [
    'simple_rules [allow errno]',
    'conditional_rules [allow errno]',
  ]);
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

/** One set of rules with one rule, as rustfmt leaves it. */
function setOf(rule: string, argument: string, tail: string): string {
  return formatted(`use extrasafe::*;
impl RuleSet for Net {
    fn conditional_rules(&self) -> HashMap<Sysno, Vec<SeccompRule>> {
        let mut map = HashMap::new();
        map.insert(Sysno::ioctl, vec![${rule}::new(Sysno::ioctl).and_condition(${argument}libc::TCGETS${tail}))]);
        map
    }
}
`);
}

test('rules stand as rustfmt lays them out, however long they are', async () => {
  const sources: string[] = [];
  for (const rule of ['SeccompRule', 'extrasafe::SeccompRule']) {
    for (const filter of ['SeccompArgumentFilter', 'extrasafe::SeccompArgumentFilter']) {
      for (const op of ['Eq', 'SeccompilerComparator::Eq']) {
        for (const tail of ['', ' as u32', '.try_into().expect("an int")']) {
          sources.push(setOf(rule, `${filter}::new32(1, ${op}, `, tail));
        }
      }
    }
    sources.push(setOf(rule, 'seccomp_arg_filter!(arg1 == ', ' as u64'));
  }
  const edited: string[] = [];
  for (const source of sources) {
    let text = source;
    for (const request of [0x5413, 0xae80, 0x5411]) {
      text = (await fixed(text, want('ioctl', request))).after;
      assert.equal((await plan(text, want('ioctl', request))).kind, 'already-allowed', text);
    }
    edited.push(text);
  }
  assert.deepEqual(
    unformattedPlaces(edited),
    edited.map(() => 0),
  );
});

test('a rule is cast as its neighbour is, once', async () => {
  const text = setOf('SeccompRule', 'SeccompArgumentFilter::new32(1, Eq, ', ' as u32');
  const { after } = await fixed(text, want('ioctl', 0x5413));
  assert.match(after, /libc::TIOCGWINSZ as u32,/);
});

test('beside a rule that is not understood in full none of another crate is written', async () => {
  const text = setOf('SeccompRule', 'SeccompArgumentFilter::new32(1, /* size */ Eq, ', '');
  assert.equal((await plan(text, want('ioctl', 0x5413))).kind, 'impossible');
});

/** Two sets, of which a function enables what it is told to. */
function enabling(body: string): string {
  const set = (type: string, call: string): string =>
    `impl RuleSet for ${type} { fn simple_rules(&self) -> Vec<Sysno> { vec![Sysno::${call}] } }\n`;
  return `${set('Disk', 'pread64')}${set('Net', 'sendto')}fn lock() { ${body} }\n`;
}

test('a list has the answer of the context that its set is enabled in, and that is no action to set', async () => {
  for (const [body, told] of [
    ['SafetyContext::new().enable(Disk)?.enable(Net { on: true })?.apply()', ['errno', 'errno']],
    ['let c = SafetyContext::new().with_errno(38); c.enable(Net::new())?.apply()', ['?', 'errno']],
    ['let set = Disk; extrasafe::SafetyContext::new().enable(set)?.apply()', ['errno', '?']],
    ['SafetyContext::new().enable(builtins::SystemIO::nothing())?.apply()', ['?', '?']],
  ] as const) {
    const policy = await read(enabling(body));
    assert.deepEqual(
      policy.lists.map(({ filter }) => filter?.mismatch ?? '?'),
      told,
      body,
    );
    assert.deepEqual(policy.problems, []);
    const set = planAction(policy, { to: { name: 'log', number: null } });
    const reason = /no filter in this file/.exec('message' in set ? set.message : '')?.[0];
    if (policy.filters.length === 0) assert.ok(reason);
    else
      assert.match('message' in set ? set.message : '', /^The answer of lock \(line 3\) to what/);
  }
});

test('lists of one name are shown with their types', async () => {
  const policy = await read(enabling('drop(())'));
  const shown = policy.lists.map((list) => shownName(policy, list));
  assert.deepEqual(shown, ['Disk::simple_rules', 'Net::simple_rules']);
  const alone = await read(SOURCE);
  assert.deepEqual(
    alone.lists.map((list) => shownName(alone, list)),
    ['simple_rules', 'conditional_rules'],
  );
});

test('a set of this file is enabled here, and not the one of its name in another file', async () => {
  const body = 'SafetyContext::new().enable(Disk)?.enable(Net)?.apply()';
  const other = { path: 'other.rs', text: enabling('drop(())'), modules: ['other'] };
  const crate = { modules: ['own'], files: [other] };
  const policy = readPolicy(await parserReady, enabling(body), 'x86_64', crate);
  assert.deepEqual(policy.elsewhere, []);
  assert.deepEqual(
    policy.lists.map(({ filters }) => filters.length),
    [1, 1],
  );
});
