import type {
  FromPanel,
  RemedyCard,
  Standing,
  TrapPage,
  Words,
} from '../features/decoder/protocol';
import { diff, evidence, facts, icon, link, remark } from './pieces';
import type { Shape } from './shape';

/** What the page can do: speak to the extension, and remember what is folded. */
export interface Page {
  readonly words: Words;
  readonly send: (message: FromPanel) => void;
  readonly isOpen: (section: string, unlessChanged: boolean) => boolean;
  readonly setOpen: (section: string, open: boolean) => void;
}

const SEVERITY_ICONS = { error: 'error', warning: 'circle-slash', info: 'eye' } as const;

/** The whole of what is known of one trap, the most needed first. */
export function trapPage(trap: TrapPage, page: Page): Shape[] {
  const { words } = page;
  const allowed = trap.standing.kind === 'allowed';
  return [
    {
      tag: 'header',
      children: [
        {
          tag: 'h1',
          children: [
            allowed ? icon('pass', 'passed') : icon(SEVERITY_ICONS[trap.severity], trap.severity),
            { tag: 'span', text: trap.title },
          ],
        },
        { tag: 'p', attributes: { class: 'sentence' }, text: trap.sentence },
      ],
    },
    answer(trap, page),
    section(page, 'call', words.call, true, [
      trap.signature === null
        ? null
        : { tag: 'code', attributes: { class: 'signature' }, text: trap.signature },
      facts(trap.facts),
    ]),
    section(page, 'evidence', words.evidence, true, [
      evidence(trap.evidence, trap.moreEvidence, (index) => {
        page.send({ type: 'openEvidence', key: trap.key, index });
      }),
    ]),
    trap.fields.length === 0
      ? null
      : section(page, 'record', words.record, false, [facts(trap.fields)]),
  ].filter((shape) => shape !== null);
}

/**
 * A part that folds. `<details>` rather than the toolkit's collapsible, whose header says neither to
 * a screen reader that it is a button nor whether it is open.
 */
function section(
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

function answer({ key, standing }: TrapPage, page: Page): Shape {
  return section(page, 'answer', page.words.answer, true, [
    ...(standing.kind === 'allowed' ? [allowed(key, standing, page)] : []),
    ...(standing.kind === 'open'
      ? [
          ...standing.remedies.map((card) => remedy(key, card, page)),
          ...standing.notes.map((note) => remark('info', 'info', note)),
          ...standing.wider.map((card) => remedy(key, card, page)),
        ]
      : []),
  ]);
}

function allowed(
  key: string,
  { message, place }: Extract<Standing, { kind: 'allowed' }>,
  page: Page,
): Shape {
  return {
    tag: 'div',
    key: 'allowed',
    attributes: { class: 'allowed' },
    children: [
      remark('pass', 'passed', message),
      link(place, `${page.words.openFile}: ${place}`, () => {
        page.send({ type: 'openAllowed', key });
      }),
    ],
  };
}

function remedy(key: string, card: RemedyCard, page: Page): Shape {
  const { words, send } = page;
  const heading = `remedy ${card.id}`;
  return {
    tag: 'article',
    key: card.id,
    attributes: { 'aria-labelledby': heading },
    children: [
      {
        tag: 'h3',
        attributes: { id: heading },
        children: [
          { tag: 'span', text: card.title },
          card.wider ? { tag: 'vscode-badge', text: words.wider } : null,
        ],
      },
      ...card.warnings.map((warning) => remark('warning', 'warning', warning)),
      {
        tag: 'div',
        attributes: { class: 'actions' },
        children: [
          {
            tag: 'vscode-button',
            attributes: {
              'aria-label': card.title,
              ...(card.wider ? { secondary: '' } : {}),
            },
            text: card.wider ? words.review : words.allow,
            on: {
              click: () => {
                send({ type: 'apply', key, remedy: card.id });
              },
            },
          },
          link(card.place, `${words.openFile}: ${card.place}`, () => {
            send({ type: 'openRemedy', key, remedy: card.id });
          }),
        ],
      },
      {
        tag: 'div',
        attributes: { class: 'diff', role: 'group', 'aria-label': card.place },
        children: card.diff.map(diff),
      },
    ],
  };
}
