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

/** Before a header: what many of them use and do not include. */
export const PRELUDE: readonly string[] = [
  'stddef.h',
  'stdint.h',
  'stdbool.h',
  'linux/types.h',
  'linux/ioctl.h',
  'linux/time.h',
  'sys/socket.h',
  'linux/fiemap.h',
  'linux/blktrace_api.h',
  'linux/blkpg.h',
  'linux/filter.h',
  'linux/atmdev.h',
  'asm/termbits.h',
  'linux/videodev2.h',
  'linux/major.h',
  'linux/serial.h',
];

/** By the syscall table's column, the newest that Debian 12 has; it has none for loongarch64. */
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

/**
 * The headers that rows are made of, all three of one kernel version, which unlike the machine's own
 * does not move with Debian's kernel updates.
 */
const PINNED = { x86_64: 'amd64', aarch64: 'arm64', riscv64: 'riscv64' } as const;
export type PinnedArch = keyof typeof PINNED;

const PINNED_VERSION = '6.1.4-1';

/** What to cite for `pinnedHeaders`. */
export const PINNED_SOURCE = `linux-libc-dev ${PINNED_VERSION}`;

/**
 * The pinned headers of an architecture.
 * @throws when its package is missing or of another version, naming what to install.
 */
export function pinnedHeaders(arch: PinnedArch): Headers {
  const debian = `linux-libc-dev-${PINNED[arch]}-cross`;
  const wanted = `${PINNED_VERSION}cross1`;
  const found = run('dpkg-query', ['-W', '-f', '${Version}', debian], 'Debian package dpkg').stdout;
  if (found !== wanted) {
    throw new Error(`install Debian package ${debian}=${wanted} (there is ${found || 'none'})`);
  }
  return cross(`${arch}-linux-gnu`, PINNED[arch]);
}

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

/**
 * What macros stand for, down to the kernel's `_IOC(dir, type, nr, size)`, which is left as it is, so
 * that what makes a request can be told from other numbers. A macro that is not defined gives its own name.
 */
export function expansionsOf(
  headers: Headers,
  includes: readonly string[],
  names: readonly string[],
): Map<string, string> {
  const lines = [
    ...includes.map((header) => `#include <${header}>`),
    '#undef _IOC',
    ...names.map((name) => `expansion_of_${name}: ${name}`),
  ];
  const { stdout } = clang(headers, ['-E', '-P'], `${lines.join('\n')}\n`);
  const found = stdout.matchAll(/^expansion_of_(\w+): (.*)$/gm);
  return new Map([...found].map(([, name = '', text = '']) => [name, text]));
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

const PARTS = [
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
] as const;

/**
 * Every header of the kernel under an include folder that defines macros without parameters which are
 * wanted: [header, their names].
 * @param wanted is told the macro's name and what its line gives it.
 */
export function headersDefining(
  headers: Headers,
  wanted: (name: string, definition: string) => boolean,
): (readonly [string, readonly string[]])[] {
  const found: (readonly [string, readonly string[]])[] = [];
  for (const folder of headers.folders) {
    for (const part of PARTS) {
      for (const file of listHeaders(path.join(folder, part))) {
        const text = readFileSync(path.join(folder, part, file), 'utf8').replaceAll('\\\n', ' ');
        const defined = [...text.matchAll(/^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+(.*)/gm)]
          .filter(([, name = '', definition = '']) => wanted(name, definition))
          .map(([, name = '']) => name);
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
