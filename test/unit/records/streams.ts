import fc from 'fast-check';

const digits = (most: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom('0', '1', '7', '9'), { minLength: 1, maxLength: most })
    .map((d) => d.join(''));

const PREFIXES = [
  '',
  'node=h1 ',
  '[ #.#] audit: ',
  'Nov 25 10:#:# h kernel: audit: ',
  '{"MESSAGE":"',
];
const STAMPS = ['#.#:#', '1700000000.123:7', '1.#:#', '11/24/26 06:50:55.922:89'];
const HEADS = ['auid=# uid=# gid=# ses=#', 'auid=# subj=s0:c#,c# (enforce)', 'x=" pid=7 "', ''];
const NAMES = ['a', 'a ip=0x12', 'x pid=5 y', 'SIGSYS', 'x syscall=3 ', 'é', 'type=1326', '61'];
const ENDS = [
  '',
  ' extra',
  '\x1dAUID="u"',
  ' AUID="u"',
  ' code=0x0',
  ' ip=0x1',
  ' audit: ip=0x2',
  '**',
];
const BREAKS = [
  '\n',
  '\n',
  '\n',
  '\r\n',
  '\n...\n',
  '\n__CURSOR=s\n',
  '\n[ERROR][HYPERLIGHT] Disallowed Syscall: 16\n',
];

const line = fc
  .record({
    prefix: fc.constantFrom(...PREFIXES),
    type: fc.constantFrom('type=SECCOMP msg=', 'type=1326 ', 'type=1326 msg='),
    stamp: fc.constantFrom(...STAMPS),
    head: fc.constantFrom(...HEADS),
    name: fc.constantFrom(...NAMES),
    quote: fc.constantFrom('"', ''),
    ip: fc.constantFrom('ip=0x7f#', 'ip=0x#', 'ip=0xAB', 'ip=#', ''),
    code: fc.constantFrom(' code=0x7ffc0000', ' code=0x80000000', ' code=0x7ff', ''),
    end: fc.constantFrom(...ENDS),
    lineBreak: fc.constantFrom(...BREAKS),
  })
  .map(
    ({ prefix, type, stamp, head, name, quote, ip, code, end, lineBreak }) =>
      `${prefix}${type}audit(${stamp}): ${head} pid=# comm=${quote}${name}${quote} exe="/x" ` +
      `sig=0 arch=c000003e syscall=39 compat=0 ${ip}${code}${end}${lineBreak}`,
  );

/** Logs: a few lines, each several times with other digits, in any order. */
export const streams = fc
  .array(line, { minLength: 1, maxLength: 4 })
  .chain((lines) =>
    fc.array(
      fc.tuple(fc.constantFrom(...lines), fc.array(digits(22), { minLength: 12, maxLength: 12 })),
      { minLength: 2, maxLength: 24 },
    ),
  )
  .map((all) =>
    all
      .map(([text, numbers]) => {
        let nth = 0;
        return text.replaceAll('#', () => (numbers[nth++ % numbers.length] ?? '0').slice(0, 4));
      })
      .join(''),
  );
