import type { Trap } from '../../core/traps/trap';
import { Disposable } from './disposable';
import { Throttle } from './throttle';
import type { TrapStore } from './trap-store';
import type { Turns } from './turns';

/** So many traps are judged unasked: nobody answers more at a time, and each takes milliseconds. */
export const JUDGED_MOST = 500;
/** Then others have their turn. */
const SLICE_MS = 5;
const PROGRESS_MS = 200;

/** Whose judgement takes milliseconds, and is kept. */
interface Judge {
  /** Whether nothing is left to judge. */
  isKnown(trap: Trap): boolean;
  judge(trap: Trap): void;
}

/** Judges the first traps, and others that are asked for, in slices that leave the extension host to others. */
export class Judging extends Disposable {
  /** Beyond those that are judged unasked. */
  readonly #asked = new Set<string>();
  /** Whether a slice is asked for. */
  #awaited = false;
  readonly #progress: Throttle;

  /** @param tell called when all is judged, and while it is not, some times a second */
  constructor(
    private readonly turns: Turns,
    private readonly traps: TrapStore,
    private readonly judge: Judge,
    private readonly tell: () => void,
  ) {
    super();
    this.#progress = this.register(new Throttle(tell, PROGRESS_MS));
    this.register(
      traps.onDidClear(() => {
        this.#asked.clear();
      }),
    );
  }

  /** It follows soon, which is told. */
  ask(trap: Trap): void {
    this.#asked.add(trap.key);
    this.#judgeInTurn();
  }

  /** Something is different: what is not judged yet comes first. */
  update(): void {
    if (this.#awaited) this.#progress.request();
    else this.#judgeInTurn();
  }

  #judgeInTurn(): void {
    if (this.#awaited) return;
    this.#awaited = true;
    this.turns.run(() => {
      this.#awaited = false;
      this.#judge();
    });
  }

  /** Judges for some milliseconds; what is left follows when others had their turn. */
  #judge(): void {
    if (this.disposed) return;
    const end = performance.now() + SLICE_MS;
    for (const trap of this.#wanted()) {
      if (this.judge.isKnown(trap)) continue;
      if (performance.now() > end) {
        this.#judgeInTurn();
        this.#progress.request();
        return;
      }
      this.judge.judge(trap);
    }
    this.tell();
  }

  *#wanted(): Iterable<Trap> {
    yield* this.traps.traps.slice(0, JUDGED_MOST);
    for (const key of this.#asked) {
      const trap = this.traps.byKey(key);
      if (trap) yield trap;
    }
  }
}
