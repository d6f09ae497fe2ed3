import type { StraceCall } from '../strace/call';
import type { Thread } from '../strace/threads';
import type { FilterLink } from './filter-stack';

/** Calls of one thread that are alike in what a filter looks at. */
export interface TracedCall {
  readonly thread: Thread;
  readonly comm: string | null;
  /** As strace names it. */
  readonly name: string;
  /** What held for the thread. */
  readonly filters: FilterLink;
  /** The arguments that are told apart, by position: those that could be read as numbers. */
  readonly args: ReadonlyMap<number, bigint>;
  count: number;
  /** How many were followed by SIGSYS. */
  trapped: number;
  /** How many the thread was killed in. */
  killed: number;
}

/** Of one call at most so many sets of arguments are told apart; of `ioctl` all. */
const DISTINCT = 5000;
const NO_ARGUMENTS: ReadonlyMap<number, bigint> = new Map();

/** The calls of a trace, counted by thread, name, filters and what these can look at. */
export class TracedCalls {
  readonly all: TracedCall[] = [];
  readonly #byKey = new Map<string, TracedCall>();
  readonly #distinct = new Map<string, number>();
  readonly #numbers = new Map<Thread, number>();

  /** @param inspected which arguments of a call filters look at, by the source; an ioctl's request is
   * always told apart */
  constructor(private readonly inspected: ReadonlyMap<string, ReadonlySet<number>>) {}

  /** One call more. @param comm as strace prints it with the call */
  count(call: StraceCall, comm: string | null, thread: Thread, filters: FilterLink): TracedCall {
    const { name } = call;
    const whose = `${this.#numberOf(thread)} ${comm ?? ''} ${name}`;
    let args = this.#argsOf(call);
    let key = keyOf(whose, args);
    if (this.#byKey.get(key)?.filters !== filters && !this.#tellsApart(name, args)) {
      args = NO_ARGUMENTS;
      key = keyOf(whose, args);
    }
    const known = this.#byKey.get(key);
    if (known?.filters === filters) {
      known.count++;
      return known;
    }
    const made = { thread, comm, name, filters, args, count: 1, trapped: 0, killed: 0 };
    this.#byKey.set(key, made);
    this.all.push(made);
    return made;
  }

  #argsOf({ name, args }: StraceCall): ReadonlyMap<number, bigint> {
    const wanted = new Set(this.inspected.get(name));
    if (name === 'ioctl') wanted.add(1);
    const found = new Map<number, bigint>();
    for (const at of wanted) {
      const value = numberOf(args[at]);
      if (value !== null) found.set(at, value);
    }
    return found;
  }

  /** Whether arguments that were not met before are told apart from others of the call. */
  #tellsApart(name: string, args: ReadonlyMap<number, bigint>): boolean {
    if (args.size === 0 || name === 'ioctl') return true;
    const distinct = this.#distinct.get(name) ?? 0;
    this.#distinct.set(name, distinct + 1);
    return distinct < DISTINCT;
  }

  #numberOf(thread: Thread): number {
    const known = this.#numbers.get(thread);
    if (known !== undefined) return known;
    this.#numbers.set(thread, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

function keyOf(whose: string, args: ReadonlyMap<number, bigint>): string {
  return `${whose} ${[...args].join(' ')}`;
}

/** `0x5401`, `-100`, `3</dev/kvm>`, `0xae80 /* KVM_RUN *\/` */
function numberOf(argument: string | undefined): bigint | null {
  const digits = /^(?:0x[0-9a-f]{1,16}|-?\d{1,20})(?![\w.])/.exec(argument ?? '')?.[0];
  return digits === undefined ? null : BigInt(digits);
}
