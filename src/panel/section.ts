import type { FromPanel, Words } from '../features/decoder/protocol';
import { icon } from './pieces';
import type { Shape } from './shape';

/** What the page can do: speak to the extension, and remember what is folded. */
export interface Page {
  readonly words: Words;
  readonly send: (message: FromPanel) => void;
  readonly isOpen: (section: string, unlessChanged: boolean) => boolean;
  readonly setOpen: (section: string, open: boolean) => void;
}

/**
 * A part that folds. `<details>` rather than the toolkit's collapsible, whose header says neither to
 * a screen reader that it is a button nor whether it is open.
 */
export function section(
  page: Page,
  name: string,
  title: string,
  open: boolean,
  children: readonly (Shape | null)[],
): Shape {
  return {
    tag: 'details',
    key: name,
    initial: page.isOpen(name, open) ? { open: '' } : {},
    on: {
      toggle: ({ target }) => {
        if (target instanceof HTMLDetailsElement) page.setOpen(name, target.open);
      },
    },
    children: [
      {
        tag: 'summary',
        children: [icon('chevron-right', 'chevron'), { tag: 'h2', text: title }],
      },
      { tag: 'div', attributes: { class: 'body' }, children },
    ],
  };
}
