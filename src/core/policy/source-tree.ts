import type { Arch } from '../abi/types';
import { NO_CRATE, type Crate, type CrateFile } from './crate';
import type { Policy } from './model';
import type { RustSyntax } from './parser';
import { readPolicy } from './read';

/**
 * A source and the files of its crate that it leads to, in one version. A file is named as its
 * `CrateFile.path` is, the source itself also by null.
 */
export class SourceTree {
  /** @param path of the source itself, as the policies of the other files are to call it */
  constructor(
    readonly path: string,
    readonly text: string,
    readonly crate: Crate = NO_CRATE,
  ) {}

  private get files(): readonly CrateFile[] {
    return this.crate.files;
  }

  /** The module that the source itself is. */
  get modules(): readonly string[] {
    return this.crate.modules;
  }

  /** Whether another tree is made of the same texts. */
  isSame({ path, text, crate: { modules, files } }: SourceTree): boolean {
    const isOne = path === this.path && text === this.text && files.length === this.files.length;
    return (
      isOne &&
      modules.join() === this.modules.join() &&
      this.files.every((one, at) => one.path === files[at]?.path && one.text === files[at].text)
    );
  }

  /** Whether a name means the source itself. */
  isOwn(file: string | null): boolean {
    return file === null || file === this.path;
  }

  /** null for a file that is none of these. */
  textOf(file: string | null): string | null {
    if (this.isOwn(file)) return this.text;
    return this.files.find(({ path }) => path === file)?.text ?? null;
  }

  /** What one of the files says, where all the others are the crate around it; null as `textOf`. */
  read(parser: RustSyntax, file: string | null, arch: Arch): Policy | null {
    if (this.isOwn(file)) return readPolicy(parser, this.text, arch, this.crate);
    const asked = this.files.find(({ path }) => path === file);
    if (!asked) return null;
    const own = { path: this.path, text: this.text, modules: this.crate.modules };
    const files = [own, ...this.files.filter((one) => one !== asked)];
    return readPolicy(parser, asked.text, arch, { modules: asked.modules, files });
  }

  /** The same with another text of one of the files. */
  with(file: string | null, text: string): SourceTree {
    if (this.textOf(file) === text) return this;
    if (this.isOwn(file)) return new SourceTree(this.path, text, this.crate);
    const files = this.files.map((one) => (one.path === file ? { ...one, text } : one));
    return new SourceTree(this.path, this.text, { ...this.crate, files });
  }
}
