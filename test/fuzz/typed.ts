import assert from 'node:assert/strict';
import { Random } from '../../scripts/bench/random';
import type { Arch } from '../../src/core/abi/types';
import { NO_CRATE, type Crate } from '../../src/core/policy/crate';
import type { Policy } from '../../src/core/policy/model';
import type { RustSyntax } from '../../src/core/policy/parser';
import { readPolicy } from '../../src/core/policy/read';
import { RecentReadings } from '../../src/core/policy/recent-readings';
import { RecentTrees } from '../../src/core/policy/recent-trees';
import { aimed } from '../lib/aimed-edits';
import type { Grammar } from '../lib/rust-parser';
import { edited, type Choice } from '../lib/typing';
import { aside, composed, piece } from './shapes';

/** Between a source and the bytes that choose its edits: the last of these in an input. */
const BEHIND_SOURCE = 0;
/** Readings of one input, by the bytes behind its source, and where there are none. */
const READINGS = { byBytes: 40, byChance: 8 };
/** Of a source, in UTF-16 units: longer ones are cut, or go back to what they were. */
const LONGEST = { begun: 4096, typed: 4608 };

/** Mostly none: what hangs together with other files is never read by itself. */
const BESIDE: readonly Crate[] = [
  ...[NO_CRATE, NO_CRATE, NO_CRATE, NO_CRATE, NO_CRATE, NO_CRATE, NO_CRATE, NO_CRATE],
  ...[1, 2].map((number) => ({
    modules: [],
    files: [{ path: 'b.rs', text: aside(number), modules: ['b'] }],
  })),
];
const ARCHES: readonly Arch[] = ['x86_64', 'x86_64', 'x86_64', 'aarch64'];

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
 * by a parser that knows no earlier text. An input without a source has one made of pieces.
 * @throws AssertionError where that does not hold
 */
export function tryTyped(grammar: Grammar, bytes: Uint8Array): void {
  const end = bytes.lastIndexOf(BEHIND_SOURCE);
  const given = Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8');
  const byBytes = end < 0 ? null : new ByteChoice(bytes.subarray(end + 1));
  // A sum, so that a source is an input as it stands, and each of its changes tries other edits.
  const choice = byBytes ?? new Random(bytes.reduce((sum, byte) => (sum + byte) % 0x10000, 0));
  const source = given === '' ? composed(choice) : given.slice(0, LONGEST.begun);
  const trees = new RecentTrees((text, before) => grammar.parse(text, before));
  const isSound = (text: string): boolean => grammar.isSound(text);
  const typing = new Typing(
    choice,
    new RecentReadings({ parse: (text) => trees.parse(text), isSound }),
    new Anew({ parse: (text) => grammar.parse(text, null), isSound }),
  );
  try {
    typing.type(
      source,
      byBytes ? READINGS.byBytes : READINGS.byChance,
      () => byBytes?.isOver ?? false,
    );
  } finally {
    trees.clear();
  }
}

/** Readings anew, each but once: many a text comes back. */
class Anew {
  readonly #known = new Map<string, Policy>();

  constructor(private readonly syntax: RustSyntax) {}

  read(text: string, arch: Arch, crate: Crate): Policy {
    const key = `${arch} ${BESIDE.indexOf(crate)} ${text}`;
    const policy = this.#known.get(key) ?? readPolicy(this.syntax, text, arch, crate);
    this.#known.set(key, policy);
    return policy;
  }
}

/** One source that is typed in. */
class Typing {
  #arch: Arch;
  #crate: Crate;
  #left = 0;
  /** What the policies that were read hold, which those that are taken over of them hold too. */
  readonly #read = new Set<readonly string[]>();
  /** Versions to come back to. */
  readonly #kept: string[] = [];

  constructor(
    private readonly choice: Choice,
    private readonly readings: RecentReadings,
    private readonly anew: Anew,
  ) {
    this.#arch = this.#one(ARCHES);
    this.#crate = this.#one(BESIDE);
  }

  /** @param most readings that are held against those anew */
  type(source: string, most: number, isOver: () => boolean): void {
    const { choice } = this;
    this.#left = most;
    this.#holds(source, '');
    let [text, kept] = [source, source];
    while (this.#left > 0 && !isOver()) {
      if (choice.below(16) === 0) this.#elsewhere(text);
      let isKept = false;
      for (const next of this.#next(text)) {
        if (this.#left === 0 || next.length > LONGEST.typed) break;
        isKept = this.#holds(next, text);
        text = next;
      }
      // Behind a change after which much is read anew there is little to find.
      if (isKept || choice.below(4) === 0) kept = text;
      if (text === kept) continue;
      this.#holds(kept, text);
      text = kept;
    }
  }

  #next(text: string): readonly string[] {
    const { choice } = this;
    const kind = choice.below(16);
    if (kind <= 1 && this.#kept.length > 0) return [this.#one(this.#kept)];
    if (kind === 2) return edited(text, choice);
    if (kind === 3) return [`${text}\n${piece(choice, 1 + choice.below(2))}`];
    return aimed(text, choice);
  }

  #elsewhere(text: string): void {
    const [arch, crate] = [this.#arch, this.#crate];
    this.#arch = this.#one(ARCHES);
    this.#crate = this.#one(BESIDE);
    this.#holds(text, text);
    [this.#arch, this.#crate] = [arch, crate];
  }

  /** Whether it is taken over of what was read. @throws Error where it says something else when read anew */
  #holds(text: string, from: string): boolean {
    this.#left -= 1;
    const { choice, readings } = this;
    const [arch, crate] = [this.#arch, this.#crate];
    const policy = readings.read(text, arch, crate);
    if (choice.below(4) === 0) readings.prepare(policy);
    // One that was read whole is one that was read anew, but for its trees.
    const isTakenOver = this.#read.has(policy.macros);
    this.#read.add(policy.macros);
    if (isTakenOver || choice.below(4) === 0) {
      const asked = this.anew.read(text, arch, crate);
      const shown = (): string =>
        JSON.stringify({ from, text, arch, beside: BESIDE.indexOf(crate) });
      alike(policy, asked, shown);
      const all = [...asked.lists, ...asked.filters, ...asked.problems].map(({ span }) => span);
      const own = all[choice.below(all.length + 1)] ?? { start: 0, end: text.length };
      for (const places of [[{ start: 0, end: text.length }], [own]]) {
        alike(policy.obstacles.at(places), asked.obstacles.at(places), shown);
      }
    }
    if (isTakenOver) this.#kept.push(text);
    return isTakenOver;
  }

  #one<T>(of: readonly T[]): T {
    return of[this.choice.below(of.length)] as T;
  }
}

function alike(one: unknown, other: unknown, shown: () => string): void {
  try {
    assert.deepEqual(one, other);
  } catch (error) {
    throw new Error(shown(), { cause: error });
  }
}
