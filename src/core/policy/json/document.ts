import * as l10n from '@vscode/l10n';
import type { Node, ParseError } from 'jsonc-parser';
import { parseTree } from 'jsonc-parser/lib/esm/impl/parser.js';
import { createScanner } from 'jsonc-parser/lib/esm/impl/scanner.js';
import { Lines } from '../../text/lines';
import type { Span } from '../../text/span';
import { oneLine } from '../../text/untrusted';
import type { PolicyProblem } from '../model';
import type { Layout, Located } from '../places';
import { parseReason } from './parse-reasons';

/** jsonc-parser's `SyntaxKind`, which its types keep from modules that are compiled one by one. */
const OPENING: ReadonlySet<number> = new Set([1, 3]);
const CLOSING: ReadonlySet<number> = new Set([2, 4]);
const COMMA: ReadonlySet<number> = new Set([5]);
const END: ReadonlySet<number> = new Set([17]);

/** Deeper than any policy; the parser calls itself for each level. */
const DEPTH = 100;

/** A message quotes keys, which may be of any length. */
const MESSAGE_MAX = 400;

/** Whether a text is JSON: a `{` comes first but for blanks and comments, as it never does in Rust. */
export function isJson(text: string): boolean {
  return /^\uFEFF?(?:\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*\{/.test(text.slice(0, 10_000));
}

/** One JSON text, with what is wrong in it. Comments are taken, as editors and some programs do. */
export class JsonDocument {
  readonly lines: Lines;
  readonly problems: PolicyProblem[] = [];
  /** Null where nothing can be read. */
  readonly root: Node | null;

  constructor(readonly text: string) {
    this.lines = new Lines(text);
    this.root = this.parse();
  }

  private parse(): Node | null {
    // A byte order mark is no part of the grammar: it is looked over, and stays where it is.
    const body = this.text.startsWith('\uFEFF') ? ` ${this.text.slice(1)}` : this.text;
    const all = { start: 0, end: this.text.length };
    if (isTooDeep(body)) {
      this.problem(all, l10n.t('Brackets nest too deeply to be read.'), true);
      return null;
    }
    const errors: ParseError[] = [];
    const root = parseTree(body, errors);
    const [first] = errors;
    if (first) {
      const line = this.lines.lineAt(first.offset);
      // Whatever stands behind an error is paired by guess: no part of the file is sure.
      const why = parseReason(first);
      const message = l10n.t('Line {0} is not JSON that can be parsed ({1}).', line, why);
      this.problems.push({ span: all, line, message, blocks: true });
    }
    return root ?? null;
  }

  located(node: Node): Located {
    return { span: spanOf(node), line: this.lines.lineAt(node.offset) };
  }

  problem(span: Span, message: string, blocks = false): void {
    const line = this.lines.lineAt(span.start);
    this.problems.push({ span, line, message: oneLine(message, MESSAGE_MAX), blocks });
  }

  /** Something that is not what it should be; nothing is read from it. */
  strange(node: Node, what: string): void {
    this.problem(spanOf(node), `${what}: ${this.quote(node)}`);
  }

  /** A value as written, on one line, cut. */
  quote(node: Node): string {
    const { start, end } = spanOf(node);
    const line = this.text.slice(start, Math.min(end, start + 200)).replace(/\s+/g, ' ');
    return line.length > 60 ? `${line.slice(0, 59)}…` : line;
  }

  /** The members of an object by their keys. A key that stands twice blocks every edit of it. */
  members(object: Node): ReadonlyMap<string, Node> {
    const members = new Map<string, Node>();
    for (const property of object.children ?? []) {
      const [key, value] = property.children ?? [];
      if (!key || !value || typeof key.value !== 'string') continue;
      if (members.has(key.value)) {
        const where = l10n.t(
          '"{0}" stands twice in one object, at line {1}',
          key.value,
          this.lines.lineAt(key.offset),
        );
        this.problem(
          spanOf(object),
          l10n.t('{0}: readers of JSON disagree on which counts.', where),
          true,
        );
      }
      members.set(key.value, value);
    }
    return members;
  }

  /** A whole number, exactly; null for all else. */
  integer(node: Node | undefined): bigint | null {
    if (node?.type !== 'number') return null;
    const written = this.text.slice(node.offset, node.offset + node.length);
    return /^-?\d{1,20}$/.test(written) ? BigInt(written) : null;
  }

  layout(array: Node): Layout {
    const scanner = createScanner(this.text, true);
    const items = (array.children ?? []).map((child) => {
      const { start, end } = spanOf(child);
      scanner.setPosition(end);
      const comma = COMMA.has(scanner.scan()) ? scanner.getTokenOffset() : null;
      return { start, end, comma };
    });
    const end = array.offset + array.length;
    const closed = this.text[end - 1] === ']';
    const body = { start: array.offset + 1, end: closed ? end - 1 : end };
    return { kind: 'json', body, items, macro: null };
  }
}

export function spanOf({ offset, length }: Node): Span {
  return { start: offset, end: offset + length };
}

export function textOf(node: Node | undefined): string | null {
  return node?.type === 'string' && typeof node.value === 'string' ? node.value : null;
}

function isTooDeep(text: string): boolean {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let token: number = scanner.scan(); !END.has(token); token = scanner.scan()) {
    if (OPENING.has(token)) depth += 1;
    if (CLOSING.has(token)) depth -= 1;
    if (depth > DEPTH) return true;
  }
  return false;
}
