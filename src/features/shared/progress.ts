import * as vscode from 'vscode';
import type { Trap } from '../../core/traps/trap';
import { Disposable } from './disposable';
import type { Step, StepNote } from './steps';

/** Of every trap. */
const ALL = '';

/**
 * What a diagnosis tells of its steps, for those that show where it stands: the decoder draws them.
 * What nobody tells is read from the trap and the policies instead (`stepsOf`).
 */
export class Progress extends Disposable {
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  /** By the key of a trap. */
  readonly #notes = new Map<string, Map<Step, StepNote>>();

  /** A step stands otherwise. */
  readonly onDidChange = this.#changed.event;

  /**
   * Takes the place of what was told of this step before, until `forget`.
   * @param keys the traps that it is about; absent: all of this window
   */
  tell(step: Step, note: StepNote, keys: readonly string[] = [ALL]): void {
    for (const key of keys) {
      const notes = this.#notes.get(key) ?? new Map<Step, StepNote>();
      this.#notes.set(key, notes.set(step, note));
    }
    this.#changed.fire();
  }

  /** What was told of this step of all traps is over: each trap tells by itself. */
  untell(step: Step): void {
    if (this.#notes.get(ALL)?.delete(step)) this.#changed.fire();
  }

  /** What was told of this trap, over what was told of all. */
  of({ key, parts = [] }: Pick<Trap, 'key' | 'parts'>): ReadonlyMap<Step, StepNote> {
    const told = [ALL, ...parts, key].map((each) => this.#notes.get(each) ?? []);
    return new Map(told.flatMap((notes) => [...notes]));
  }

  /** Another diagnosis begins, or the traps are cleared. */
  forget(): void {
    this.#notes.clear();
    this.#changed.fire();
  }
}
