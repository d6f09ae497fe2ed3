import * as l10n from '@vscode/l10n';
import {
  type Edit,
  type JSONPath,
  type Node,
  findNodeAtLocation,
  getNodeValue,
  modify,
  type ParseError,
  parseTree,
} from 'jsonc-parser';

/** The matchers that the manifest contributes; together they find what one line can say. */
const MATCHERS = ['$seccomp', '$seccomp-unnamed'] as const;

/** A change of `length` UTF-16 units at `offset`. */
export type JsonEdit = Edit;

/** How the file is indented. */
export interface Indent {
  readonly insertSpaces: boolean;
  readonly tabSize: number;
}

/**
 * The edits that add our matchers to a list of matchers in a JSON file with comments; all else, and
 * each comment, stays as it is. What the list must keep when there is none yet is `present`.
 * @param list the property's place: `['tasks', 0, 'problemMatcher']`
 * @returns none where they are there already
 * @throws SyntaxError where the file is no JSON, with the line of the first error
 */
export function addMatchers(
  text: string,
  list: JSONPath,
  indent: Indent,
  present: readonly string[] = [],
): readonly JsonEdit[] {
  const source = text.trim() === '' ? '{}\n' : text;
  const root = parsed(source);
  const node = findNodeAtLocation(root, list);
  const known = node ? textsOf(node) : present;
  const missing = MATCHERS.filter((name) => !known.includes(name));
  if (missing.length === 0) return [];
  if (!node) {
    const names = [...present, ...missing];
    const behind = behindLast(source, findNodeAtLocation(root, list.slice(0, -1)), list, names);
    if (behind !== null) return behind;
    const edits = modify(source, list, names, { formattingOptions: indent });
    if (source === text) return edits;
    return [{ offset: 0, length: text.length, content: applied(source, edits) }];
  }
  const names = missing.map((name) => JSON.stringify(name)).join(', ');
  if (node.type !== 'array') {
    return [
      { offset: node.offset, length: 0, content: '[' },
      { offset: node.offset + node.length, length: 0, content: `, ${names}]` },
    ];
  }
  const last = node.children?.at(-1);
  const offset = last ? last.offset + last.length : node.offset + 1;
  return [{ offset, length: 0, content: last ? `, ${names}` : names }];
}

/**
 * The edits that add the property on a line of its own behind the last one, and behind a comment that
 * stands on that one's line; null where the object is not written so.
 */
function behindLast(
  text: string,
  object: Node | undefined,
  list: JSONPath,
  names: readonly string[],
): readonly JsonEdit[] | null {
  const last = object?.type === 'object' ? object.children?.at(-1) : undefined;
  if (!object || !last) return null;
  const end = last.offset + last.length;
  const lineEnd = text.indexOf('\n', end);
  if (lineEnd === -1 || lineEnd >= object.offset + object.length - 1) return null;
  const rest = /^[ \t]*(?:(,)[ \t]*)?(?:\/\/.*\r?|\/\*(?:(?!\*\/).)*\*\/[ \t]*\r?|\r?)$/.exec(
    text.slice(end, lineEnd),
  );
  const begin = text.lastIndexOf('\n', last.offset) + 1;
  const indent = /^[ \t]*/.exec(text.slice(begin, last.offset))?.[0] ?? '';
  if (!rest || begin + indent.length !== last.offset) return null;
  const property = `${JSON.stringify(list.at(-1))}: [${names.map((it) => JSON.stringify(it)).join(', ')}]`;
  const lineBreak = text[lineEnd - 1] === '\r' ? '\r\n' : '\n';
  return [
    ...(rest[1] === ',' ? [] : [{ offset: end, length: 0, content: ',' }]),
    {
      offset: lineBreak === '\n' ? lineEnd : lineEnd - 1,
      length: 0,
      content: `${lineBreak}${indent}${property}${rest[1] ?? ''}`,
    },
  ];
}

/** A task of a tasks.json. */
export interface FoundTask {
  readonly index: number;
  readonly label: string;
  readonly type: string;
}

/** @throws SyntaxError where the file is no JSON */
export function tasksIn(text: string): readonly FoundTask[] {
  if (text.trim() === '') return [];
  const tasks = findNodeAtLocation(parsed(text), ['tasks'])?.children ?? [];
  return tasks.flatMap((node, index) => {
    const of = (key: string) => valueOf(findNodeAtLocation(node, [key]));
    const label = of('label') ?? of('taskName') ?? of('command');
    return label === null ? [] : [{ index, label, type: of('type') ?? '' }];
  });
}

function parsed(text: string): Node {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const error = errors[0];
  if (root && !error) return root;
  const line = text.slice(0, error?.offset ?? 0).split('\n').length;
  throw new SyntaxError(l10n.t('It is no JSON from line {0} on.', line));
}

function textsOf(node: Node): readonly string[] {
  const nodes = node.type === 'array' ? (node.children ?? []) : [node];
  return nodes.flatMap((each) => valueOf(each) ?? []);
}

function valueOf(node: Node | undefined): string | null {
  const value: unknown = node ? getNodeValue(node) : null;
  return typeof value === 'string' ? value : null;
}

function applied(text: string, edits: readonly JsonEdit[]): string {
  return [...edits]
    .sort((a, b) => b.offset - a.offset)
    .reduce(
      (now, { offset, length, content }) =>
        now.slice(0, offset) + content + now.slice(offset + length),
      text,
    );
}
