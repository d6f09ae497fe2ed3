/** Compares the tables with a source, against the reviewed list of what is known to differ. */
import assert from 'node:assert/strict';
import exceptions from './exceptions.json';

/** A reviewed difference. `ours` and `theirs` are what the table and the source say. */
interface Exception {
  readonly source: string;
  readonly arch: string;
  readonly name: string;
  readonly ours: string;
  readonly theirs: string;
  readonly reason: string;
}

/** One source's comparison for one architecture: feed it with `compare`, end it with `finish`. */
export class Differences {
  private readonly found: Omit<Exception, 'reason'>[] = [];
  private compared = 0;

  /** @param source names the source in exceptions.json. */
  constructor(
    private readonly source: string,
    private readonly arch: string,
  ) {}

  /** One entry that both know. */
  compare(name: string, ours: string, theirs: string): void {
    this.compared++;
    if (ours === theirs) return;
    this.found.push({ source: this.source, arch: this.arch, name, ours, theirs });
  }

  /**
   * Fails when a difference is not on the list, when one on the list is no more, or when fewer
   * entries than `atLeast` were compared, so that a source gone silent cannot pass.
   * @returns how many entries were compared.
   */
  finish(atLeast: number): number {
    const expected = (exceptions as readonly Exception[])
      .filter(({ source, arch }) => source === this.source && arch === this.arch)
      .map(({ source, arch, name, ours, theirs }) => ({ source, arch, name, ours, theirs }));
    assert.deepEqual(this.found.sort(byName), expected.sort(byName));
    assert.ok(this.compared >= atLeast, `only ${this.compared} entries of ${this.source} compared`);
    return this.compared;
  }
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
