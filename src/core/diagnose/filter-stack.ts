import type { BpfProgram } from '../bpf/program';
import type { Thread } from '../strace/threads';

/**
 * The filters of a thread at one moment, as a chain: its latest filter, then what held below. At the
 * end stands the thread's birth, whose filters are known only once its parent's clone has returned.
 */
export type FilterLink =
  | { readonly kind: 'born'; readonly thread: Thread }
  /** `program` is null where the trace does not show it whole. */
  | { readonly kind: 'filter'; readonly program: BpfProgram | null; readonly below: FilterLink };

/** Which filters hold for each thread of a trace: installed, inherited, spread by TSYNC. */
export class FilterStacks {
  readonly #top = new Map<Thread, FilterLink>();
  readonly #born = new Map<Thread, FilterLink>();

  /** What holds for a thread now. */
  of(thread: Thread): FilterLink {
    const known = this.#top.get(thread);
    if (known !== undefined) return known;
    const link: FilterLink = { kind: 'born', thread };
    this.#top.set(thread, link);
    return link;
  }

  /** It installed a filter; with TSYNC all threads of its process then have exactly its filters. */
  install(thread: Thread, program: BpfProgram | null, forAllThreads: boolean): void {
    const link: FilterLink = { kind: 'filter', program, below: this.of(thread) };
    const threads = forAllThreads ? [...thread.process.threads] : [thread];
    for (const one of threads) this.#top.set(one, link);
  }

  /** A clone of `parent` made it, when `held` was what held for the parent. */
  bornOf(thread: Thread, held: FilterLink): void {
    if (!this.#born.has(thread)) this.#born.set(thread, held);
  }

  /** The filters of a link, the latest first. To be asked at the trace's end. */
  programs(link: FilterLink): readonly (BpfProgram | null)[] {
    const found: (BpfProgram | null)[] = [];
    // A hostile trace may have two threads clone each other.
    const seen = new Set<FilterLink>();
    for (let at: FilterLink | undefined = link; at !== undefined && !seen.has(at);) {
      seen.add(at);
      if (at.kind === 'filter') {
        found.push(at.program);
        at = at.below;
      } else at = this.#born.get(at.thread);
    }
    return found;
  }
}
