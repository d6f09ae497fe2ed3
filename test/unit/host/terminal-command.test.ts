import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import {
  TerminalCommand,
  terminalMaker,
  type CommandLine,
} from '../../../src/host/terminal-command';
import { isAlive } from '../../lib/processes';

const SIZE = { columns: 91, rows: 17 };

/** A command under way, what it has printed so far, and how it ends. */
class Run {
  printed = '';
  readonly ended: Promise<{ status: number | null; sentence: string | null }>;
  readonly command: TerminalCommand;
  #waiting: { text: string; resolve: () => void } | null = null;

  constructor(t: TestContext, line: Partial<CommandLine>, maker = terminalMaker()) {
    const whole = { command: 'sh', args: [], cwd: '/tmp', env: process.env, ...line };
    let end: (ending: { status: number | null; sentence: string | null }) => void = () => undefined;
    this.ended = new Promise((resolve) => (end = resolve));
    const listener = {
      onBytes: (chunk: Buffer) => {
        this.printed += chunk.toString();
        if (this.#waiting && this.printed.includes(this.#waiting.text)) this.#waiting.resolve();
      },
      onEnd: (status: number | null, sentence: string | null) => {
        end({ status, sentence });
      },
    };
    this.command = new TerminalCommand(whole, SIZE, listener, maker);
    t.after(() => {
      this.command.dispose();
    });
  }

  async until(text: string): Promise<void> {
    if (this.printed.includes(text)) return;
    await new Promise<void>((resolve) => (this.#waiting = { text, resolve }));
  }
}

const ODD_WORDS = [
  "it's",
  '',
  ' ',
  'a b',
  '$HOME',
  '`id`',
  '"',
  '\\',
  '*',
  '\n',
  ';',
  '-n',
  'ä😀',
  '!x',
];

for (const [name, maker] of [
  ['in a terminal', terminalMaker()],
  ['with pipes', null],
] as const) {
  test(`${name}: every word reaches the command as it is`, async (t) => {
    const print = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
    const run = new Run(
      t,
      { command: process.execPath, args: ['-e', print, '--', ...ODD_WORDS] },
      maker,
    );
    assert.equal((await run.ended).status, 0);
    assert.deepEqual(JSON.parse(run.printed), ODD_WORDS);
  });

  for (const [script, status] of [
    ['exit 0', 0],
    ['exit 7', 7],
    ['kill -SYS $$', 159],
    ['kill -KILL $$', 137],
  ] as const) {
    test(`${name}: '${script}' ends with ${status}`, async (t) => {
      const run = new Run(t, { args: ['-c', script] }, maker);
      assert.deepEqual(await run.ended, { status, sentence: null });
    });
  }

  test(`${name}: what is typed is read`, async (t) => {
    const run = new Run(t, { args: ['-c', 'read -r line; echo "got $line"'] }, maker);
    run.command.write('some words\n');
    await run.until('got some words');
  });

  test(`${name}: it is gone, with what it has started, when it is closed`, async (t) => {
    const run = new Run(
      t,
      { args: ['-c', 'trap "" HUP TERM; sleep 1000 & echo "[$!]"; wait'] },
      maker,
    );
    await run.until(']');
    const pid = Number(/\[(\d+)\]/.exec(run.printed)?.[1]);
    assert.ok(isAlive(pid));
    run.command.dispose();
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
  });
}

test('the terminal has the size that it is given, and the one that it is given later', async (t) => {
  // Rows and columns are set one after the other: the first signal may come between.
  const run = new Run(t, {
    args: ['-c', 'trap "stty size" WINCH; stty size; while :; do sleep 0.05; done'],
  });
  await run.until('17 91');
  run.command.resize({ columns: 133, rows: 44 });
  await run.until('44 133');
});

test('the command sees a terminal, and the shell of the person', async (t) => {
  const env = { ...process.env, SHELL: '/bin/odd shell' };
  const run = new Run(t, { args: ['-c', 'test -t 0 -a -t 1 -a -t 2 && echo "is $SHELL"'], env });
  await run.until('is /bin/odd shell');
});

test('nothing of that name: said, as a shell does or by the system', async (t) => {
  const command = '/nowhere/to be found';
  assert.equal((await new Run(t, { command }).ended).status, 127);
  const { status, sentence } = await new Run(t, { command }, null).ended;
  assert.equal(status, null);
  assert.match(sentence ?? '', /ENOENT/);
});

test('a NUL in a word is refused', (t) => {
  assert.throws(() => new Run(t, { args: ['a\0b'] }), RangeError);
  assert.throws(() => new Run(t, { args: ['a\0b'] }, null), RangeError);
});
