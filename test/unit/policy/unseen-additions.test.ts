import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read } from './support';

const source = (adds: string, more = ''): string => `fn rules(extra: fn() -> List) -> List {
    let mut all = vec![(libc::SYS_read, vec![])];
    let one = Vec::new();
    ${adds}
    all
}
${more}`;
const COMMON = 'fn common() -> List { vec![(libc::SYS_write, vec![])] }\n';

const CASES: readonly (readonly [adds: string, unseen: readonly string[], more?: string])[] = [
  ['all.extend(common());', ['common()']],
  ['all.extend(common());', [], COMMON],
  ['all.append(&mut other::common()?);', ['other::common()']],
  ['all.extend(kvm::calls(true).into_iter()); all.push(last());', ['kvm::calls(true)', 'last()']],
  ['all.extend(Vec::new()); all.extend(one); all.extend(std::iter::once(one));', []],
  ['all.extend(once(one)); all.extend(extra()); log(common());', []],
  ['let mut names = vec![]; names.extend(common());', []],
];

for (const [adds, unseen, more] of CASES) {
  test(`what is added unseen: ${adds}${more === undefined ? '' : ' with its function'}`, async () => {
    const { problems } = await read(source(adds, more));
    assert.deepEqual(
      problems.map(({ message }) => message),
      unseen.map((call) => `Calls are listed here in a form that is not read: ${call}`),
    );
  });
}
