import path from 'node:path';
import { median } from '../measure';
import type { Figure } from './figures';
import type { Host } from './host';
import type { FirstRead, Taken } from './policy-reads';
import { SOURCE } from './workspace';

/** Until it is known what a source says, by the clock. */
const MOST_MS = 60;

/** The first reads of windows, each in a host of its own: with what reads made ready before, and without. */
export class FirstReads {
  readonly #ready: FirstRead[] = [];
  readonly #unready: FirstRead[] = [];

  /** One of the two, in turns. */
  async take({ session, ask }: Host): Promise<void> {
    const isReady = this.#ready.length <= this.#unready.length;
    const file = path.join(session.folder, SOURCE);
    const read = await ask<FirstRead>(isReady ? 'policyReady' : 'policyCold', file);
    (isReady ? this.#ready : this.#unready).push(read);
  }

  /** None of what was not taken. */
  figures(): Figure[] {
    const checked = [...this.#ready, ...this.#unready].map((read) => read.checked);
    return [
      ...figureOf(
        'policy of 3,000 lines read, cold, in a window of Rust',
        this.#ready.map(({ said }) => said),
        MOST_MS,
      ),
      ...figureOf(
        'the same, nothing made ready before',
        this.#unready.map(({ said }) => said),
        MOST_MS,
      ),
      ...figureOf('then its errors: parser loaded, parse', checked),
    ];
  }
}

function figureOf(what: string, reads: readonly Taken[], most?: number): Figure[] {
  if (reads.length === 0) return [];
  const walls = reads.map(({ wall }) => wall);
  const figure: Figure = {
    what,
    unit: 'ms',
    value: median(walls),
    least: Math.min(...walls),
    beside: { name: 'processor time of the thread', value: median(reads.map(({ cpu }) => cpu)) },
  };
  return [most === undefined ? figure : { ...figure, most }];
}
