import assert from 'node:assert/strict';
import { Random } from '../../scripts/bench/random';
import { NO_CRATE, type Crate } from '../../src/core/policy/crate';
import type { RustSyntax } from '../../src/core/policy/parser';
import { readPolicy } from '../../src/core/policy/read';
import { RecentReadings } from '../../src/core/policy/recent-readings';
import { RecentTrees } from '../../src/core/policy/recent-trees';
import type { Grammar } from '../lib/rust-parser';
import { among, AROUND, edited, type Choice } from '../lib/typing';

/** Between a source and the bytes that choose its edits: the last of these in an input. */
const BEHIND_SOURCE = 0;
/** Edits that are tried of one input. */
const MOST = 24;
/** Of a source without bytes behind it. */
const BY_CHANCE = 5;

const BESIDE: Crate = {
  modules: [],
  files: [{ path: 'b.rs', text: AROUND.join('\n').replaceAll('_N', '_1'), modules: ['b'] }],
};

/** Choices by bytes, one or two each; 0 once they are used up. */
class ByteChoice implements Choice {
  #at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get isOver(): boolean {
    return this.#at >= this.bytes.length;
  }

  below(below: number): number {
    const first = this.#next();
    return (below <= 0x100 ? first : first * 0x100 + this.#next()) % below;
  }

  #next(): number {
    this.#at += 1;
    return this.bytes[this.#at - 1] ?? 0;
  }
}

/**
 * Types in a source what its input chooses: after each edit it must say what it says when read anew,
 * by a parser that knows no earlier text.
 * @throws AssertionError where that does not hold
 */
export function tryTyped(grammar: Grammar, bytes: Uint8Array): void {
  const end = bytes.lastIndexOf(BEHIND_SOURCE);
  const source = Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8');
  const byBytes = end < 0 ? null : new ByteChoice(bytes.subarray(end + 1));
  // A sum, so that a source is an input as it stands, and each of its changes tries other edits.
  const choice = byBytes ?? new Random(bytes.reduce((sum, byte) => (sum + byte) % 0x10000, 0));
  const trees = new RecentTrees((text, before) => grammar.parse(text, before));
  try {
    type(source, choice, {
      most: byBytes ? MOST : BY_CHANCE,
      isOver: () => byBytes?.isOver ?? false,
      typed: { parse: (text) => trees.parse(text), isSound: (text) => grammar.isSound(text) },
      anew: {
        parse: (text) => grammar.parse(text, null),
        isSound: (text) => grammar.isSound(text),
      },
    });
  } finally {
    trees.clear();
  }
}

interface Typing {
  readonly most: number;
  readonly isOver: () => boolean;
  readonly typed: RustSyntax;
  readonly anew: RustSyntax;
}

function type(source: string, choice: Choice, { most, isOver, typed, anew }: Typing): void {
  const arch = choice.below(4) === 0 ? 'aarch64' : 'x86_64';
  const crate = choice.below(4) === 0 ? BESIDE : NO_CRATE;
  const begun = choice.below(3) === 0 ? among(source, new Random(choice.below(0x100))) : source;
  const readings = new RecentReadings(typed);
  /** Whether the text is whole: most edits break one, and a broken one is read anew after each letter. */
  const isWholeAfter = (text: string, from: string): boolean => {
    const policy = readings.read(text, arch, crate);
    const asked = readPolicy(anew, text, arch, crate);
    const shown = (): string => JSON.stringify({ from, text, arch, besides: crate.files.length });
    assert.deepEqual(policy, asked, shown());
    const all = [{ start: 0, end: text.length }];
    assert.deepEqual(policy.obstacles.at(all), asked.obstacles.at(all), shown());
    if (choice.below(4) === 0) readings.prepare(policy);
    return asked.problems.every(({ blocks }) => !blocks);
  };
  isWholeAfter(begun, '');
  const whole = [begun];
  for (let [text, count] = [begun, 0]; count < most && !isOver(); count += 1) {
    const undone = choice.below(8) === 0 ? whole[choice.below(whole.length)] : undefined;
    for (const next of undone === undefined ? edited(text, choice) : [undone]) {
      const isWhole = isWholeAfter(next, text);
      if (isWhole) whole.push(next);
      text = next;
    }
    const last = whole.at(-1) ?? begun;
    if (text === last || choice.below(4) === 0) continue;
    isWholeAfter(last, text);
    text = last;
  }
}
