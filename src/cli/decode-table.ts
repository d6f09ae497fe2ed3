import type { LogRecord, LostRecord, UnnamedRecord } from '../core/records/record';
import { requestAdvice, unnamedAdvice } from '../core/traps/advice';
import { TrapJoiner } from '../core/traps/joiner';
import { trapObject } from '../core/traps/trap-object';
import type { Origin, Trap } from '../core/traps/trap';
import { trapTitle } from '../core/traps/words';
import { lostObject, placeOf, table, trapCells, unnamedObject } from './decode-rows';
import { otherSentence, records } from './decode-words';
import { styled, writeJson, writeLine, type CliIo } from './output';

interface Unnamed {
  readonly record: UnnamedRecord;
  readonly file: string;
}

/** Prints one row per distinct trap, the most frequent first, then what is missing. */
export class Table {
  readonly #joiner = new TrapJoiner(false);
  readonly #lost: { readonly record: LostRecord; readonly file: string }[] = [];
  readonly #unnamed: Unnamed[] = [];

  constructor(
    private readonly io: CliIo,
    private readonly json: boolean,
  ) {}

  /** @returns null: nothing is printed yet */
  take(record: LogRecord, origin: Origin): null {
    this.#joiner.add(record, origin);
    if (record.kind === 'lost') this.#lost.push({ record, file: origin.label });
    if (record.kind === 'unnamed') this.#unnamed.push({ record, file: origin.label });
    return null;
  }

  /** Whether anything was found. */
  async finish(): Promise<boolean> {
    const traps = this.#joiner.traps().toSorted((a, b) => b.count - a.count);
    const unnamed = this.#unnamed.filter(({ record }) => !this.#joiner.isExplained(record));
    if (this.json) await this.#json(traps, unnamed);
    else await this.#text(traps, unnamed);
    return traps.length + this.#lost.length + unnamed.length > 0;
  }

  async #json(traps: readonly Trap[], unnamed: readonly Unnamed[]): Promise<void> {
    for (const trap of traps) {
      const [first] = trap.evidence;
      if (first) await writeJson(this.io, trapObject(trap, first, trap.count));
    }
    for (const { record, file } of this.#lost) await writeJson(this.io, lostObject(record, file));
    for (const { record, file } of unnamed) await writeJson(this.io, unnamedObject(record, file));
  }

  async #text(traps: readonly Trap[], unnamed: readonly Unnamed[]): Promise<void> {
    const rows = traps.flatMap((trap) =>
      trap.evidence.slice(0, 1).map((first) => trapCells(trap, first, trap.count)),
    );
    if (rows.length > 0) {
      const [head = '', ...lines] = table(rows);
      await writeLine(this.io, styled(this.io, 'dim', head));
      for (const line of lines) await writeLine(this.io, line);
    }
    for (const trap of traps) {
      const advice = trap.maybe === undefined ? null : requestAdvice(trap);
      if (advice !== null) await this.#note(`${trapTitle(trap)}: ${advice}`);
    }
    const [lost] = this.#lost;
    if (lost) {
      const more = `At least ${records(this.#joiner.lost, 'more ')} dropped or cut`;
      await this.#note(`${more}, first at ${placeOf(lost.file, lost.record.line)}.`);
    }
    for (const { record, file } of unnamed) await this.#note(otherSentence(record, file));
    const advices = new Set(unnamed.map(({ record }) => unnamedAdvice(record)));
    for (const advice of advices) await this.#note(advice);
  }

  async #note(text: string): Promise<void> {
    await writeLine(this.io, styled(this.io, 'yellow', text));
  }
}
