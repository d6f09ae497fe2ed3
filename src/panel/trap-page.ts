import type {
  FromPanel,
  RemedyCard,
  Standing,
  TrapPage,
  Words,
} from '../features/decoder/protocol';
import { loop, request } from './drawings';
import { diff, evidence, facts, icon, link, manual, remark } from './pieces';
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
        sentence(trap),
        loop(trap.loop),
      ],
    },
    answer(trap, page),
    section(page, 'call', words.call, true, [
      trap.signature === null
        ? null
        : { tag: 'code', attributes: { class: 'signature' }, text: trap.signature },
      trap.request === null ? null : request(trap.request),
      facts(trap.facts),
      manual(trap.manual),
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

const PART_TAGS = { words: 'span', name: 'strong', call: 'code' } as const;

function sentence({ sentence: parts, beside }: TrapPage): Shape {
  return {
    tag: 'p',
    attributes: { class: 'sentence' },
    children: [
      ...parts.map(({ kind, text }, at) => ({ tag: PART_TAGS[kind], key: String(at), text })),
      beside === null ? null : { tag: 'span', key: 'beside', text: ` ${beside}` },
    ],
  };
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
          ignored(key, standing, page),
          ...standing.remedies.map((card) => remedy(key, card, page)),
          ...standing.notes.map((note) =>
            standing.again === null
              ? remark('info', 'info', note)
              : remark('warning', 'warning', note),
          ),
          standing.again === null ? null : allowedLink(key, standing.again, page),
          ...standing.wider.map((card) => remedy(key, card, page)),
        ]
      : []),
  ]);
}

function ignored(
  key: string,
  { ignored: why }: Extract<Standing, { kind: 'open' }>,
  { words, send }: Page,
): Shape | null {
  if (why === null) return null;
  return {
    tag: 'div',
    key: 'ignored',
    attributes: { class: 'ignored' },
    children: [
      remark('bell-slash', 'info', why),
      link(words.stopIgnoring, words.stopIgnoring, () => {
        send({ type: 'stopIgnoring', key });
      }),
    ],
  };
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
    children: [remark('pass', 'passed', message), allowedLink(key, place, page)],
  };
}

function allowedLink(key: string, place: string, { words, send }: Page): Shape {
  return link(place, `${words.openFile}: ${place}`, () => {
    send({ type: 'openAllowed', key });
  });
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
              'aria-label': card.wider ? `${words.review} ${card.title}` : card.title,
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
          {
            tag: 'vscode-toolbar-button',
            attributes: { icon: 'diff', label: words.compare, title: words.compare },
            on: {
              click: () => {
                send({ type: 'compare', key, remedy: card.id });
              },
            },
          },
        ],
      },
      {
        tag: 'div',
        attributes: { class: 'diff', role: 'group', 'aria-label': card.place },
        children: card.diff.map((lines, index) => diff(lines, index, words)),
      },
    ],
  };
}
