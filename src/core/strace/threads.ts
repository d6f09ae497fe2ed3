/** Threads that share an address space and, on TSYNC, a filter. */
class Process {
  readonly threads = new Set<Thread>();
  /** How many threads were killed by SIGSYS. */
  killed = 0;
  /** One of these is known to have made the call that was refused. */
  explained = false;
}

/** One traced thread, and what of its life a seccomp filter holds for. */
export class Thread {
  /** A filter holds from here on: the thread installed it, or another one for it by TSYNC. */
  filtered = false;
  /** It has ended: its number may become another's. */
  gone = false;
  process = new Process();
  #parent: Thread | null = null;
  #bornFiltered = false;

  /** @param id null while the trace has no number for it */
  constructor(public id: number | null) {
    this.process.threads.add(this);
  }

  /** The trace showed which thread cloned it. */
  get hasParent(): boolean {
    return this.#parent !== null;
  }

  /**
   * A filter holds from its first call on, since one held for the thread that cloned it. Certain
   * only at the end of the trace: a child's first lines may come before its parent's clone returns.
   */
  get inherits(): boolean {
    if (this.#bornFiltered) return true;
    // A hostile trace may have two threads clone each other.
    const seen = new Set<Thread>([this]);
    for (let it = this.#parent; it !== null && !seen.has(it); it = it.#parent) {
      if (it.#bornFiltered) return true;
      seen.add(it);
    }
    return false;
  }

  /** A clone, fork or vfork of `parent` returned this thread. */
  bornOf(parent: Thread, sameProcess: boolean): void {
    if (this.#parent !== null) return;
    this.#parent = parent;
    this.#bornFiltered = parent.filtered;
    if (!sameProcess) return;
    this.process.threads.delete(this);
    this.process = parent.process;
    this.process.threads.add(this);
  }

  /** It installed a filter. */
  install(forAllThreads: boolean): void {
    this.filtered = true;
    if (!forAllThreads) return;
    for (const thread of this.process.threads) thread.filtered = true;
  }
}

/**
 * The threads of a trace by strace's numbers. With one file a thread (`-ff`) all files share one
 * table, and no number is given to a second thread, whatever the order of reading.
 */
export class Threads {
  /** How many were killed by SIGSYS. */
  killed = 0;
  readonly #byId = new Map<number, Thread>();
  readonly #alive = new Set<Thread>();

  constructor(private readonly reuse: boolean) {}

  /** The thread of that number that lives, made where it is the first time that one shows. */
  of(id: number): Thread {
    const known = this.#byId.get(id);
    if (known !== undefined && !(known.gone && this.reuse)) return known;
    const thread = this.add(id);
    this.#byId.set(id, thread);
    return thread;
  }

  /** A thread of its own for lines without a number. */
  add(id: number | null): Thread {
    const thread = new Thread(id);
    this.#alive.add(thread);
    return thread;
  }

  /** A clone, fork or vfork of `parent` returned that number, maybe after its thread has ended. */
  born(id: number, parent: Thread, sameProcess: boolean): void {
    const known = this.#byId.get(id);
    const child = known?.hasParent === false ? known : this.of(id);
    child.bornOf(parent, sameProcess);
  }

  has(id: number): boolean {
    return this.#byId.has(id);
  }

  /** strace's number for a thread that had none so far. */
  name(thread: Thread, id: number): void {
    thread.id = id;
    this.#byId.set(id, thread);
  }

  end(thread: Thread): void {
    thread.gone = true;
    thread.process.threads.delete(thread);
    this.#alive.delete(thread);
  }

  /** The one thread that lives; null where there are several or none. */
  get onlyAlive(): Thread | null {
    const [only] = this.#alive;
    return this.#alive.size === 1 ? (only ?? null) : null;
  }
}
