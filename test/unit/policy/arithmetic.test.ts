import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read } from './support';

const IOC = `const fn ioc(dir: u64, ty: u8, nr: u64, size: usize) -> u64 {
    (dir << 30) | ((size as u64) << 16) | ((ty as u64) << 8) | nr
}
const fn io(ty: u8, nr: u64) -> u64 {
    let none = 0;
    ioc(none, ty, nr, 0)
}
const READ: u64 = 1 + 1;
const LOW: u32 = -100i32 as u32;
`;

/** What the constant `X` of a source with these expressions comes to. */
const VALUES: Readonly<Record<string, bigint | null>> = {
  '0xae80': 0xae80n,
  'ioc(READ, 0xaf, 0x00, 8)': 0x8008_af00n,
  'ioc(READ, 0xaf, 0x00, core::mem::size_of::<u64>())': 0x8008_af00n,
  'ioc(READ, 0xaf, 0x00, size_of::<u32>() * 2)': 0x8008_af00n,
  'io(0xaf, 1)': 0xaf01n,
  'io(0xaf, 1) as u32 as u64': 0xaf01n,
  '(1 << 30) | 0xae41': 0x4000_ae41n,
  '1 | 2 ^ 3 & 4': 3n,
  '2 + 3 * 4 - 10 / 5 % 3': 12n,
  '1 << 2 + 1': 8n,
  '256 >> 4': 16n,
  '0x1_0000_0001 + 1': 0x1_0000_0002n,
  '(0x1_ff00 + 1) as u8 as u64': 1n,
  '-1i32 as u32 as u64 & 0xff': 0xffn,
  '0x1_0000_0001 as u32': 1n,
  '0x8000_0000u32 as i32 as u64': 0xffff_ffff_8000_0000n,
  'LOW as u64': 0xffff_ff9cn,
  'LOW as Other': 0xffff_ff9cn,
  '(!0u64)': null,
  '1 / 0': null,
  '1 << 64': null,
  'u64::MAX + 1': null,
  'ioc(READ, 0xaf, 0)': null,
  'other(1)': null,
  'X + 1': null,
  'ioc(READ, 0xaf, 0x00, size_of::<Memory>())': null,
  'if true { 1 } else { 2 }': null,
  '1 +': null,
};

for (const [expression, value] of Object.entries(VALUES)) {
  test(`the value of ${expression}`, async () => {
    const { constants } = await read(`${IOC}const X: u64 = ${expression};\n`);
    assert.equal(constants.find(({ name }) => name === 'X')?.value, value);
  });
}

test('what is as wide as an address is what the architecture has', async () => {
  const source =
    'const X: u64 = core::mem::size_of::<usize>() as u64;\nconst Y: i64 = 0xffff_ffffu32 as c_long as i64;\n';
  for (const [arch, values] of [
    ['x86_64', [8n, 0xffff_ffffn]],
    ['arm', [4n, -1n]],
  ] as const) {
    const { constants } = await read(source, arch);
    assert.deepEqual(
      constants.map(({ value }) => value),
      values,
      arch,
    );
  }
});

test('a condition compares with what its value is worked out to', async () => {
  const source = `${IOC}fn rules() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![(libc::SYS_ioctl, vec![SeccompRule::new(vec![Cond::new(1, Dword, Eq, io(0xaf, 2))?])?])]
}
`;
  const { lists } = await read(source);
  const condition = lists[0]?.entries[0]?.rules?.[0]?.conditions[0];
  assert.equal(condition?.value, 0xaf02n);
  assert.equal(condition.text, 'io(0xaf, 2)');
});

test('functions that call one another without end, and constants in a circle, have no value', async () => {
  const circles = `const fn a(x: u64) -> u64 { b(x) + b(x) }
const fn b(x: u64) -> u64 { a(x) + a(x) }
const A: u64 = a(1);
const B: u64 = C | C;
const C: u64 = B | B;
`;
  const { constants } = await read(circles);
  assert.deepEqual(
    constants.map(({ value }) => value),
    [null, null, null],
  );
});

test('constants that each name the next twice are worked out once each', async () => {
  const chain = Array.from(
    { length: 400 },
    (_, at) => `const N${at}: u64 = N${at + 1} | N${at + 1};\n`,
  );
  const { constants } = await read(`${chain.reverse().join('')}const N400: u64 = 7;\n`);
  assert.equal(constants.find(({ name }) => name === 'N390')?.value, 7n);
});
