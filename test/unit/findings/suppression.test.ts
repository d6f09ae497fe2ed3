import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suppressionEdit } from '../../../src/core/findings/suppression';
import { Page } from '../../../src/core/plan/page';
import { applyEdits } from '../../../src/core/text/edits';
import { findingsIn, listOf, words } from './support';

const READ = '(libc::SYS_read, vec![]),';
const WRITE = '(libc::SYS_write, vec![]),';
const SPREAD = '(\n            libc::SYS_read,\n            vec![],\n        ),';

const CASES: readonly [what: string, entries: readonly string[], found: readonly string[]][] = [
  ['behind the entry', [`${READ} // seccomp-lens: allow(duplicate-entry)`, READ], []],
  ['above it', ['// seccomp-lens: allow(duplicate-entry)', READ, READ], []],
  ['with a reason', ['// seccomp-lens: allow(duplicate-entry) for the tests', READ, READ], []],
  ['among other comments', ['// seccomp-lens: allow(duplicate-entry)', '// x', READ, READ], []],
  [
    'above its attributes',
    ['// seccomp-lens: allow(duplicate-entry)', '#[cfg(a)]', READ, READ],
    [],
  ],
  ['behind its last line', [`${SPREAD} // seccomp-lens: allow(duplicate-entry)`, READ], []],
  ['several rules', ['// seccomp-lens: allow(dead-rule, duplicate-entry)', READ, READ], []],
  ['another rule', ['// seccomp-lens: allow(dead-rule)', READ, READ], ['4 duplicate-entry']],
  ['a part of its name', ['// seccomp-lens: allow(duplicate)', READ, READ], ['4 duplicate-entry']],
  [
    'of another kind',
    ['/* seccomp-lens: allow(duplicate-entry) */', READ, READ],
    ['4 duplicate-entry'],
  ],
  [
    'above another entry',
    ['// seccomp-lens: allow(duplicate-entry)', WRITE, READ, READ],
    ['5 duplicate-entry'],
  ],
  [
    'behind the other entry',
    [READ, `${READ} // seccomp-lens: allow(duplicate-entry)`],
    ['3 duplicate-entry'],
  ],
];

for (const [what, entries, found] of CASES) {
  test(`a comment ${what}`, async () => {
    assert.deepEqual((await findingsIn(listOf(...entries))).map(words), found);
  });
}

const EDITS: readonly [what: string, entries: readonly string[], after: readonly string[]][] = [
  ['a line above', [READ, READ], ['// seccomp-lens: allow(duplicate-entry)', READ, READ]],
  [
    'above attributes',
    ['#[cfg(a)]', READ, READ],
    ['// seccomp-lens: allow(duplicate-entry)', '#[cfg(a)]', READ, READ],
  ],
  [
    'into the comment that is there',
    ['// seccomp-lens: allow(dead-rule) since', READ, READ],
    ['// seccomp-lens: allow(dead-rule, duplicate-entry) since', READ, READ],
  ],
];

for (const crlf of [false, true]) {
  const ended = (text: string): string => (crlf ? text.replaceAll('\n', '\r\n') : text);
  for (const [what, entries, after] of EDITS) {
    test(`the edit puts it ${what}${crlf ? ', CRLF' : ''}`, async () => {
      const text = ended(listOf(...entries));
      const [finding] = await findingsIn(text);
      assert.ok(finding);
      const edit = suppressionEdit(new Page(text), finding.span, finding.rule);
      const edited = applyEdits(text, [edit]);
      assert.equal(edited, ended(listOf(...after)));
      assert.deepEqual(await findingsIn(edited), []);
    });
  }
}
