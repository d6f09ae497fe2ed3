/**
 * The registry crates that the tables are made of: the one place where their versions are pinned.
 * All are under Apache-2.0, MIT or BSD licences, so that their data may be carried here.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Key (also the name the probe depends on it by), package in the registry, exact version. */
const PINS = [
  ['libc', 'libc', '0.2.191'],
  ['linux-raw-sys', 'linux-raw-sys', '0.12.1'],
  ['nc', 'nc', '0.9.8'],
  ['kvm-bindings', 'kvm-bindings', '0.14.2'],
  ['kvm-ioctls', 'kvm-ioctls', '0.25.1'],
  ['iommufd-bindings', 'iommufd-bindings', '0.2.0'],
  ['iommufd-ioctls', 'iommufd-ioctls', '0.4.0'],
  ['vmm-sys-util', 'vmm-sys-util', '0.15.0'],
  // The last version before the driver went upstream with new numbers, and the current one.
  ['mshv-bindings-older', 'mshv-bindings', '0.2.1'],
  ['mshv-ioctls-older', 'mshv-ioctls', '0.2.1'],
  ['mshv-bindings', 'mshv-bindings', '0.7.1'],
  ['mshv-ioctls', 'mshv-ioctls', '0.7.1'],
] as const;

export type CrateKey = (typeof PINS)[number][0];

/** An unpacked crate: where its sources are, and what to cite. */
export interface Crate {
  readonly name: string;
  readonly version: string;
  /** The folder that holds its Cargo.toml. */
  readonly folder: string;
}

/** Runs a program to its end and gives its standard output; throws, with its stderr shown, when it fails. */
export function run(command: string, args: readonly string[], cwd?: string): string {
  return execFileSync(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** What `cargo metadata` says; only the parts that are read here. */
interface Metadata {
  readonly packages: readonly { name: string; version: string; manifest_path: string }[];
}

/**
 * Writes a Cargo project that depends on all the pins, fetches them with cargo and
 * says where cargo unpacked each.
 * @param folder the project's folder, made when missing.
 */
export function fetchCrates(folder: string): ReadonlyMap<CrateKey, Crate> {
  mkdirSync(path.join(folder, 'src'), { recursive: true });
  const dependencies = PINS.map(
    ([key, name, version]) => `${key} = { package = "${name}", version = "=${version}" }\n`,
  );
  const manifest = `[package]\nname = "probe"\nversion = "0.0.0"\nedition = "2021"\n\n[workspace]\n\n[dependencies]\n${dependencies.join('')}`;
  writeOnce(path.join(folder, 'Cargo.toml'), manifest);
  // cargo wants a program; an earlier run's probe is as good.
  const main = path.join(folder, 'src', 'main.rs');
  if (!existsSync(main)) writeOnce(main, 'fn main() {}\n');
  const metadata = JSON.parse(
    run('cargo', ['metadata', '--format-version', '1'], folder),
  ) as Metadata;
  return new Map(
    PINS.map(([key, name, version]) => {
      const found = metadata.packages.find((p) => p.name === name && p.version === version);
      if (found === undefined) throw new Error(`cargo did not resolve ${name} ${version}`);
      return [key, { name, version, folder: path.dirname(found.manifest_path) }];
    }),
  );
}

/** Writes a file whole or not at all, for several of these may run at once; nothing when it is so already. */
function writeOnce(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  const whole = `${file}.${process.pid}`;
  writeFileSync(whole, text);
  renameSync(whole, file);
}

/** The crate of a key. */
export function crateOf(crates: ReadonlyMap<CrateKey, Crate>, key: CrateKey): Crate {
  const crate = crates.get(key);
  if (crate === undefined) throw new Error(`no crate ${key}`);
  return crate;
}
