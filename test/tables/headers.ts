/** What Debian's kernel headers say, asked of clang for each architecture. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fromPackage, run } from './tools';

/** Headers of one architecture. */
export interface Headers {
  /** clang's name for it. */
  readonly target: string;
  /** Include folders: stand-ins, clang's own, the kernel's. */
  readonly folders: readonly string[];
}

/** Stands in for the C library, which the cross packages do not have. */
const STUBS = path.join(import.meta.dirname, 'stubs');

/** The folders before the kernel's: for size_t and the fixed-width types. */
function ownFolders(): string[] {
  const clangs = run('clang', ['-print-resource-dir'], 'Debian package clang').stdout.trim();
  return [STUBS, path.join(clangs, 'include')];
}

const native = (target: string): Headers => ({
  target,
  folders: [
    ...ownFolders(),
    fromPackage('/usr/include/x86_64-linux-gnu', 'linux-libc-dev'),
    '/usr/include',
  ],
});

const cross = (triple: string, debian: string): Headers => ({
  target: triple,
  folders: [
    ...ownFolders(),
    fromPackage(`/usr/${triple}/include`, `linux-libc-dev-${debian}-cross`),
  ],
});

/** By the syscall table's column; Debian 12 has none for loongarch64. */
export const HEADERS: Readonly<Record<string, () => Headers>> = {
  x86_64: () => native('x86_64-linux-gnu'),
  x32: () => native('x86_64-linux-gnux32'),
  i386: () => native('i686-linux-gnu'),
  aarch64: () => cross('aarch64-linux-gnu', 'arm64'),
  arm: () => cross('arm-linux-gnueabihf', 'armhf'),
  riscv64: () => cross('riscv64-linux-gnu', 'riscv64'),
  s390x: () => cross('s390x-linux-gnu', 's390x'),
  ppc64le: () => cross('powerpc64le-linux-gnu', 'ppc64el'),
};

/** Names of the object-like macros that a header defines, includes and all. */
export function macrosOf(headers: Headers, header: string): string[] {
  const { stdout } = clang(headers, ['-E', '-dM'], `#include <${header}>\n`);
  return [...stdout.matchAll(/^#define (\w+) /gm)].map(([, name = '']) => name);
}

/**
 * The values, unsigned 32-bit, that macros have once their headers are included: clang compiles a
 * variable for each and writes its initial value into LLVM's text form.
 * A macro that does not compile to a constant is left out, whatever the reason.
 */
export function valuesOf(
  headers: Headers,
  includes: readonly string[],
  names: readonly string[],
): Map<string, number> {
  let left = names;
  for (;;) {
    const head = includes.map((header) => `#include <${header}>`);
    const lines = [
      ...head,
      ...left.map((name) => `unsigned int value_of_${name} = (unsigned int)(${name});`),
    ];
    const { ok, stdout, stderr } = clang(headers, ['-S', '-emit-llvm'], `${lines.join('\n')}\n`);
    if (ok) {
      const found = stdout.matchAll(/^@value_of_(\w+) = .*global i32 (-?\d+|zeroinitializer)/gm);
      return new Map([...found].map(([, name = '', value]) => [name, Number(value) >>> 0]));
    }
    const bad = new Set(
      [...stderr.matchAll(/^<stdin>:(\d+):/gm)].map(([, line]) => Number(line) - 1 - head.length),
    );
    const next = left.filter((_, i) => !bad.has(i));
    if (next.length === left.length || next.length === 0) return new Map();
    left = next;
  }
}

function clang(headers: Headers, mode: readonly string[], source: string): ReturnType<typeof run> {
  return run(
    'clang',
    [
      `--target=${headers.target}`,
      '-ffreestanding',
      '-nostdinc',
      ...headers.folders.flatMap((folder) => ['-isystem', folder]),
      '-w',
      '-ferror-limit=0',
      ...mode,
      '-x',
      'c',
      '-o',
      '-',
      '-',
    ],
    'Debian package clang',
    source,
  );
}

/** Every header of the kernel under an include folder that defines one of the names: [header, its names]. */
export function headersDefining(
  headers: Headers,
  names: ReadonlySet<string>,
): (readonly [string, readonly string[]])[] {
  const found: (readonly [string, readonly string[]])[] = [];
  for (const folder of headers.folders) {
    for (const part of [
      'linux',
      'asm',
      'asm-generic',
      'sound',
      'drm',
      'misc',
      'mtd',
      'rdma',
      'scsi',
      'video',
      'xen',
    ]) {
      for (const file of listHeaders(path.join(folder, part))) {
        const text = readFileSync(path.join(folder, part, file), 'utf8');
        const defined = [...text.matchAll(/^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]/gm)]
          .map(([, name = '']) => name)
          .filter((name) => names.has(name));
        if (defined.length > 0) found.push([`${part}/${file}`, [...new Set(defined)]]);
      }
    }
  }
  return found;
}

function listHeaders(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.h'))
      .sort();
  } catch {
    return [];
  }
}
