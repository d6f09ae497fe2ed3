import type { RemedyCard, Standing, TrapPage } from '../features/decoder/protocol';
import { diff, link, remark } from './pieces';
import { section, type Page } from './section';
import type { Shape } from './shape';

/** What can be done about a trap, or what has been. */
export function answer({ key, standing }: TrapPage, page: Page): Shape {
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
