import assert from 'node:assert/strict';
import { test } from 'node:test';
import { want } from './cases';
import { changedLines, fixed } from './support';

/** Sources that rustfmt would lay out otherwise: what is written there has to be in force all the same. */
const source = (body: string): string => `fn rules() -> Vec<(i64, Vec<SeccompRule>)> {${body}}
fn filter() -> R<BpfProgram> {
    SeccompFilter::new(rules().into_iter().collect(), SeccompAction::Trap, SeccompAction::Allow, arch)
}
`;
const PUSHES = 'v.push((libc::SYS_read, vec![])); v.push((libc::SYS_write, vec![]));';

const CASES: readonly (readonly [
  what: string,
  body: string,
  call: string,
  diff: readonly string[],
])[] = [
  [
    'in front of statements on the line of what is before them',
    `\n    let mut v = Vec::new(); ${PUSHES}\n    v\n`,
    'brk',
    [
      `-    let mut v = Vec::new(); ${PUSHES}`,
      `+    let mut v = Vec::new(); v.push((libc::SYS_brk, vec![])); ${PUSHES}`,
    ],
  ],
  [
    'beside a comment in brackets on one line',
    '\n    vec![/* none yet */]\n',
    'brk',
    ['-    vec![/* none yet */]', '+    vec![/* none yet */ (libc::SYS_brk, vec![])]'],
  ],
  [
    'behind a comment of several lines that begins beside the opening bracket',
    '\n    vec![ /* for\n        all */\n        (libc::SYS_read, vec![]),\n    ]\n',
    'brk',
    ['+        (libc::SYS_brk, vec![]),'],
  ],
  [
    'behind a comment of several lines that ends beside the closing bracket',
    '\n    vec![\n        /* none\n    yet */ ]\n',
    'brk',
    ['-    yet */ ]', '+    yet */', '+        (libc::SYS_brk, vec![]),', '+    ]'],
  ],
  [
    'under the cfg of a file that writes it without blanks',
    '\n    vec![\n        (libc::SYS_brk, vec![]),\n        #[cfg(target_arch="x86_64")]\n        (libc::SYS_fork, vec![]),\n    ]\n',
    'open',
    ['+        #[cfg(target_arch="x86_64")]', '+        (libc::SYS_open, vec![]),'],
  ],
];

for (const [what, body, call, diff] of CASES) {
  test(`an entry goes ${what}`, async () => {
    const text = source(body);
    const { after, remedy } = await fixed(text, want(call));
    assert.deepEqual(changedLines(text, after), diff);
    assert.deepEqual(remedy.warnings, []);
    const line = after.split('\n')[remedy.line - 1] ?? '';
    assert.ok(diff.includes(`+${line}`), `line ${remedy.line} is not new: ${line}`);
  });
}

test('an entry goes in front of statements of a function on one line', async () => {
  const text = source(` let mut v = Vec::new(); ${PUSHES} v `);
  const { after } = await fixed(text, want('brk'));
  assert.equal(after, text.replace(PUSHES, `v.push((libc::SYS_brk, vec![])); ${PUSHES}`));
});
