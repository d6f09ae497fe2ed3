/**
 * What the extension and the decoder's webview say to each other: types only, since they are built
 * apart. Every text is for showing as text, in the editor's language; none is markup.
 */

/** One thing about the trap in words: `Action` · `log` · `the call was let through and noted`. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  /** What the value means, where it does not say it itself. */
  readonly note: string | null;
  /** Set in the editor's font. */
  readonly code: boolean;
}

export interface DiffLine {
  readonly kind: 'context' | 'added' | 'removed';
  /** 1-based, in the text after the change, or before it for `removed`. */
  readonly line: number;
  readonly text: string;
}

export interface RemedyCard {
  readonly id: string;
  readonly title: string;
  /** File and line: `src/filter.rs:28`. */
  readonly place: string;
  readonly wider: boolean;
  readonly warnings: readonly string[];
  /** Each hunk a run of neighbouring lines. */
  readonly diff: readonly (readonly DiffLine[])[];
}

export interface EvidenceLine {
  readonly index: number;
  /** The link's text: `14:03:59.123 · vmm.log, line 3`. */
  readonly place: string;
  readonly text: string;
}

export type Standing =
  | { readonly kind: 'allowed'; readonly message: string; readonly place: string }
  | {
      readonly kind: 'open';
      readonly remedies: readonly RemedyCard[];
      /** Why a source offers nothing. */
      readonly notes: readonly string[];
      /** Below the notes: for those who have read them. */
      readonly wider: readonly RemedyCard[];
      /** Why nobody is asked about it; null where somebody is. */
      readonly ignored: string | null;
      /** The line that allows what was refused again. */
      readonly again: string | null;
    };

/** A stretch of the sentence; names and calls are set off. */
interface SentencePart {
  readonly kind: 'words' | 'name' | 'call';
  readonly text: string;
}

export interface LoopStep {
  readonly step: string;
  readonly label: string;
  readonly state: 'done' | 'skipped' | 'now' | 'todo' | 'failed';
  /** For who sees no icon: `done`. */
  readonly stateLabel: string;
  readonly detail: string | null;
}

/** The way from the refusal to its proof, and where it stands. */
export interface Loop {
  readonly label: string;
  readonly steps: readonly LoopStep[];
  /** The next thing to do, in one sentence. */
  readonly here: string;
}

/** A field of the request, from the highest bit down. */
export interface RequestField {
  readonly field: 'dir' | 'size' | 'type' | 'nr';
  /** `31–30`. */
  readonly range: string;
  /** Its digits, highest first. */
  readonly bits: string;
  readonly label: string;
  readonly value: string;
  readonly meaning: string | null;
}

/** An ioctl's request as the 32 bits that it is. */
export interface RequestView {
  /** Empty where no table has a name for it. */
  readonly name: string;
  readonly number: string;
  readonly caption: string;
  readonly headings: readonly string[];
  readonly fields: readonly RequestField[];
}

/** A page of a manual. The address is made of our tables' names, never of a log's. */
export interface ManualLink {
  readonly text: string;
  readonly label: string;
  readonly href: string;
}

export interface TrapPage {
  readonly key: string;
  readonly title: string;
  readonly sentence: readonly SentencePart[];
  /** What the list that lacks it allows instead; null where no one list is meant. */
  readonly beside: string | null;
  readonly severity: 'error' | 'warning' | 'info';
  readonly loop: Loop;
  readonly signature: string | null;
  readonly request: RequestView | null;
  readonly facts: readonly Fact[];
  readonly manual: readonly ManualLink[];
  readonly standing: Standing;
  readonly evidence: readonly EvidenceLine[];
  /** Sightings that are counted but not kept, in words; null where there are none. */
  readonly moreEvidence: string | null;
  /** The fields of the latest record, as the line has them. */
  readonly fields: readonly Fact[];
}

/** Headings and labels, which the webview cannot translate itself. */
export interface Words {
  /** Of the page that is about no trap. */
  readonly title: string;
  readonly answer: string;
  readonly call: string;
  readonly evidence: string;
  readonly record: string;
  readonly wider: string;
  readonly allow: string;
  /** Instead of `allow` on a wider remedy, which is reviewed first. */
  readonly review: string;
  /** Opens the change in the editor's diff. */
  readonly compare: string;
  readonly openFile: string;
  readonly added: string;
  readonly removed: string;
  readonly stopIgnoring: string;
}

export type Page =
  | { readonly kind: 'empty'; readonly message: string; readonly button: string | null }
  | { readonly kind: 'trap'; readonly trap: TrapPage };

/** The whole of what is to be seen; sent on `ready` and after every change. */
export interface ToPanel {
  readonly type: 'show';
  readonly page: Page;
  readonly words: Words;
}

export type FromPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'openEvidence'; readonly key: string; readonly index: number }
  | { readonly type: 'apply'; readonly key: string; readonly remedy: string }
  | { readonly type: 'openRemedy'; readonly key: string; readonly remedy: string }
  | { readonly type: 'compare'; readonly key: string; readonly remedy: string }
  | { readonly type: 'stopIgnoring'; readonly key: string }
  | { readonly type: 'openAllowed'; readonly key: string }
  | { readonly type: 'watchLogFile' };
