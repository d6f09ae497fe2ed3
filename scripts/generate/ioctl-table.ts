/** Makes the ioctl table: a row a request and source, a column an architecture. */
import { crateOf, type Crate, type CrateKey } from './crates';
import { headerRequests } from './header-requests';
import { inCrate, probeRequests, type ProbeInput } from './ioctl-probe';
import { PINNED_SOURCE } from './kernel-headers';
import { libcConstants } from './libc-consts';
import { rawSysConstants } from './raw-sys';

/** The architectures with a table: [Arch, Rust target, folder in the rust-vmm bindings crates]. */
const ARCHES = [
  ['x86_64', 'x86_64-unknown-linux-gnu', 'x86_64'],
  ['aarch64', 'aarch64-unknown-linux-gnu', 'arm64'],
  ['riscv64', 'riscv64gc-unknown-linux-gnu', 'riscv64'],
] as const;

/** Crates that build requests from structs; their bindings are for the named architectures. */
const PROBED = [
  { requests: 'kvm-ioctls', file: 'kvm_ioctls.rs', bindings: 'kvm-bindings', arches: 3, note: '' },
  {
    requests: 'mshv-ioctls-older',
    file: 'mshv_ioctls.rs',
    bindings: 'mshv-bindings-older',
    arches: 2,
    note: ', older MSHV ABI',
  },
  {
    requests: 'mshv-ioctls',
    file: 'mshv_ioctls.rs',
    bindings: 'mshv-bindings',
    arches: 2,
    note: ', mainline linux/mshv.h ABI',
  },
  {
    requests: 'iommufd-ioctls',
    file: 'iommufd_ioctls.rs',
    bindings: 'iommufd-bindings',
    arches: 3,
    note: '',
  },
] as const;

/** FIEMAP's flags and limits stand in the same header as its request and are none. */
const NOT_A_REQUEST = 'FIEMAP_';

/** One source's requests: name → value by column. */
interface Source {
  readonly cite: string;
  readonly values: ReadonlyMap<string, readonly (number | null)[]>;
}

/**
 * The file's content. A row of `requests` is the name, the number of its source, then its value in hex:
 * once where all columns agree, else once a column, null where the request does not exist. The sources
 * stand in order of trust, and the rows in that of their sources.
 * @param folder the Cargo project for the probe.
 */
export function ioctlTable(
  crates: ReadonlyMap<CrateKey, Crate>,
  folder: string,
): Record<string, unknown> {
  const rawSys = rawSysSource(crateOf(crates, 'linux-raw-sys'));
  const libc = crateOf(crates, 'libc');
  const libcNames = builtByLibc(libc).filter((name) => !rawSys.values.has(name));
  const inputs = probeInputs(crates);
  const probed = probeRequests(folder, inputs, libcNames);
  const common = [...(probed.get('libc') ?? [])].map(
    ([name, value]) => [name, ARCHES.map(() => value)] as const,
  );
  const ofCrates: Source[] = [
    rawSys,
    { cite: `${libc.name} ${libc.version}`, values: new Map(common) },
    ...PROBED.map(({ requests, note }) => ({
      cite: `${crateOf(crates, requests).name} ${crateOf(crates, requests).version}${note}`,
      values: columnsOf(ARCHES.map(([arch]) => probed.get(`${requests} ${arch}`) ?? new Map())),
    })),
  ];
  const sources = [...ofCrates, headerSource(ofCrates)];
  return {
    sources: sources.map((source) => source.cite),
    columns: ARCHES.map(([arch]) => arch),
    requests: sources.flatMap((source, i) =>
      [...source.values]
        .sort(([a], [b]) => compare(a, b))
        .map(([name, values]) => row(name, i, values)),
    ),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function row(
  name: string,
  source: number,
  values: readonly (number | null)[],
): (string | number | null)[] {
  const texts = values.map((value) => value?.toString(16) ?? null);
  return [name, source, ...(new Set(texts).size === 1 ? texts.slice(0, 1) : texts)];
}

function columnsOf(
  byArch: readonly ReadonlyMap<string, number>[],
): Map<string, readonly (number | null)[]> {
  const names = new Set(byArch.flatMap((values) => [...values.keys()]));
  return new Map(
    [...names].map((name) => [name, byArch.map((values) => values.get(name) ?? null)]),
  );
}

function rawSysSource(crate: Crate): Source {
  const byArch = ARCHES.map(([arch]) => {
    const loop = [...rawSysConstants(crate.folder, arch, 'loop_device')].filter(([name]) =>
      /^LOOP_(SET|CLR|GET|CHANGE|CONFIGURE|CTL)/.test(name),
    );
    const all = [...rawSysConstants(crate.folder, arch, 'ioctl'), ...loop];
    return new Map(all.filter(([name]) => !name.startsWith(NOT_A_REQUEST)));
  });
  return { cite: `${crate.name} ${crate.version}`, values: columnsOf(byArch) };
}

/** The requests of the kernel's headers, on each architecture those that no crate names there. */
function headerSource(ofCrates: readonly Source[]): Source {
  const byArch = ARCHES.map(([arch], column) => {
    const isKnown = (name: string): boolean =>
      ofCrates.some(({ values }) => values.get(name)?.[column] != null);
    return headerRequests(arch, isKnown);
  });
  return { cite: PINNED_SOURCE, values: columnsOf(byArch) };
}

/** The requests that libc builds with its own `_IOR` and kin, on every architecture of the table. */
function builtByLibc(crate: Crate): string[] {
  const byArch = ARCHES.map(([, triple]) => libcConstants(crate.folder, triple));
  const [first] = byArch;
  return [...(first?.values() ?? [])]
    .filter((item) => item.type.endsWith('Ioctl') && /^_IO(R|W|WR)? /.test(item.value))
    .map((item) => item.name)
    .filter((name) => byArch.every((constants) => constants.has(name)));
}

/**
 * linux/kvm.h and linux/mshv.h define their requests on every architecture, while the crates leave out
 * what they do not use there: so each architecture's own reading comes first, then the others'.
 */
function probeInputs(crates: ReadonlyMap<CrateKey, Crate>): ProbeInput[] {
  return PROBED.flatMap(({ requests, file, bindings, arches }) =>
    ARCHES.slice(0, arches).map(([arch, triple, folder]) => ({
      group: `${requests} ${arch}`,
      requests: inCrate(crateOf(crates, requests), file),
      bindings: bindingsFile(crateOf(crates, bindings), folder),
      triples: [triple, ...ARCHES.map(([, other]) => other)],
    })),
  );
}

/** An architecture's bindings of a crate; iommufd's structs and numbers are one file for all. */
function bindingsFile(crate: Crate, folder: string): string {
  return crate.name === 'iommufd-bindings'
    ? inCrate(crate, 'iommufd.rs')
    : inCrate(crate, folder, 'bindings.rs');
}
