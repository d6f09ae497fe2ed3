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
    };

export interface TrapPage {
  readonly key: string;
  readonly title: string;
  readonly sentence: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly signature: string | null;
  readonly facts: readonly Fact[];
  readonly standing: Standing;
  readonly evidence: readonly EvidenceLine[];
  /** Sightings that are counted but not kept, in words; null where there are none. */
  readonly moreEvidence: string | null;
  /** The fields of the latest record, as the line has them. */
  readonly fields: readonly Fact[];
}

/** Headings and labels, which the webview cannot translate itself. */
export interface Words {
  readonly answer: string;
  readonly call: string;
  readonly evidence: string;
  readonly record: string;
  readonly wider: string;
  readonly allow: string;
  /** Instead of `allow` on a wider remedy, which is reviewed first. */
  readonly review: string;
  readonly openFile: string;
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
  | { readonly type: 'openAllowed'; readonly key: string }
  | { readonly type: 'watchLogFile' };
