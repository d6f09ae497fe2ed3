/** What rustfmt's configuration says about the width of a line (rustfmt `Configurations.md`). */
export interface Format {
  /** `max_width`. */
  readonly line: number;
  /** `array_width`: what may stand inside one pair of array brackets on one line. */
  readonly array: number;
  /** `fn_call_width`: the same for a call's arguments. */
  readonly call: number;
  /** `chain_width`: a chain of several method calls on one line. */
  readonly chain: number;
  /** `tab_spaces`: one step of indentation, in columns. */
  readonly tab: number;
  /** `hard_tabs`; null where nothing says so, and the text itself tells. */
  readonly hardTabs: boolean | null;
}

/** `rustfmt --print-config default`. */
export const DEFAULT_FORMAT: Format = {
  line: 100,
  array: 60,
  call: 60,
  chain: 60,
  tab: 4,
  hardTabs: null,
};
