import * as vscode from 'vscode';
import type { LogRecord } from '../../core/records/record';
import type { Origin, Trap } from '../../core/traps/trap';
import { wording } from '../../core/traps/late';
import { Disposable } from './disposable';
import type { TrapStore } from './trap-store';
import type { LastTrap, SourceKind, SourceState, Trouble, Watcher } from './watchers';

/** What all sources have in common: they hand records on, and count them. */
export abstract class Source extends Disposable implements Watcher {
  abstract readonly id: string;
  abstract readonly kind: SourceKind;
  abstract readonly label: string;
  abstract readonly state: SourceState;
  abstract readonly trouble: Trouble | null;
  abstract readonly remedy: string | null;
  abstract readonly chosen: boolean;
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  readonly #read = this.register(new vscode.EventEmitter<void>());
  #records = 0;
  #last: LastTrap | null = null;

  readonly onDidChange = this.#changed.event;
  readonly onDidRead = this.#read.event;

  constructor(private readonly traps: TrapStore) {
    super();
  }

  get records(): number {
    return this.#records;
  }

  get last(): LastTrap | null {
    return this.#last;
  }

  abstract reveal(evidence: { readonly origin: Origin }): boolean;

  abstract setPaused(paused: boolean): void | Promise<void>;

  /**
   * Hands on what was decoded, in the order of its stream.
   * @param live whether it is being printed now
   * @returns the last trap of it
   */
  protected take(records: readonly LogRecord[], origin: Origin, live: boolean): Trap | null {
    if (records.length === 0) return null;
    const trap = this.traps.add(records, origin, live);
    this.#records += records.filter(isCounted).length;
    if (trap) {
      const time = trap.evidence.at(-1)?.record.time ?? (live ? Date.now() : null);
      this.#last = { key: trap.key, title: wording().trapTitle(trap), time };
    }
    this.#read.fire();
    return trap;
  }

  /** `state` or `trouble` is different. */
  protected changed(): void {
    this.#changed.fire();
  }
}

/** A record in whole takes the place of one that was given early. */
function isCounted(record: LogRecord): boolean {
  return record.kind === 'unnamed' || (record.kind === 'refusal' && !record.replaces);
}
