import type { ActionName, Arch } from '../abi/types';
import type { Refusal, RefusalWitness } from './refusal';
import { requestOf } from './request';

/** A refused call as a witness names it. */
export interface RefusedCall {
  readonly arch: Arch;
  readonly name: string;
  readonly comm: string | null;
  readonly args: ReadonlyMap<number, bigint>;
}

export interface Testimony {
  readonly witness: RefusalWitness;
  readonly count: number;
  readonly action: ActionName | null;
  readonly list: string | null;
}

/**
 * Refusals in order of first sight. Those of one list are one, whichever threads made them: they have
 * the same answer. Where the list is not known, the thread's name stands for it.
 */
export class RefusalSet {
  readonly #byKey = new Map<string, Refusal>();

  get all(): readonly Refusal[] {
    return [...this.#byKey.values()];
  }

  add({ arch, name, comm, args }: RefusedCall, testimony: Testimony): void {
    const { witness, count, action, list } = testimony;
    const request = requestOf(name, args);
    const whose = list === null ? `thread ${comm ?? ''}` : `list ${list}`;
    const key = [arch, name, String(request), whose].join(' ');
    const known = this.#byKey.get(key);
    if (known === undefined) {
      const want = { arch, syscall: name, request, comm };
      const whence = { witnesses: [witness], onlyTraced: false };
      this.#byKey.set(key, { want, action, count, ...whence, list, args });
      return;
    }
    this.#byKey.set(key, {
      ...known,
      action: known.action ?? action,
      count: known.count + count,
      witnesses: [...new Set([...known.witnesses, witness])],
    });
  }
}
