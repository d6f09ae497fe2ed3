import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entryWords, listWords, read } from '../policy/support';
import { fixture, want } from './cases';
import { changedLines, fixed, plan, withCrlf } from './support';
import { rustfmtDiff } from './rustfmt';

const SOURCE = fixture('libseccomp.rs');

test('the rules of a filter are read by what becomes of their calls', async () => {
  const { lists, problems } = await read(SOURCE);
  const seen = lists.map((list) => [
    listWords(list),
    list.filter?.match,
    list.entries.map(entryWords),
  ]);
  assert.deepEqual(seen, [
    [
      'agent_filter [allow errno]',
      'allow',
      ['brk', 'exit_group', 'ioctl if 1 qword eq TCGETS=21505', 'write'],
    ],
    ['agent_filter [deny errno]', 'kill-process', ['ptrace']],
    ['refusals [deny allow]', 'errno', ['mount', 'umount2']],
  ]);
  assert.deepEqual(problems, []);
});

const RULE = [
  '+    ctx.add_rule_conditional(',
  '+        ScmpAction::Allow,',
  '+        ScmpSyscall::from_name("ioctl")?,',
];
const EDITS = [
  {
    want: want('getpid'),
    diff: ['+    ctx.add_rule(ScmpAction::Allow, ScmpSyscall::from_name("getpid")?)?;'],
  },
  {
    want: want('ioctl', 0x5402),
    diff: [
      '+const TCSETS: u64 = 0x5402;',
      ...RULE,
      '+        &[ScmpArgCompare::new(1, ScmpCompareOp::Equal, TCSETS)],',
      '+    )?;',
    ],
  },
] as const;

for (const { want: asked, diff } of EDITS) {
  test(`${asked.syscall}: a statement like its neighbours, once`, async () => {
    const { after } = await fixed(SOURCE, asked);
    assert.deepEqual(changedLines(SOURCE, after).toSorted(), diff.toSorted());
    assert.equal(rustfmtDiff(after), '');
    assert.equal((await plan(after, asked)).kind, 'already-allowed');
    assert.equal((await fixed(withCrlf(SOURCE), asked)).after, withCrlf(after));
  });
}

test('a request that is negative as an int is compared under a mask', async () => {
  const { after } = await fixed(SOURCE, want('ioctl', 0x8090ae81));
  assert.match(after, /MaskedEqual\(0xffff_ffff\),\n {12}KVM_GET_REGS,\n {8}\)\],\n {4}\)\?;/);
  assert.equal(rustfmtDiff(after), '');
  assert.equal((await plan(after, want('ioctl', 0x8090ae81))).kind, 'already-allowed');
});

test('a denylist gets no entry; rules whose calls are not named are told', async () => {
  const denied = await plan(SOURCE, want('mount'), { list: 'refusals' });
  assert.ok(denied.kind === 'impossible');
  assert.match(denied.message, /is a denylist: what it names is answered with errno/);
  const loop = `fn f(ctx: &mut ScmpFilterContext, names: &[String]) -> R<()> {
    for name in names {
        ctx.add_rule(ScmpAction::Allow, ScmpSyscall::from_name(name)?)?;
    }
    Ok(())
}
`;
  const { lists, problems } = await read(loop);
  assert.deepEqual(lists, []);
  assert.deepEqual(
    problems.map(({ line, message }) => [line, message.slice(0, 52)]),
    [[3, 'This rule is not read, since its call is not named: ']],
  );
});

const VARIABLES = `use libseccomp::{ScmpAction, ScmpFilterContext, ScmpSyscall};

fn filter() -> Result<(), Error> {
    let mut ctx = ScmpFilterContext::new(ScmpAction::Trap)?;
    let read = ScmpSyscall::from_name("read")?;
    ctx.add_rule(ScmpAction::Allow, read)?;
    ctx.add_rule(ScmpAction::Allow, ScmpSyscall::from_name("write")?)?;
    ctx.load()
}
`;

