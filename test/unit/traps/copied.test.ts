import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText } from '../../../src/core/records/decode';
import { copied } from '../../../src/core/traps/copied';
import { TrapJoiner } from '../../../src/core/traps/joiner';

/** The thread's name would be a heading, a mention, a link, HTML and the end of a code block. */
const HOSTILE = '# @all [x](http://y) <b>```';

function trapsOf(...comms: string[]) {
  const joiner = new TrapJoiner();
  const lines = comms.map(
    (comm, at) =>
      `audit: type=1326 audit(1760000000.10${at}:${at}): auid=0 uid=0 gid=0 ses=1 pid=9 comm=${Buffer.from(comm).toString('hex').toUpperCase()} exe="/bin/vmm" sig=31 arch=c000003e syscall=39 compat=0 ip=0x1 code=0x80000000`,
  );
  for (const record of decodeText(lines.join('\n'))) {
    joiner.add(record, { label: 'a`b.log', file: null });
  }
  return joiner.traps();
}

test('as text: the sentence, then each line with its place', () => {
  const [sentence, line, end] = copied(trapsOf('v cpu'), 'text').split('\n');
  assert.equal(sentence, 'Thread v cpu of vmm was killed for getpid, number 39 on x86_64.');
  assert.match(line ?? '', /^ {2}a`b\.log:1: audit: type=1326 /);
  assert.equal(end, '');
});

test('seen more often: the count, the first line and the latest', () => {
  const text = copied(trapsOf('a b', 'a b', 'a b'), 'text');
  assert.match(text, /x86_64\. Seen 3 times\./);
  assert.deepEqual(text.match(/\.log:\d/g), ['.log:1', '.log:3']);
});

test('as Markdown nothing of the log is markup', () => {
  const markdown = copied(trapsOf(HOSTILE), 'markdown');
  const outside = markdown.split(/^ *`{3,}.*$/m).filter((_, at) => at % 2 === 0);
  assert.equal(outside.length, 2, 'one block of code, which nothing ends early');
  for (const text of outside) {
    assert.doesNotMatch(text.replace(/&#\d+;/g, '').replace(/^- /gm, ''), /[#@[\]<>`*_\\&]|:\/\//);
  }
});

test('as JSON it is the object of the command line, one a line', () => {
  const traps = trapsOf('v cpu', HOSTILE);
  const lines = copied(traps, 'json').trimEnd().split('\n');
  const objects = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(
    objects.map(({ kind, syscall, comm, count }) => ({ kind, syscall, comm, count })),
    ['v cpu', HOSTILE].map((comm) => ({ kind: 'trap', syscall: 'getpid', comm, count: 1 })),
  );
});
