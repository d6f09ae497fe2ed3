import * as vscode from 'vscode';
import type { LogRecord, UnnamedRecord } from '../../core/records/record';
import type { TrapJoiner } from '../../core/traps/joiner';
import { joining } from '../../core/traps/late';
import type { Origin, Trap } from '../../core/traps/trap';
import { Disposable } from './disposable';
import { Runs } from './runs';
import { Throttle } from './throttle';

/** A redraw takes a few milliseconds: ten a second look immediate and leave the host free. */
const REDRAW_MS = 100;

/** The refused calls of this window, whoever saw them; the views and the fixes read from here. */
export class TrapStore extends Disposable {
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  readonly #arrived = this.register(new vscode.EventEmitter<Trap>());
  readonly #cleared = this.register(new vscode.EventEmitter<void>());
  readonly #focused = this.register(new vscode.EventEmitter<Trap | null>());
  readonly #redraw = this.register(
    new Throttle(() => {
      this.#changed.fire();
    }, REDRAW_MS),
  );
  /** Which traps are of the latest run. */
  readonly runs = new Runs();
  /** Made for the first records. */
  #joiner: TrapJoiner | null = null;
  #known = new Set<string>();
  #focus: string | null = null;

  /** Something in `traps`, `lost` or `unnamed` is different; at most ten times a second. */
  readonly onDidChange = this.#changed.event;
  /** A trap that was not there before. */
  readonly onDidArrive = this.#arrived.event;
  /** All that was known is forgotten. */
  readonly onDidClear = this.#cleared.event;
  /** Another trap is the one that a person looks at. */
  readonly onDidFocus = this.#focused.event;

  /** In order of first sight. */
  get traps(): readonly Trap[] {
    return this.#joiner?.traps() ?? [];
  }

  /** At least so many records are missing, as the logs themselves say. */
  get lost(): number {
    return this.#joiner?.lost ?? 0;
  }

  get unnamed(): readonly { readonly record: UnnamedRecord; readonly origin: Origin }[] {
    return this.#joiner?.unnamed ?? [];
  }

  /** The trap that the decoder shows. */
  get focus(): Trap | null {
    return this.#focus === null ? null : this.byKey(this.#focus);
  }

  /** The trap that has this key, or had it before other records said more of the same events. */
  byKey(key: string): Trap | null {
    return this.#joiner?.byKey(key) ?? null;
  }

  /**
   * Takes what a watcher decoded, in the order of its stream.
   * @param live whether it is being printed now: records that do not say their time are of this one
   * @returns what the last of them that names a call says; null where none was new and named one
   */
  add(records: readonly LogRecord[], origin: Origin, live = false): Trap | null {
    if (records.length === 0) return null;
    const joiner = (this.#joiner ??= new (joining().TrapJoiner)());
    let last: Trap | null = null;
    const arrived = live ? Date.now() : null;
    const unknown = new Set<string>();
    for (const record of records) {
      const trap = joiner.add(record, origin, arrived);
      last = trap ?? last;
      if (trap && record.kind === 'refusal') {
        this.runs.see(trap.key, origin, arrived ?? record.time);
      }
      if (trap && !this.#known.has(trap.key)) unknown.add(trap.key);
    }
    for (const key of unknown) this.#arrive(key);
    this.#redraw.request();
    return last;
  }

  /** A trap that is not another one of which more is known now. */
  #arrive(key: string): void {
    const trap = this.byKey(key);
    const keys = trap ? [trap.key, ...(trap.parts ?? [])] : [];
    const isNew = !keys.some((each) => this.#known.has(each));
    for (const each of [key, ...keys]) this.#known.add(each);
    if (trap && isNew) this.#arrived.fire(trap);
  }

  setFocus(trap: Trap | null): void {
    this.#focus = trap?.key ?? null;
    this.#focused.fire(trap);
  }

  clear(): void {
    this.#joiner = null;
    this.#known = new Set();
    this.runs.clear();
    this.setFocus(null);
    this.#cleared.fire();
    this.#redraw.request();
  }
}
