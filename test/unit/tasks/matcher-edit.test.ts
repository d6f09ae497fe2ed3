import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addMatchers, tasksIn } from '../../../src/features/tasks/matcher-edit';

const INDENT = { insertSpaces: true, tabSize: 2 };
const LIST = ['tasks', 0, 'problemMatcher'];

const CASES = [
  {
    what: 'a list with comments in it',
    text: '{ "tasks": [ { "problemMatcher": [\n  "$rustc", // keep\n  /* and me */\n] } ] }',
    after:
      '{ "tasks": [ { "problemMatcher": [\n  "$rustc", "$seccomp", "$seccomp-unnamed", // keep\n  /* and me */\n] } ] }',
  },
  {
    what: 'an empty list',
    text: '{ "tasks": [ { "problemMatcher": [] } ] }',
    after: '{ "tasks": [ { "problemMatcher": ["$seccomp", "$seccomp-unnamed"] } ] }',
  },
  {
    what: 'one name',
    text: '{ "tasks": [ { "problemMatcher": "$rustc" } ] }',
    after: '{ "tasks": [ { "problemMatcher": ["$rustc", "$seccomp", "$seccomp-unnamed"] } ] }',
  },
  {
    what: 'a matcher of its own',
    text: '{ "tasks": [ { "problemMatcher": { "owner": "x" /* y */ } } ] }',
    after:
      '{ "tasks": [ { "problemMatcher": [{ "owner": "x" /* y */ }, "$seccomp", "$seccomp-unnamed"] } ] }',
  },
  {
    what: 'none yet',
    text: '// mine\n{\n  "tasks": [\n    {\n      "label": "t" // last\n    }\n  ]\n}\n',
    after:
      '// mine\n{\n  "tasks": [\n    {\n      "label": "t", // last\n      "problemMatcher": ["$seccomp", "$seccomp-unnamed"]\n    }\n  ]\n}\n',
  },
  {
    what: 'none yet, a comma at the end, CRLF',
    text: '{\r\n  "tasks": [\r\n    {\r\n      "label": "t",\r\n    },\r\n  ]\r\n}\r\n',
    after:
      '{\r\n  "tasks": [\r\n    {\r\n      "label": "t",\r\n      "problemMatcher": ["$seccomp", "$seccomp-unnamed"],\r\n    },\r\n  ]\r\n}\r\n',
  },
  {
    what: 'none yet, on one line',
    text: '{ "tasks": [ { "label": "t" } ] }',
    after: null,
  },
  {
    what: 'one of them is there',
    text: '{ "tasks": [ { "problemMatcher": ["$seccomp"] } ] }',
    after: '{ "tasks": [ { "problemMatcher": ["$seccomp", "$seccomp-unnamed"] } ] }',
  },
  {
    what: 'both are there',
    text: '{ "tasks": [ { "problemMatcher": ["$seccomp-unnamed", "$seccomp"] } ] }',
    after: '{ "tasks": [ { "problemMatcher": ["$seccomp-unnamed", "$seccomp"] } ] }',
  },
];

for (const { what, text, after } of CASES) {
  test(`${what}: the matchers are added, all else stays`, () => {
    const now = edited(text, addMatchers(text, LIST, INDENT));
    if (after !== null) assert.equal(now, after);
    assert.deepEqual(addMatchers(now, LIST, INDENT), [], 'they are there now');
  });
}

test('a setting in a file that is not there yet keeps the default beside ours', () => {
  const edits = addMatchers('', ['a.problemMatcher'], INDENT, ['$rustc']);
  assert.deepEqual(JSON.parse(edited('', edits)), {
    'a.problemMatcher': ['$rustc', '$seccomp', '$seccomp-unnamed'],
  });
});

test('what is no JSON is left alone', () => {
  assert.throws(() => addMatchers('{\n"tasks": ', LIST, INDENT), {
    name: 'SyntaxError',
    message: 'It is no JSON from line 2 on.',
  });
});

test('the tasks of a file, by their labels', () => {
  const text = '{ "tasks": [ { "label": "a", "type": "cargo" }, {}, { "command": "make" }, ] }';
  assert.deepEqual(tasksIn(text), [
    { index: 0, label: 'a', type: 'cargo' },
    { index: 2, label: 'make', type: '' },
  ]);
});

function edited(
  text: string,
  edits: readonly { offset: number; length: number; content: string }[],
): string {
  return [...edits]
    .sort((a, b) => b.offset - a.offset)
    .reduce(
      (now, it) => now.slice(0, it.offset) + it.content + now.slice(it.offset + it.length),
      text,
    );
}
