import fc from 'fast-check';
import { withCrlf, withTabs } from '../support';

/** How a file is written, whatever it says. */
export interface Dress {
  readonly crlf: boolean;
  readonly tabs: boolean;
  readonly mark: boolean;
}

export const dress: fc.Arbitrary<Dress> = fc.record({
  crlf: fc.boolean(),
  tabs: fc.boolean(),
  mark: fc.boolean(),
});

export function dressed(text: string, { crlf, tabs, mark }: Dress): string {
  const indented = tabs ? withTabs(text) : text;
  return `${mark ? '\uFEFF' : ''}${crlf ? withCrlf(indented) : indented}`;
}
