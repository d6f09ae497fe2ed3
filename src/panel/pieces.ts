import type { DiffLine, EvidenceLine, Fact, ManualLink, Words } from '../features/decoder/protocol';
import type { Shape } from './shape';

export function icon(name: string, className = ''): Shape {
  return {
    tag: 'vscode-icon',
    attributes: { name, 'aria-hidden': 'true', ...(className === '' ? {} : { class: className }) },
  };
}

/** For who hears the page instead of seeing it. */
export function hidden(text: string): Shape {
  return { tag: 'span', key: 'hidden', attributes: { class: 'hidden' }, text };
}

/** Text that leads somewhere. A button, since it opens an editor and no address. */
export function link(text: string, label: string, click: () => void): Shape {
  return {
    tag: 'button',
    attributes: { class: 'link', type: 'button', 'aria-label': label },
    text,
    on: { click },
  };
}

/** Links that leave the editor. */
export function manual(links: readonly ManualLink[]): Shape | null {
  if (links.length === 0) return null;
  return {
    tag: 'p',
    key: 'manual',
    attributes: { class: 'manual' },
    children: [
      icon('book'),
      ...links.map(({ text, label, href }) => ({
        tag: 'a',
        key: href,
        attributes: { href, 'aria-label': label },
        text,
      })),
    ],
  };
}

/** A remark with an icon in front. */
export function remark(name: string, className: string, text: string): Shape {
  return {
    tag: 'p',
    key: text,
    attributes: { class: `remark ${className}` },
    children: [icon(name), { tag: 'span', text }],
  };
}

export function facts(rows: readonly Fact[]): Shape {
  return {
    tag: 'dl',
    attributes: { class: 'facts' },
    children: rows.flatMap(({ label, value, note, code }) => [
      { tag: 'dt', key: label, text: label },
      {
        tag: 'dd',
        key: label,
        children: [
          { tag: code ? 'code' : 'span', text: value },
          note === null ? null : { tag: 'small', text: note },
        ],
      },
    ]),
  };
}

/** The lines of one hunk, without the indentation that they share: a side panel is narrow. */
export function diff(lines: readonly DiffLine[], index: number, words: Words): Shape {
  const written = lines.filter(({ text }) => text.trim() !== '');
  const indents = written.map(({ text }) => /^\s*/.exec(text)?.[0].length ?? 0);
  const indent = indents.length === 0 ? 0 : Math.min(...indents);
  return {
    tag: 'div',
    key: `hunk ${index}`,
    attributes: { class: 'hunk' },
    children: lines.map(({ kind, line, text }) => ({
      tag: 'div',
      key: `${kind} ${line}`,
      attributes: { class: kind },
      children: [
        { tag: 'span', attributes: { class: 'number' }, text: String(line) },
        sign(kind, words),
        { tag: 'span', attributes: { class: 'text' }, text: text.slice(indent) },
      ],
    })),
  };
}

function sign(kind: DiffLine['kind'], words: Words): Shape {
  const label = kind === 'context' ? {} : { role: 'img', 'aria-label': words[kind] };
  return { tag: 'span', key: 'sign', attributes: { class: 'sign', ...label }, text: SIGNS[kind] };
}

const SIGNS = { added: '+', removed: '-', context: ' ' } as const;

export function evidence(
  lines: readonly EvidenceLine[],
  more: string | null,
  open: (index: number) => void,
): Shape {
  const rows: Shape[] = lines.map(({ index, place, text }) => ({
    tag: 'li',
    key: String(index),
    children: [
      link(place, place, () => {
        open(index);
      }),
      { tag: 'code', attributes: { class: 'line' }, text },
    ],
  }));
  if (more !== null) {
    rows.splice(Math.ceil(rows.length / 2), 0, {
      tag: 'li',
      key: 'more',
      attributes: { class: 'quiet' },
      text: more,
    });
  }
  return { tag: 'ul', attributes: { class: 'evidence' }, children: rows };
}
