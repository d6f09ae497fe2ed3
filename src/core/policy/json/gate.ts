import type { Node } from 'jsonc-parser';
import type { JsonDocument } from './document';
import { textOf } from './document';

/** Go's names of architectures, as profiles give them, by Rust's `target_arch`. */
const TARGETS: ReadonlyMap<string, string> = new Map([
  ['amd64', 'x86_64'],
  ['x86', 'x86'],
  ['386', 'x86'],
  ['arm64', 'aarch64'],
  ['arm', 'arm'],
  ['riscv64', 'riscv64'],
  ['s390x', 's390x'],
  ['ppc64le', 'powerpc64'],
  ['loong64', 'loongarch64'],
]);

/**
 * What a rule of a profile depends on, as a predicate: architectures, capabilities that the container
 * is given, the kernel's version (moby `profiles/seccomp`, `Includes` and `Excludes`). Null: nothing.
 */
export function gateOf(document: JsonDocument, rule: ReadonlyMap<string, Node>): string | null {
  const includes = membersOf(document, rule.get('includes'));
  const excludes = membersOf(document, rule.get('excludes'));
  const arches = (from: ReadonlyMap<string, Node>): string[] =>
    textsIn(from.get('arches')?.children).map(
      (one) => `target_arch = "${TARGETS.get(one) ?? one}"`,
    );
  const caps = (from: ReadonlyMap<string, Node>): string[] =>
    textsIn(from.get('caps')?.children).map((one) => `cap = "${one}"`);
  const kernel = (from: ReadonlyMap<string, Node>): string[] =>
    textsIn([from.get('minKernel')]).map((one) => `min_kernel = "${one}"`);
  const parts = [
    ...anyOf(arches(includes)),
    ...caps(includes),
    ...kernel(includes),
    ...anyOf([...arches(excludes), ...caps(excludes), ...kernel(excludes)]).map(
      (one) => `not(${one})`,
    ),
  ];
  if (parts.length < 2) return parts[0] ?? null;
  return `all(${parts.join(', ')})`;
}

/**
 * A predicate as it is for a container that was given no capabilities: a call that was refused was
 * refused to one without them.
 */
export function withoutCapabilities(cfg: string | null): string | null {
  return cfg?.replace(/\bcap = "[^"]*"/g, 'any()') ?? null;
}

function anyOf(parts: readonly string[]): string[] {
  if (parts.length < 2) return [...parts];
  return [`any(${parts.join(', ')})`];
}

function membersOf(document: JsonDocument, node: Node | undefined): ReadonlyMap<string, Node> {
  return node?.type === 'object' ? document.members(node) : new Map<string, Node>();
}

/** A quote in a name would end the predicate's. */
function textsIn(nodes: readonly (Node | undefined)[] = []): string[] {
  return nodes.flatMap((one) => textOf(one)?.replaceAll('"', '') ?? []);
}
