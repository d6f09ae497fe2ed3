import path from 'node:path';
import { median } from '../measure';
import type { Figure } from './figures';
import type { Host } from './host';
import type { Taken } from './policy-reads';
import { UNREAD_SOURCE } from './workspace';

/** Until it is known what a source says, by the clock. */
const MOST_MS = 60;

/** What a window has before its first source is opened. */
const WINDOWS = {
  ready: 'policy of 3,000 lines read, cold, in a window of Rust',
  unready: 'the same, nothing made ready before',
  uncompiled: 'the same, and no code kept by an earlier window',
} as const;

export type Window = keyof typeof WINDOWS;

/** The first reads of windows, each in a host of its own. */
export class FirstReads {
  readonly #reads: Record<Window, Taken[]> = { ready: [], unready: [], uncompiled: [] };

  async take({ session, ask }: Host, window: Window): Promise<void> {
    const file = path.join(session.folder, UNREAD_SOURCE);
    this.#reads[window].push(await ask<Taken>('firstRead', file));
  }

  /** Of the two that every window but the first ones can be, which was taken less often. */
  next(): Window {
    const { ready, unready } = this.#reads;
    return ready.length > unready.length ? 'unready' : 'ready';
  }

  /** None of what was not taken. */
  figures(): Figure[] {
    return Object.entries(WINDOWS).flatMap(([window, what]) =>
      takenFigure(what, this.#reads[window as Window], MOST_MS),
    );
  }
}

/** Of nothing, none. @param most by the clock, ms */
export function takenFigure(what: string, all: readonly Taken[], most: number): Figure[] {
  if (all.length === 0) return [];
  const walls = all.map(({ wall }) => wall);
  const cpu = median(all.map((each) => each.cpu));
  return [
    {
      what,
      unit: 'ms',
      value: median(walls),
      least: Math.min(...walls),
      most,
      beside: { name: 'processor time of the thread', value: cpu },
    },
  ];
}
