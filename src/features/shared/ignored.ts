import * as vscode from 'vscode';
import type { Trap } from '../../core/traps/trap';
import { wording } from '../../core/traps/late';
import { oneLine } from '../../core/text/untrusted';
import { Disposable } from './disposable';

/** Memento of what is ignored in this workspace. */
const IGNORED = 'traps.ignored';

/** What is remembered of a trap: enough to list it in a window that has not seen it. */
export interface IgnoredTrap {
  readonly key: string;
  readonly title: string;
  /** Null where it is not known. */
  readonly comm: string | null;
}

/** The traps that a person does not want to be asked about, remembered for the workspace. */
export class Ignored extends Disposable {
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  #all: readonly IgnoredTrap[];
  /** Of these. In a burst thousands of traps are asked for at each redraw. */
  #keys: ReadonlySet<string>;

  readonly onDidChange = this.#changed.event;

  constructor(private readonly memento: vscode.Memento | undefined) {
    super();
    this.#all = memento?.get<readonly IgnoredTrap[]>(IGNORED, []) ?? [];
    this.#keys = keysOf(this.#all);
  }

  /** In the order in which they were ignored. */
  get all(): readonly IgnoredTrap[] {
    return this.#all;
  }

  /**
   * A trap of which more is known now is ignored only where all that it was known by is: an ioctl that
   * is ignored without its request says nothing of the request that is found out later.
   */
  has({ key, parts = [] }: Pick<Trap, 'key' | 'parts'>): boolean {
    const keys = this.#keys;
    return keys.has(key) || (parts.length > 0 && parts.every((part) => keys.has(part)));
  }

  async add(trap: Trap): Promise<void> {
    const comm = trap.comm === null ? null : oneLine(trap.comm, 40);
    const others = this.#all.filter(({ key }) => key !== trap.key);
    await this.#set([...others, { key: trap.key, title: wording().trapTitle(trap), comm }]);
  }

  async remove(keys: readonly string[]): Promise<void> {
    await this.#set(this.#all.filter(({ key }) => !keys.includes(key)));
  }

  async #set(all: readonly IgnoredTrap[]): Promise<void> {
    this.#all = all;
    this.#keys = keysOf(all);
    this.#changed.fire();
    await this.memento?.update(IGNORED, all);
  }
}

function keysOf(all: readonly IgnoredTrap[]): ReadonlySet<string> {
  return new Set(all.map(({ key }) => key));
}
