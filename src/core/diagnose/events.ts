import type { Remedy } from '../plan/remedy';
import type { CallRow, Refusal } from './refusal';

/**
 * What the loop is doing. `build`: cargo builds, untraced; `run`: the command runs as it is; `trace`:
 * it runs under strace; `loosen`: the filter's action is set to Log; `log`: it runs while only logged;
 * `judge`: the evidence is read; `review`: somebody decides; `apply`: the source is written; `restore`:
 * the filter's own action is put back.
 */
export type DiagnoseStep =
  'build' | 'run' | 'trace' | 'loosen' | 'log' | 'judge' | 'review' | 'apply' | 'restore';

/** What a loop tells while it works, in order. All texts are plain sentences, made fit for one line. */
export type DiagnoseEvent =
  | { readonly kind: 'round'; readonly round: number }
  | { readonly kind: 'step'; readonly step: DiagnoseStep; readonly text: string }
  /** What the command or cargo has printed, cut anywhere: untrusted. */
  | { readonly kind: 'output'; readonly bytes: Uint8Array }
  /** The calls of the traced run, most frequent first. */
  | { readonly kind: 'calls'; readonly rows: readonly CallRow[] }
  /** What stays unknown, or a person should know. */
  | { readonly kind: 'note'; readonly text: string };

/** One refused call with the ways to answer it. */
export interface ReviewRow {
  readonly refusal: Refusal;
  /** `ioctl(KVM_RUN) by vcpu0` */
  readonly title: string;
  /** One sentence each: what says so. */
  readonly evidence: readonly string[];
  /** Narrowest first; none where no change of the source answers it. */
  readonly remedies: readonly Remedy[];
  /** Which of `remedies` is offered first; null where none may be taken without a decision. */
  readonly preselected: number | null;
  /** Why there is no remedy, or why none is preselected. */
  readonly problem: string | null;
  /** The source that the remedies are planned against. */
  readonly before: string;
}

/** What is decided about a row: which of its remedies, or none. */
export type Choice = number | 'skip';

/** What a person is asked in a round. */
export interface Review {
  readonly round: number;
  readonly rows: readonly ReviewRow[];
  /** All calls of the traced run; none where it was not traced. */
  readonly calls: readonly CallRow[];
  /**
   * The ioctl requests that nothing refused and no filter was seen to let through, such as those that
   * came before it: none is preselected. Planned when first asked for.
   */
  readonly others: readonly ReviewRow[];
  /** The source that the remedies are planned against. */
  readonly before: string;
  /** What becomes of the source with these choices, one a row, then one of the others: for a live diff. */
  preview(choices: readonly Choice[]): string;
}

/**
 * How a loop ended. `passed`: the command passes under the filter as the source has it; `refused`:
 * calls stay refused; `failed`: it fails for another reason; `incomplete`: what was refused cannot be
 * told for certain; `cancelled`: by the person.
 */
export interface DiagnoseResult {
  readonly status: 'passed' | 'refused' | 'failed' | 'incomplete' | 'cancelled';
  /** One sentence. */
  readonly message: string;
  /** How often the command was run to learn something. */
  readonly rounds: number;
  /** Whether the filter's action in the source is the one that it had at the start. */
  readonly restored: boolean;
  /** What was written, all rounds together. */
  readonly applied: readonly ReviewRow[];
  /** What stays refused, with the remedies offered. */
  readonly left: readonly ReviewRow[];
  /** What shows that the filter that ran is the source's; null where nothing does. */
  readonly proof: string | null;
}

/** What a loop asks of whoever shows it. */
export interface DiagnoseHandlers {
  on(event: DiagnoseEvent): void;
  /** @returns a choice a row, in order, and then of the others; null to stop here, with the source as it is */
  review(review: Review): Promise<readonly Choice[] | null>;
}
