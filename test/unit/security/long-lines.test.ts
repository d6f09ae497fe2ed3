import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readHistogram } from '../../../src/core/records/histogram';
import { decodeText } from '../../../src/core/records/decode';
import { IoctlHistogram } from '../../../src/core/strace/ioctl-histogram';
import { oneLine, stripTerminal } from '../../../src/core/text/untrusted';
import { HOSTILE } from '../../lib/hostile';
import { assertCheap } from '../../lib/work';

const MEGABYTE = 1 << 20;
const FIXTURES = join(__dirname, '../../fixtures');

/** Lines of programs, of which there are no captures. */
const OF_PROGRAMS = [
  '[ERROR][HYPERLIGHT] Disallowed Syscall: 16',
  'Probable seccomp violation: si_syscall=47 si_arch=0x3e thread=vcpu0',
  'Shutting down VM after intercepting a bad syscall (39).',
  'Received a bad system call, number: 39',
  'Bad system call (core dumped)',
  'Main process exited, code=killed, status=31/SYS',
  '{"_TRANSPORT":"audit","MESSAGE":"SECCOMP auid=1 pid=9 comm=\\"a\\" arch=c000003e syscall=39 code=0x0"}',
  '__REALTIME_TIMESTAMP=1760000000000000',
];

/** By its form, a line that is decoded. */
function formsIn(folder: string, marks: RegExp): (readonly [form: string, line: string])[] {
  return readdirSync(join(FIXTURES, folder))
    .filter((name) => /\.(?:log|json|strace)$/.test(name))
    .flatMap((name) => {
      const lines = readFileSync(join(FIXTURES, folder, name), 'utf8').split('\n');
      const line = lines.find((each) => marks.test(each));
      return line === undefined ? [] : [[name, line] as const];
    });
}

/** What would be tried again and again if anything were: each fills a megabyte. */
const FILLERS: readonly string[] = [
  ' ',
  'a',
  '1',
  '"',
  '\\',
  'a=',
  ' comm="',
  ': ',
  '[',
  '(',
  '\u001b[',
  '<',
  ', ',
  'audit(1.000:1): ',
  ...HOSTILE.map(([, name]) => name.replaceAll(/[\r\n]/g, ' ')),
];

const RECORDS = [
  ...formsIn('records', /1326|SECCOMP/),
  ...OF_PROGRAMS.map((line) => [line.slice(0, 30), line] as const),
];
const TRACES = formsIn('strace', /ioctl\(|SIGSYS/);

for (const [at, [form, line]] of RECORDS.entries()) {
  test(`${form}: a line of a megabyte`, () => {
    for (const long of grown(line, at)) {
      assertCheap(JSON.stringify(long.slice(0, 200)), () => decodeText(`${long}\n`));
    }
  });
}

for (const [at, [form, line]] of TRACES.entries()) {
  test(`${form}: a line of a megabyte in a trace`, () => {
    for (const long of grown(line, at)) {
      assertCheap(JSON.stringify(long.slice(0, 200)), () => {
        const histogram = new IoctlHistogram();
        const reader = histogram.reader(form);
        reader.push(Buffer.from(`${long}\n`));
        reader.end();
        histogram.rows('x86_64');
      });
    }
  });
}

/** What an expression of programs' words begins with, again and again; lines are cut at 64 KiB. */
const BEGUN = ['exit ', 'exit with code ', 'exited with ', 'rc = ', 'signal: ', 'killed by '];

for (const begun of BEGUN) {
  test(`64 lines of ${JSON.stringify(begun)}`, () => {
    const lines = `status=159x ${begun.repeat(65_000 / begun.length)}\n`.repeat(64);
    assertCheap(begun, () => decodeText(lines));
  });
}

test('what is shown, and what is pasted', () => {
  for (const filler of FILLERS) {
    const text = filled(filler);
    assertCheap(JSON.stringify(filler), () => {
      stripTerminal(text);
      oneLine(text);
      oneLine(text, text.length);
      readHistogram(text);
    });
  }
});

/** Forms have most of their reading in common: each takes a quarter of the fillers. */
const SHARE = 4;

/** The line with fillers, in places that go through the line from filler to filler. */
function grown(line: string, turn: number): string[] {
  return FILLERS.flatMap((filler, at) => {
    if (at % SHARE !== turn % SHARE) return [];
    const place = Math.floor((line.length * (at + 1)) / FILLERS.length);
    return line.slice(0, place) + filled(filler) + line.slice(place);
  });
}

function filled(filler: string): string {
  return filler.repeat(Math.ceil(MEGABYTE / filler.length));
}
