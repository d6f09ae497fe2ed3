import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unformattedPlaces } from '../unit/plan/rustfmt';
import { demand, excluded } from './capabilities';
import { Crate } from './crate';

/**
 * What is asked for, each with its neighbour. KVM_GET_REGS is negative as an int: musl hands it on
 * sign-extended, and a filter must take both.
 */
const STEPS = [
  'getppid',
  'getuid',
  'ioctl:0x5401',
  'ioctl:0x5413',
  'ioctl:0x5414',
  'ioctl:0x8090ae81',
  'ioctl:0xffffffff8090ae81',
  'ioctl:0x8090ae82',
] as const;
type Step = (typeof STEPS)[number];

interface Fix {
  readonly program: 'libseccomp' | 'syscallz' | 'extrasafe';
  /** Arguments of `fix`; none for the filter as it is. */
  readonly fix: readonly string[];
  readonly admits: readonly Step[];
}

const GETPPID = ['--syscall', 'getppid'];
const ioctl = (request: string): string[] => ['--syscall', 'ioctl', '--ioctl', request];
const TCGETS = 'ioctl:0x5401';

const FIXES: readonly Fix[] = [
  { program: 'libseccomp', fix: [], admits: [TCGETS] },
  { program: 'libseccomp', fix: GETPPID, admits: ['getppid', TCGETS] },
  { program: 'libseccomp', fix: ioctl('0x5413'), admits: [TCGETS, 'ioctl:0x5413'] },
  {
    program: 'libseccomp',
    fix: ioctl('0x8090ae81'),
    admits: [TCGETS, 'ioctl:0x8090ae81', 'ioctl:0xffffffff8090ae81'],
  },
  {
    program: 'libseccomp',
    fix: ['--syscall', 'ioctl', '--widen', '--remedy', 'allow'],
    admits: STEPS.filter((step) => step.startsWith('ioctl')),
  },
  { program: 'libseccomp', fix: ['--syscall', 'ioctl', '--remedy', 'remove'], admits: [] },
  { program: 'syscallz', fix: [], admits: [] },
  { program: 'syscallz', fix: GETPPID, admits: ['getppid'] },
  { program: 'syscallz', fix: ioctl('0x5413'), admits: ['ioctl:0x5413'] },
  {
    program: 'syscallz',
    fix: ioctl('0x8090ae81'),
    admits: ['ioctl:0x8090ae81', 'ioctl:0xffffffff8090ae81'],
  },
  { program: 'extrasafe', fix: [], admits: [TCGETS] },
  { program: 'extrasafe', fix: GETPPID, admits: ['getppid', TCGETS] },
  { program: 'extrasafe', fix: ioctl('0x5413'), admits: [TCGETS, 'ioctl:0x5413'] },
];

test(
  'filters of libseccomp, syscallz and extrasafe: each fix builds, is formatted, and admits what it says alone',
  { skip: excluded('kernel') },
  (t) => {
    demand('kernel');
    const crate = new Crate(t, 'test/kernel/crates', 'crates');
    const texts = FIXES.map(({ program, fix }, at) => {
      const file = `src/bin/fix${at}.rs`;
      crate.write(file, crate.read(`src/bin/${program}.rs`));
      if (fix.length > 0) {
        const fixed = crate.lens('fix', file, ...fix, '--write');
        assert.equal(fixed.status, 0, `${program} ${fix.join(' ')}: ${fixed.stderr}`);
        const once = crate.read(file);
        assert.equal(crate.lens('fix', file, ...fix, '--write').status, 1, 'the second time');
        assert.equal(crate.read(file), once, 'the second time');
      }
      return crate.read(file);
    });
    assert.deepEqual(
      unformattedPlaces(texts),
      texts.map(() => 0),
    );
    crate.build('--bins');
    for (const [at, { program, fix, admits }] of FIXES.entries()) {
      const { stdout, stderr, status } = crate.start(`fix${at}`, STEPS);
      assert.equal(status, 0, `${program} ${fix.join(' ')}: ${stderr}`);
      const lines = STEPS.map(
        (step) => `${step} ${admits.includes(step) ? 'admitted' : 'refused'}\n`,
      );
      assert.equal(stdout, lines.join(''), `${program} ${fix.join(' ')}`);
    }
    t.diagnostic(`${FIXES.filter(({ fix }) => fix.length > 0).length} fixes`);
  },
);
