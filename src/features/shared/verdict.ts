import type { OfferedRemedy } from './offers';
import type { PolicySource } from './policy-source';

/** The line, from 1, that lets a call through. */
export interface AllowedPlace {
  readonly source: PolicySource;
  readonly line: number;
}

/** An allowlist lets the call through by now. */
export interface AllowedVerdict extends AllowedPlace {
  readonly kind: 'allowed';
  readonly message: string;
}

/** Needs a person. */
export interface OpenVerdict {
  readonly kind: 'open';
  /** Narrowest first; empty where nothing can be offered. */
  readonly remedies: readonly OfferedRemedy[];
  /** One sentence for each source that offers nothing, and why. */
  readonly notes: readonly string[];
  /** Where an allowlist lets it through: it was refused again since. */
  readonly again?: AllowedPlace;
}

/** Where a trap stands against the workspace's allowlists. */
export type Verdict = AllowedVerdict | OpenVerdict;
