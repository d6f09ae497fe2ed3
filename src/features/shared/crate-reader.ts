import * as vscode from 'vscode';
import type { Arch } from '../../core/abi/types';
import { crateAround, NO_CRATE } from '../../core/policy/crate';
import { isAboutFilters } from '../../core/policy/crate-names';
import type { Policy } from '../../core/policy/model';
import type { RustParser } from '../../core/policy/parser';
import { readInSteps } from '../../core/policy/read';
import { RecentReadings } from '../../core/policy/recent-readings';
import { SAMPLE } from '../../core/policy/sample';
import { SourceTree } from '../../core/policy/source-tree';
import { type CrateAround, crateAroundSource, fileName } from './crate-around';
import type { Following } from './followed-files';
import type { Formats } from './formats';
import { LaterParser } from './later-parser';
import type { PolicySource } from './policy-source';
import { questions } from './questions';
import { type FindSource, ReadCrate } from './read-crate';
import { isPartOfFilter } from './source-kinds';
import type { Turns } from './turns';

/** Of a first reading’s 90 ms, ten take off 32, thirty 46, sixty 54. */
const REHEARSALS = 40;

const NO_FILES: CrateAround = { ...NO_CRATE, uris: new Map() };

/** Reads a source and the files of its crate that it leads to. */
export class CrateReader {
  readonly #parser: LaterParser;
  readonly #recent: RecentReadings;
  #hasBegun = false;

  constructor(
    parser: () => Promise<RustParser>,
    private readonly formats: Formats,
    private readonly arch: () => Arch,
    private readonly turns: Turns,
  ) {
    this.#parser = new LaterParser(parser);
    this.#recent = new RecentReadings(this.#parser);
  }

  /**
   * The same object as `known` has where nothing that it was read from is different. Nobody may ask
   * for its errors before `check` came back.
   * @param following gets the paths at which files of the crate were looked for
   */
  async read(
    uri: vscode.Uri,
    text: string,
    following: Following,
    knownOf: FindSource,
  ): Promise<PolicySource> {
    const arch = this.arch();
    // Looked for in every folder above, while the source is read; so are the files that it leads to.
    const formatting = this.formats.of(uri);
    const looking = isAboutFilters(text) ? crateAroundSource(uri, text, following) : null;
    looking?.catch(() => undefined);
    const known = knownOf(uri, text);
    // A later text may be like an earlier one: then the parser is asked whether it is sound.
    if (this.#hasBegun) await this.#parser.load();
    this.#hasBegun = true;
    const alone = known?.policy ?? (await this.#inTurns(this.#recent.readInSteps(text, arch)));
    const around = isPartOfFilter(alone)
      ? await (looking ?? crateAroundSource(uri, text, following))
      : NO_FILES;
    const tree = new SourceTree(fileName(uri), text, around);
    if (known?.crate.tree.isSame(tree)) return known;
    if (around.files.length > 0) await this.#parser.load();
    const format = await formatting;
    const crate = new ReadCrate(tree, around.uris, this.#parser, arch, knownOf);
    const policy =
      around.files.length > 0 || alone === known?.policy
        ? await this.#inTurns(this.#recent.readInSteps(text, arch, around))
        : alone;
    return { uri, policy, format, crate, ask: questions };
  }

  /**
   * Reads a sample until V8 has compiled what reads, if nothing is read meanwhile: in the first reading of
   * a window that is most of the time.
   */
  async rehearse(): Promise<void> {
    const arch = this.arch();
    for (let left = REHEARSALS; left > 0 && !this.#hasBegun; left -= 1) {
      await this.#inTurns(readInSteps(this.#parser, SAMPLE, arch, NO_CRATE));
      await crateAround(SAMPLE, [], () => Promise.resolve(null));
    }
  }

  /**
   * Comes back when a policy's errors can be asked for. They are worked out in a turn of their own: who
   * is first to ask has other things to do in that turn. So is what its next version is read by, where
   * it may be typed in.
   */
  async check({ uri, policy }: PolicySource): Promise<void> {
    await this.#parser.load();
    if (policy.dialect === 'rust') await this.#parseAhead(policy.text);
    // A window that is closed meanwhile has no parser, and nobody who asks.
    void this.#prepare(uri, policy).catch(() => undefined);
  }

  /** The first parse of a text is long, and has several turns. */
  async #parseAhead(text: string): Promise<void> {
    const steps = this.#parser.ahead(text);
    if (steps) await this.#inTurns(steps);
  }

  async #prepare(uri: vscode.Uri, policy: Policy): Promise<void> {
    await this.turns.next().then(() => policy.problems);
    if (!vscode.workspace.textDocuments.some((one) => one.uri.toString() === uri.toString()))
      return;
    await this.turns.next();
    this.#recent.prepare(policy);
  }

  /** Each step has a turn of the event loop, and leaves it to others. */
  async #inTurns<T>(steps: Generator<void, T>): Promise<T> {
    for (;;) {
      await this.turns.next();
      const step = steps.next();
      if (step.done) return step.value;
    }
  }
}
