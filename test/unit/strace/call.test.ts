import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childOf, joinCall, parseCall, resultNumber } from '../../../src/core/strace/call';
import { parseStraceLine } from '../../../src/core/strace/line';
import { assertCheap } from '../../lib/work';

const CALLS: readonly (readonly [body: string, args: readonly string[], result: string | null])[] =
  [
    ['getpid()                = 39', [], '39'],
    ['ioctl(5, KVM_RUN, 0) = 0 <0.000009>', ['5', 'KVM_RUN', '0'], '0'],
    [
      'ioctl(3</a, (b)<char 1:3>>, TCGETS) = -1 ENOTTY (Inappropriate ioctl for device)',
      ['3</a, (b)<char 1:3>>', 'TCGETS'],
      '-1 ENOTTY (Inappropriate ioctl for device)',
    ],
    [
      'write(1, "ioctl(5, KVM_RUN) = 0\\n\\", )"..., 99) = 99',
      ['1', '"ioctl(5, KVM_RUN) = 0\\n\\", )"...', '99'],
      '99',
    ],
    [
      'sendto(3<TCP:[127.0.0.1:1->127.0.0.1:2]>, "x", 1) = 1',
      ['3<TCP:[127.0.0.1:1->127.0.0.1:2]>', '"x"', '1'],
      '1',
    ],
    [
      'mmap(NULL, 9, MAP_HUGETLB|21<<MAP_HUGE_SHIFT, -1, 0) = 0x7f',
      ['NULL', '9', 'MAP_HUGETLB|21<<MAP_HUGE_SHIFT', '-1', '0'],
      '0x7f',
    ],
    [
      'clone3({flags=CLONE_THREAD, tls=0} => {parent_tid=[7<thr>]}, 88) = 7<thr>',
      ['{flags=CLONE_THREAD, tls=0} => {parent_tid=[7<thr>]}', '88'],
      '7<thr>',
    ],
    [
      'ioctl(1, _IOC(_IOC_READ, 0xb8, 0, 0x100), 0) = ?',
      ['1', '_IOC(_IOC_READ, 0xb8, 0, 0x100)', '0'],
      '?',
    ],
    ['ioctl(0, TIOCGWINSZ <unfinished ...>', ['0', 'TIOCGWINSZ'], null],
    ['ioctl(0, TIOCGWINSZ <unfinished ...>) = ?', ['0', 'TIOCGWINSZ'], '?'],
    ['ioctl(0, TIOCGWINSZ <detached ...>', ['0', 'TIOCGWINSZ'], null],
    ['write(1, "cut off', ['1', '"cut off'], null],
    ['open("a<unfinished ...>", 0) = 2', ['"a<unfinished ...>"', '0'], '2'],
  ];

for (const [body, args, result] of CALLS) {
  test(`arguments and result of ${body}`, () => {
    const call = parseCall(body);
    assert.deepEqual([call?.args, call?.result], [args, result]);
  });
}

test('what is no call is none', () => {
  for (const body of ['', '(x)', 'Ioctl(1)', ' ioctl(1)', '--- SIGSYS {} ---', 'no call']) {
    assert.equal(parseCall(body), null, body);
  }
});

const JOINED: readonly (readonly [begun: string, resumed: string, whole: string])[] = [
  [
    'ioctl(0, TIOCGWINSZ <unfinished ...>',
    '<... ioctl resumed>, 0x7f) = -1',
    'ioctl(0, TIOCGWINSZ, 0x7f) = -1',
  ],
  ['fork( <unfinished ...>', '<... fork resumed>)      = 7', 'fork()      = 7'],
  [
    'poll(1, 2 <unfinished ...>',
    '<... poll resumed> )  = ? <unavailable>',
    'poll(1, 2)  = ? <unavailable>',
  ],
];

for (const [begun, resumed, whole] of JOINED) {
  test(`${begun} goes on with ${resumed}`, () => {
    assert.equal(joinCall(begun, resumed), whole);
  });
}

const RESULTS: readonly (readonly [string | null, number | null])[] = [
  ['0', 0],
  ['-1 EPERM (Operation not permitted)', -1],
  ['0x258', 600],
  ['39<kworker/R-kbloc>', 39],
  ['7</dev/kvm>', 7],
  ['? ERESTARTSYS', null],
  ['1.5', null],
  [null, null],
];

for (const [result, number] of RESULTS) {
  test(`the result ${result ?? 'that is missing'} is ${number ?? 'no number'}`, () => {
    assert.equal(resultNumber(result), number);
  });
}

test('a clone inside a PID namespace made the thread that strace numbers otherwise', () => {
  assert.equal(childOf("2 /* 1234 in strace's PID NS */"), 1234);
  assert.equal(childOf('77<thr>'), 77);
  assert.equal(childOf('-1 EAGAIN (Resource temporarily unavailable)'), null);
});

const PREFIXES: readonly (readonly [
  prefix: string,
  thread: number | null,
  comm: string | null,
  time: number | null,
  clock: number | null,
])[] = [
  ['', null, null, null, null],
  ['123 ', 123, null, null, null],
  ['123   ', 123, null, null, null],
  ['[pid 123] ', 123, null, null, null],
  ['[pid    29] ', 29, null, null, null],
  ['[pid 123<vmm>] ', 123, 'vmm', null, null],
  ['123<Host Function W> ', 123, 'Host Function W', null, null],
  ['123<a\\74b\\76 \\"c\\" ]> ', 123, 'a<b> "c" ]', null, null],
  ['123<na\\303\\257ve> ', 123, 'naïve', null, null],
  ['123<> ', 123, '', null, null],
  ['123 00:28:56 ', 123, null, null, 836],
  ['00:16:01.407629 ', null, null, null, 61],
  ['123 1795480136.450889 ', 123, null, 1795480136450.889, null],
  ['1795480136.450889 ', null, null, 1795480136450.889, null],
  ['1795480136 ', null, null, 1795480136000, null],
  ['123      0.000125 ', 123, null, null, null],
  ['     0.000125 ', null, null, null, null],
  ['123 00:28:57.363894589 (+     0.000000) ', 123, null, null, 837],
  ['123 [  16] [00007f132b520d6b] ', 123, null, null, null],
  ['123 [????????????????] ', 123, null, null, null],
  ['> ', null, null, null, null],
  ['> > **[pid 123] ', 123, null, null, null],
];

for (const [prefix, thread, comm, time, clock] of PREFIXES) {
  test(`the prefix "${prefix}"`, () => {
    for (const body of ['ioctl(3, KVM_RUN, 0) = 0', '+++ exited with 0 +++']) {
      const line = parseStraceLine(prefix + body);
      assert.deepEqual(
        [line?.thread, line?.comm, line?.time, line?.clock, line?.body],
        [thread, comm, time, clock, body],
      );
    }
  });
}

test('a line that is not strace’s is none', () => {
  for (const text of [
    '',
    '123',
    '123 > /lib/libc.so.6(syscall+0x19) [0x101829]',
    '+++ b',
    'a: b(c)',
  ]) {
    assert.equal(parseStraceLine(text), null, text);
  }
});

test('a hostile line takes time in step with its length', () => {
  const parts = [
    'a<',
    '<',
    '(',
    '"\\',
    ' ',
    '/* ',
    '<unfinished ...>',
    '= ',
    ' <1.',
    '[1 ',
    '*',
    '1<',
  ];
  for (const part of parts) {
    const text = `ioctl(${part.repeat(200_000 / part.length)}`;
    assertCheap(part, () => {
      parseCall(text);
      parseStraceLine(text);
      parseStraceLine(text.slice(6));
    });
  }
});
