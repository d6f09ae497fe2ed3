import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeCommand } from '../../../src/cli/decode';
import { changesMarkdown } from '../../../src/core/compare/markdown';
import { findingsOf } from '../../../src/core/findings/find';
import { planFor } from '../../../src/core/plan/plan';
import { decodeText } from '../../../src/core/records/decode';
import { copied } from '../../../src/core/traps/copied';
import { TrapJoiner } from '../../../src/core/traps/joiner';
import type { Trap } from '../../../src/core/traps/trap';
import { trapSentence, trapTitle } from '../../../src/core/traps/words';
import { HOSTILE, hostileRecord, NOT_TEXT } from '../../lib/hostile';
import { input, memoryIo } from '../cli/memory-io';
import { want } from '../plan/cases';
import { policyOf } from '../plan/support';

/** The name is in the line twice: as a record gives it in hex, and as a program prints it. */
function trapOf(name: string): Trap {
  const joiner = new TrapJoiner();
  for (const record of decodeText(hostileRecord(name, 1))) {
    joiner.add(record, { label: name, file: null });
  }
  const [trap] = joiner.traps();
  assert.ok(trap);
  assert.equal(trap.comm, name);
  assert.equal(trap.exe, name);
  return trap;
}

for (const [what, name] of HOSTILE) {
  test(`${what}: one line of plain text in titles and sentences`, () => {
    const trap = trapOf(name);
    for (const text of [trapTitle(trap), trapSentence(trap)]) assert.doesNotMatch(text, NOT_TEXT);
  });

  test(`${what}: text when copied`, () => {
    const trap = trapOf(name);
    for (const line of copied([trap], 'text').split('\n')) assert.doesNotMatch(line, NOT_TEXT);
    const json = copied([trap], 'json');
    assert.doesNotMatch(json.trimEnd(), NOT_TEXT);
    const object = JSON.parse(json) as Record<string, unknown>;
    assert.deepEqual([object['comm'], object['exe'], object['file']], [name, name, name]);
  });

  test(`${what}: no markup in copied Markdown`, () => {
    const blocks = copied([trapOf(name)], 'markdown').split(/^ *`{3,}.*$/m);
    assert.equal(blocks.length, 3, 'one block of code, which nothing ends early');
    const outside = `${blocks[0]}${blocks[2]}`.replace(/&#\d+;/g, '').replace(/^- /gm, '');
    assert.doesNotMatch(outside, /[#@[\]<>`*_\\&|!$]|:\/\/|www\./);
  });

  test(`${what}: text in the terminal of decode, and the same name in its JSON`, async () => {
    const shown = memoryIo({
      stdin: input(hostileRecord(name, 1)),
      terminal: true,
      color: false,
    });
    await decodeCommand(['-'], {}, shown);
    const lines = `${shown.stdout()}${shown.stderr()}`.trimEnd().split('\n');
    assert.equal(lines.length, 2);
    for (const line of lines) assert.doesNotMatch(line, NOT_TEXT);
    for (const options of [{ json: true }, { json: true, each: true }] as const) {
      const io = memoryIo({ stdin: input(hostileRecord(name, 1)) });
      await decodeCommand(['-'], options, io);
      assert.doesNotMatch(io.stdout().trimEnd(), NOT_TEXT);
      const [object] = io.jsonLines() as Record<string, unknown>[];
      assert.deepEqual([object?.['comm'], object?.['exe']], [name, name]);
    }
  });

  test(`${what}: plain text in what is said of a policy whose thread has the name`, async () => {
    const text = JSON.stringify({
      [name]: {
        mismatch_action: 'trap',
        match_action: 'allow',
        filter: [{ syscall: 'read' }, { syscall: 'read' }, { syscall: name }],
      },
      other: { mismatch_action: name, match_action: 'allow', filter: [{ syscall: 'read' }] },
    });
    const policy = await policyOf(text);
    const says = [
      ...policy.problems.map(({ message }) => message),
      ...findingsOf(policy, { arch: 'x86_64' }).map(({ message }) => message),
    ];
    for (const asked of [want('getpid'), want('read'), want('ioctl', 0xae80)]) {
      for (const list of [undefined, name]) {
        const plan = planFor(policy, asked, list === undefined ? {} : { list });
        says.push(...('message' in plan ? [plan.message] : []));
        says.push(
          ...('remedies' in plan
            ? plan.remedies.flatMap(({ title, force, warnings }) => [title, force, ...warnings])
            : []),
        );
      }
    }
    assert.ok(says.length > 4, 'too little is said for anything to be shown');
    for (const sentence of says) assert.doesNotMatch(sentence, NOT_TEXT);
  });

  test(`${what}: no markup in a comparison`, () => {
    const state = { kind: 'unknown', reason: name } as const;
    const table = changesMarkdown([
      {
        list: name,
        thread: name,
        target: name,
        syscall: name,
        widens: true,
        before: state,
        after: state,
      },
    ]);
    const cells = [...table.matchAll(/<code>(.*?)<\/code>/g)].map(([, cell = '']) => cell);
    assert.ok(cells.length > 0);
    for (const cell of cells) {
      assert.doesNotMatch(cell.replace(/&#\d+;/g, ''), /[^\p{L}\p{N} ,…→]/u);
    }
    assert.equal(table.trimEnd().split('\n').length, 5, 'a name has made a line of its own');
  });
}
