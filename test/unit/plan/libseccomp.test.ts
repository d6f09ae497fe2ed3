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
