import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { PolicyStore } from '../../../src/features/shared/policy-store';
import { Turns } from '../../../src/features/shared/turns';
import { threadCpuMs } from './measures';

/** Where a letter is typed: in a function that is no list, or in an entry's name. */
export type Place = keyof typeof BEFORE;

const BEFORE = { function: 'let mut sum = ', list: '(libc::SYS_' };
/** So long after a letter the extension reads what was typed; the editor has drawn it by then. */
const TYPING_MS = 150;

/** Of a provider of the extension, what is asked here. */
interface Lenses {
  readonly provideCodeLenses: (document: vscode.TextDocument) => Promise<vscode.CodeLens[]>;
}

/** What something took, in ms: by the clock, and of this thread's processor time. */
export interface Taken {
  readonly wall: number;
  readonly cpu: number;
}

/** Reads sources of which the extension reads none unasked, and takes the time. */
export class PolicyReads {
  readonly #lenses: Lenses[];
  #store: PolicyStore | undefined;

  /** Before the extension is activated: its own readers are to be seen. */
  constructor(private readonly wasmFolder: string) {
    this.#lenses = lensProviders();
  }

  /** The first source of the window, as the packed extension reads it, until its lenses are known. */
  async first(file: string): Promise<Taken> {
    // A second after its start the extension has ready what reads, in a window of Rust.
    await delay(3000);
    await quiet(1000);
    const document = await vscode.workspace.openTextDocument(file);
    // The editor's other processes open it too, and there are two processors.
    await quiet(1000);
    const [lenses, read] = await taken(() =>
      Promise.all(this.#lenses.map((provider) => provider.provideCodeLenses(document))),
    );
    if (lenses.flat().length === 0) throw new Error(`No lens stands in ${file}.`);
    return read;
  }

  /**
   * A letter typed in the middle, time after time, of a source that nobody else here reads: a person has
   * one store, and here are two in one thread.
   * @returns what each read took
   */
  async typed(place: Place, file: string, count: number): Promise<Taken[]> {
    const store = (this.#store ??= this.#newStore());
    const document = await vscode.workspace.openTextDocument(file);
    await store.readSource(document);
    const all: Taken[] = [];
    for (let nth = 0; nth < count; nth++) {
      const edit = new vscode.WorkspaceEdit();
      const text = document.getText();
      const at = text.indexOf(BEFORE[place], text.length / 2) + BEFORE[place].length;
      edit.insert(document.uri, document.positionAt(at), '1');
      await vscode.workspace.applyEdit(edit);
      await delay(TYPING_MS);
      const [, read] = await taken(() => store.readSource(document));
      all.push(read);
    }
    return all;
  }

  #newStore(): PolicyStore {
    const log = vscode.window.createOutputChannel('Bench', { log: true });
    return new PolicyStore(this.wasmFolder, () => 'x86_64', log, new Turns());
  }
}

/** Gets what the extension registers, from now on. */
function lensProviders(): Lenses[] {
  const all: Lenses[] = [];
  const { languages } = vscode;
  const register = languages.registerCodeLensProvider;
  Object.assign(languages, {
    registerCodeLensProvider: (selector: vscode.DocumentSelector, provider: Lenses) => {
      all.push(provider);
      return register(selector, provider);
    },
  });
  return all;
}

async function taken<T>(work: () => Promise<T>): Promise<[T, Taken]> {
  const [begun, before] = [performance.now(), threadCpuMs()];
  const value = await work();
  return [value, { wall: performance.now() - begun, cpu: threadCpuMs() - before }];
}

/** Waits for so long a time that this thread does next to nothing in it. */
async function quiet(ms: number): Promise<void> {
  let before: number;
  do {
    before = threadCpuMs();
    await delay(ms);
  } while (threadCpuMs() - before > ms / 10);
}