test('a call that a variable names is read, and no other is written by that variable', async () => {
  const { lists, problems } = await read(VARIABLES);
  assert.deepEqual(lists[0]?.entries.map(entryWords), ['read', 'write']);
  assert.deepEqual(problems, []);
  for (const asked of [want('getpid'), want('prctl')]) {
    const { after } = await fixed(VARIABLES, asked);
    assert.deepEqual(changedLines(VARIABLES, after), [
      `+    ctx.add_rule(ScmpAction::Allow, ScmpSyscall::from_name("${asked.syscall}")?)?;`,
    ]);
  }
  const { after } = await fixed(VARIABLES, want('read'), { kind: 'remove' });
  assert.deepEqual(changedLines(VARIABLES, after), [
    '-    ctx.add_rule(ScmpAction::Allow, read)?;',
  ]);
});

test('what a variable names otherwise is told as not named', async () => {
  const source = VARIABLES.replace('ScmpSyscall::from_name("read")?', 'find("read")?');
  const { lists, problems } = await read(source);
  assert.deepEqual(lists[0]?.entries.map(entryWords), ['write']);
  assert.match(problems[0]?.message ?? '', /^This rule is not read, since its call is not named/);
});

for (const [what, other] of Object.entries({
  'if let': 'if let Some(read) = number() {',
  'a match': 'match number() { read => {',
  'a loop over pairs': 'for (read, _) in pairs() {',
})) {
  test(`a name that a pattern gives to something else tells no call: ${what}`, async () => {
    const source = VARIABLES.replace(
      '    ctx.add_rule(ScmpAction::Allow, read)?;',
      `    ${other}\n        ctx.add_rule(ScmpAction::Allow, read)?;\n    }${what === 'a match' ? ' }' : ''}`,
    );
    const { lists, problems } = await read(source);
    assert.deepEqual(lists[0]?.entries.map(entryWords), ['write']);
    assert.match(problems[0]?.message ?? '', /^This rule is not read, since its call is not named/);
  });
}

const SYSCALLZ = `use syscallz::{Action, Cmp, Comparator, Context, Result, Syscall};

fn filter() -> Result<Context> {
    let mut ctx = Context::init_with_action(Action::Trap)?;
    ctx.allow_syscall(Syscall::read)?;
    for call in [Syscall::close, Syscall::fstat] {
        ctx.set_action_for_syscall(Action::Allow, call)?;
    }
    ctx.set_rule_for_syscall(
        Action::Allow,
        Syscall::prctl,
        &[Comparator::new(0, Cmp::MaskedEq, 0xff, Some(15))],
    )?;
    ctx.set_rule_for_syscall(Action::Allow, Syscall::ioctl, &[Comparator::new(1, Cmp::Eq, 0x5401, None)])?;
    ctx.set_action_for_syscall(Action::Errno(1), Syscall::execve)?;
    Ok(ctx)
}
`;

test("syscallz's rules are of one list with what it allows without any; others answer otherwise", async () => {
  const { lists, problems } = await read(SYSCALLZ);
  const seen = lists.map((list) => [
    listWords(list),
    list.filter?.match,
    list.entries.map(entryWords),
  ]);
  assert.deepEqual(problems, []);
  assert.deepEqual(seen, [
    [
      'filter [allow trap]',
      'allow',
      ['read', 'prctl if 0 qword masked_eq(255) 15=15', 'ioctl if 1 qword eq 0x5401=21505'],
    ],
    ['filter [allow trap]', 'allow', ['close', 'fstat']],
    ['filter [deny trap]', 'errno', ['execve']],
  ]);
});

test("a rule of syscallz's is written as its neighbours are, under a mask where it is negative", async () => {
  const source = SYSCALLZ.replace(/ {4}for [^}]*\}\n/, '');
  const { after } = await fixed(source, want('ioctl', 0x8090ae81), { list: 'filter' });
  assert.match(
    after,
    /&\[Comparator::new\(\n\s+1,\n\s+Cmp::MaskedEq,\n\s+0xffff_ffff,\n\s+Some\(0x8090_ae81\),\n\s+\)\],/,
  );
  assert.equal((await plan(after, want('ioctl', 0x8090ae81))).kind, 'already-allowed');
  const bare = await fixed(source, want('getpid'), { list: 'filter' });
  assert.deepEqual(changedLines(source, bare.after), ['+    ctx.allow_syscall(Syscall::getpid)?;']);
});
