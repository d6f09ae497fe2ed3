import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planFor } from '../../../src/core/plan/plan';
import type { PlanOptions } from '../../../src/core/plan/options';
import { readPolicy } from '../../../src/core/policy/read';
import { applyEdits } from '../../../src/core/text/edits';
import { want } from './cases';
import { parserReady } from './support';

const RULES = 'Vec<(i64, Vec<SeccompRule>)>';

const SOURCES: Readonly<Record<string, string>> = {
  'an arm': `fn small(role: Role) -> ${RULES} {
    match role {
        Role::Balloon => vec![(libc::SYS_madvise, vec![])],
        _ => vec![(libc::SYS_write, vec![])],
    }
}
`,
  'an arm in Ok': `fn small(role: Role) -> Result<${RULES}, Error> {
    match role {
        Role::Balloon => Ok(vec![(libc::SYS_madvise, vec![])]),
        Role::Console => Ok(vec![(libc::SYS_write, vec![])]),
    }
}
`,
  'a function': `fn small() -> ${RULES} {
    vec![(libc::SYS_write, vec![])]
}
`,
};

for (const [what, text] of Object.entries(SOURCES)) {
  test(`a list that its last entry is taken out of can be added to again: ${what}`, async () => {
    const parser = await parserReady;
    const change = (source: string, options: PlanOptions): string => {
      const policy = readPolicy(parser, source, 'x86_64');
      const plan = planFor(policy, want('write'), options);
      assert.equal(plan.kind, 'remedies', plan.kind === 'remedies' ? '' : plan.message);
      return applyEdits(source, plan.remedies[0]?.edits ?? []);
    };
    const lineOf = (source: string): number =>
      source.slice(0, source.indexOf('SYS_write')).split('\n').length;
    const list = what === 'a function' ? 'small' : `small:${lineOf(text)}`;
    const emptied = change(text, { kind: 'remove', list });
    assert.ok(!emptied.includes('SYS_write') && emptied.includes('vec![]'));
    assert.equal(change(emptied, { list }), text);
  });
}

test('a list that begins with nothing is one list with what is added to it', async () => {
  const text = `fn all() -> ${RULES} {
    let mut rules = vec![];
    rules.extend(vec![(libc::SYS_write, vec![])]);
    rules
}
`;
  assert.equal(readPolicy(await parserReady, text, 'x86_64').lists.length, 1);
});
