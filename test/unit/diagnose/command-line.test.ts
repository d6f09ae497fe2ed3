import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandOf } from '../../../src/core/diagnose/command-line';
import { lineOfWords } from '../../../src/core/text/shell-word';

const shell = (line: string) => ['/bin/sh', '-c', line];

const COMMANDS: readonly [line: string, words: readonly string[], env?: object][] = [
  ['cargo test', ['cargo', 'test']],
  ['  cargo   run -q ', ['cargo', 'run', '-q']],
  ['cargo test \'a name\' --x="b c"', ['cargo', 'test', 'a name', '--x=b c']],
  ["run ''", ['run', '']],
  ['', []],
  [
    'RUST_LOG=debug A="b c" cargo test x=y',
    ['cargo', 'test', 'x=y'],
    { RUST_LOG: 'debug', A: 'b c' },
  ],
  ['A=b', shell('A=b')],
  ['make && ./vmm', shell('make && ./vmm')],
  ['RUST_LOG=$LEVEL cargo test', shell('RUST_LOG=$LEVEL cargo test')],
  ['./vmm "$HOME"', shell('./vmm "$HOME"')],
  ['./vmm "a\\"b"', shell('./vmm "a\\"b"')],
  ["./vmm 'open", shell("./vmm 'open")],
  ['./vmm *.img', shell('./vmm *.img')],
];

for (const [line, words, env = {}] of COMMANDS) {
  test(`the command ${JSON.stringify(line)}`, () => {
    assert.deepEqual(commandOf(line), { words, env });
  });
}

const WORDS: readonly (readonly string[])[] = [
  ['cargo', 'test', '--features=a,b'],
  ['/opt/my vmm', '--arg', '', '$HOME', 'a"b', '*', '; rm -rf x', '# no comment'],
];

for (const words of WORDS) {
  test(`the words ${JSON.stringify(words)} stay themselves`, () => {
    assert.deepEqual(commandOf(lineOfWords(words)), { words, env: {} });
  });
}

test("a quote in a word is a shell's to take apart, into the same words", () => {
  assert.deepEqual(commandOf(lineOfWords(['echo', "it's"])).words, shell("echo 'it'\\''s'"));
});
