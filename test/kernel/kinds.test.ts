import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unformattedPlaces } from '../unit/plan/rustfmt';
import { demand, excluded } from './capabilities';
import { Crate } from './crate';

/** TIOCGWINSZ, which one list allows, and its neighbour TIOCSWINSZ. */
const STEPS = ['getpid', 'getppid', 'open', 'openat', 'ioctl:0x5413', 'ioctl:0x5414'];
const ROLES = ['Cpu', 'Http'] as const;
const FILE = 'src/kinds/roles.rs';

interface Kind {
  readonly name: string;
  readonly fix: readonly string[];
  /** Of `STEPS`, what each role's running filter admits afterwards. */
  readonly admits: Readonly<Record<(typeof ROLES)[number], readonly string[]>>;
}

const BEFORE: Kind['admits'] = { Cpu: ['ioctl:0x5413'], Http: ['getpid'] };
const GETPID = ['--syscall', 'getpid'];

const KINDS: readonly Kind[] = [
  { name: 'before', fix: [], admits: BEFORE },
  {
    name: 'allowed in the list of one',
    fix: [...GETPID, '--list', 'cpu'],
    admits: { ...BEFORE, Cpu: ['getpid', 'ioctl:0x5413'] },
  },
  {
    name: 'moved to the list that both take in',
    fix: [...GETPID, '--remedy', 'common', '--list', 'base'],
    admits: { Cpu: ['getpid', 'ioctl:0x5413'], Http: ['getpid'] },
  },
  {
    name: 'taken out of one list',
    fix: [...GETPID, '--remedy', 'remove', '--list', 'http'],
    admits: { ...BEFORE, Http: [] },
  },
  {
    name: 'sorted',
    fix: ['--remedy', 'sort', '--list', 'base'],
    admits: BEFORE,
  },
  {
    name: 'widened to any argument',
    fix: ['--syscall', 'ioctl', '--widen', '--remedy', 'allow', '--list', 'cpu'],
    admits: { ...BEFORE, Cpu: ['ioctl:0x5413', 'ioctl:0x5414'] },
  },
  {
    name: 'allowed with the one argument that was seen',
    fix: ['--syscall', 'ioctl', '--ioctl', '0x5414', '--list', 'cpu'],
    admits: { ...BEFORE, Cpu: ['ioctl:0x5413', 'ioctl:0x5414'] },
  },
  {
    // `open` exists on x86_64 alone, so that its entry gets a cfg.
    name: 'allowed with the calls that other targets make',
    fix: ['--syscall', 'openat', '--companions', '--list', 'http'],
    admits: { ...BEFORE, Http: ['getpid', 'open', 'openat'] },
  },
];

test(
  'each kind of remedy builds, is formatted, and changes what it says in the filter that runs',
  { skip: excluded('kernel') },
  (t) => {
    demand('kernel');
    const crate = new Crate(t, 'test/kernel/shapes', 'kinds');
    const source = crate.read(FILE);
    const texts = KINDS.map(({ name, fix }, at) => {
      crate.write(FILE, source);
      if (fix.length > 0) {
        const fixed = crate.lens('fix', FILE, ...fix, '--write');
        assert.equal(fixed.status, 0, `${name}: ${fixed.stderr}`);
        const once = crate.read(FILE);
        assert.notEqual(crate.lens('fix', FILE, ...fix, '--write').status, 0, name);
        assert.equal(crate.read(FILE), once, `${name}, the second time`);
      }
      const text = crate.read(FILE);
      for (const role of ROLES) {
        const one = text.replace('= Role::Cpu;', () => `= Role::${role};`);
        crate.write(`src/bin/kind${at}_${role}.rs`, one);
      }
      return text;
    });
    assert.deepEqual(
      unformattedPlaces(texts),
      texts.map(() => 0),
    );
    crate.build('--bins');
    for (const [at, { name, admits }] of KINDS.entries()) {
      for (const role of ROLES) {
        const { stdout, stderr, status } = crate.start(`kind${at}_${role}`, STEPS);
        assert.equal(status, 0, `${name}: ${stderr}`);
        const lines = STEPS.map(
          (step) => `${step} ${admits[role].includes(step) ? 'admitted' : 'refused'}\n`,
        );
        assert.equal(stdout, lines.join(''), `${name}: ${role}`);
      }
    }
  },
);
