import type { Arch } from '../abi/types';
import type { Page } from '../plan/page';
import type { Allowlist, Filter } from '../policy/allowlist';
import type { RuleSet } from '../policy/entry';
import type { Constant, Policy } from '../policy/model';
import type { Located } from '../policy/places';
import type { Span, TextEdit } from '../text/span';
import type { CallEvidence } from './evidence';

/** SARIF's words. A note is worth knowing and fails no build. */
export type Level = 'error' | 'warning' | 'note';

/** A change that takes the cause of a finding away. */
export interface FindingFix {
  /** For a menu, one line: `Remove this entry`. */
  readonly title: string;
  /** Sorted, against the policy's own text. */
  readonly edits: readonly TextEdit[];
}

/** What a rule says about one place, before it is known which rule it was. */
export interface Draft {
  readonly span: Span;
  /** One sentence: what is in force because of it. */
  readonly message: string;
  /** Where it is not the rule's own. */
  readonly level?: Level;
  readonly fix?: FindingFix | null;
}

/** One finding in one version of one source. */
export interface Finding extends Located {
  /** The rule's code, `duplicate-entry`. */
  readonly rule: string;
  readonly level: Level;
  /** One sentence, one line, no markup; it quotes the source. */
  readonly message: string;
  readonly fix: FindingFix | null;
}

/** What a rule is given. Everything in it is compiled on some target and lies in sound source. */
export interface Context {
  readonly policy: Policy;
  /** Whose tables name numbers and requests where no cfg names another. */
  readonly arch: Arch;
  readonly page: Page;
  readonly lists: readonly Allowlist[];
  readonly filters: readonly Filter[];
  readonly constants: readonly Constant[];
  /** Every place that rules are written at, each once. */
  readonly ruleSets: readonly RuleSet[];
  readonly evidence: CallEvidence | null;
}

/** One thing that is looked for; `docs/findings.md` has a section for each code. */
export interface FindingRule {
  readonly code: string;
  readonly level: Level;
  /** A few words, as a heading. */
  readonly title: string;
  /** Why it matters, in a sentence or two. */
  readonly help: string;
  /** The code that it marks has no effect: an editor may grey it out. */
  readonly unused?: true;
  readonly find: (context: Context) => readonly Draft[];
}
