import path from 'node:path';
import { JSON_NEEDLES } from '../../src/core/records/json-line';
import { createDecoders } from '../../src/core/records/forms';
import { ExportedEntries } from '../../src/core/records/journal-export';
import { projectRoot } from '../lib/paths';
import * as inputs from './inputs';
import type { Contestant } from './measure';

/** Something that people do, by the tool and by what they would take instead. */
export interface Race {
  readonly what: string;
  readonly ours: Contestant;
  readonly others: readonly Contestant[];
  /** By which other's share the target is told, and the most that `ours` may take of it. */
  readonly against: string;
  readonly most: number;
}

/** How large the inputs are, in parts of the full size. */
export type Scale = 1 | 0.1;

const lens = (...args: string[]): string[] => [
  process.execPath,
  path.join(projectRoot, 'dist', 'cli.js'),
  ...args,
];

/** The words that a decoder of logs has to look for: every needle of every form. */
function words(): string {
  const needles = createDecoders().flatMap((decoder) => decoder.needles);
  return [...new Set([...needles, ...JSON_NEEDLES, ...new ExportedEntries().needles])].join('\n');
}

/** The tutorial's way: the request is the second argument; the same as `cut | sort | uniq -c`. */
const GAWK =
  `match($0, /ioctl\\([^,]*, ([^,)]*(\\([^)]*\\))?)/, m) { n[m[1]]++ } ` +
  `END { for (r in n) print n[r], r | "sort -rn" }`;

export function races(scale: Scale): Race[] {
  const sparse = inputs.sparse(1000 * scale);
  const dense = inputs.dense(1_000_000 * scale);
  const trace = inputs.trace(2_000_000 * scale);
  const source = inputs.source(3000);
  const list = inputs.text('words.txt', `${words()}\n`);
  const ausearch = {
    name: 'ausearch -m SECCOMP -i',
    command: ['ausearch', '-m', 'SECCOMP', '-i', '-if', dense],
  };
  return [
    {
      what: `sparse log, ${1000 * scale} MB, 100 records`,
      ours: { name: 'decode', command: lens('decode', sparse) },
      others: [
        { name: 'rg -c -i, the words', command: ['rg', '-c', '-i', '-F', '-f', list, sparse] },
        { name: 'rg -c SECCOMP', command: ['rg', '-c', 'SECCOMP', sparse], expects: [0, 1] },
        { name: 'grep -c SECCOMP', command: ['grep', '-c', 'SECCOMP', sparse], expects: [0, 1] },
      ],
      against: 'rg -c -i, the words',
      most: 1.5,
    },
    {
      what: `dense log, ${1_000_000 * scale} auditd records`,
      ours: { name: 'decode', command: lens('decode', dense) },
      others: [ausearch],
      against: ausearch.name,
      most: 1 / 6,
    },
    {
      what: `dense log, ${1_000_000 * scale} auditd records, each`,
      ours: { name: 'decode --each --json', command: lens('decode', '--each', '--json', dense) },
      others: [ausearch],
      against: ausearch.name,
      most: 1 / 2,
    },
    {
      what: `strace, ${2_000_000 * scale} ioctl calls`,
      ours: { name: 'ioctls', command: lens('ioctls', trace) },
      others: [{ name: 'gawk, sort', command: ['gawk', GAWK, trace] }],
      against: 'gawk, sort',
      most: 1 / 10,
    },
    {
      what: 'one word looked up',
      ours: { name: 'lookup', command: lens('lookup', '230') },
      others: [{ name: 'node -e 0', command: [process.execPath, '-e', '0'] }],
      against: 'node -e 0',
      most: 2,
    },
    {
      what: 'a source of 3,000 lines',
      ours: {
        name: 'fix',
        command: lens('fix', source, '--syscall', 'getpid', '--list', 'rules_6'),
      },
      others: [
        {
          name: 'bare parse',
          command: [process.execPath, path.join(import.meta.dirname, 'bare-parse.mjs'), source],
        },
      ],
      against: 'bare parse',
      most: 1.4,
    },
  ];
}
