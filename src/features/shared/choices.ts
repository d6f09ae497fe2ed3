import * as vscode from 'vscode';
import type { Trap } from '../../core/traps/trap';
import type { OfferedRemedy } from './offers';

/** Memento of the lists that a person has chosen. */
const CHOSEN = 'remedies.chosen';
/** So many are remembered; the oldest goes first. */
const KEPT = 200;

/**
 * Which list a person took for a thread where several could be meant. The next refusal of the same
 * thread has that list's remedy first; the others stay on offer.
 */
export class Choices {
  #version = 0;

  constructor(private readonly memento: vscode.Memento | undefined) {}

  /** Another one since something was chosen. */
  get version(): number {
    return this.#version;
  }

  async remember(trap: Trap, { source, remedy }: OfferedRemedy): Promise<void> {
    const thread = threadOf(trap, source.uri);
    const others = this.#chosen.filter(([known]) => known !== thread);
    this.#version++;
    await this.memento?.update(CHOSEN, [...others, [thread, remedy.list]].slice(-KEPT));
  }

  /**
   * In their order, but those that do not widen first; among them those of the chosen lists, then
   * those of the workspace folders whose logs the trap was read in.
   */
  sort(trap: Trap, remedies: readonly OfferedRemedy[]): readonly OfferedRemedy[] {
    const chosen = new Map(this.#chosen);
    const near = foldersOf(trap);
    // Asked of the editor once a source: there are as many remedies as lists.
    const sources = new Map(
      [...new Set(remedies.map(({ source }) => source))].map((source) => [
        source,
        { list: chosen.get(threadOf(trap, source.uri)), near: near.has(folderOf(source.uri)) },
      ]),
    );
    const rank = ({ source, remedy }: OfferedRemedy): number => {
      const of = sources.get(source);
      return (
        Number(remedy.widens) * 4 + Number(of?.list !== remedy.list) * 2 + Number(of?.near !== true)
      );
    };
    return [...remedies].sort((a, b) => rank(a) - rank(b));
  }

  get #chosen(): readonly (readonly [thread: string, list: string])[] {
    return this.memento?.get<readonly (readonly [string, string])[]>(CHOSEN, []) ?? [];
  }
}

function threadOf({ comm }: Trap, uri: vscode.Uri): string {
  return JSON.stringify([vscode.workspace.asRelativePath(uri), comm]);
}

function foldersOf({ evidence }: Trap): ReadonlySet<string | undefined> {
  const files = new Set(evidence.flatMap(({ origin }) => origin.file ?? []));
  return new Set([...files].map((file) => folderOf(vscode.Uri.file(file))));
}

function folderOf(uri: vscode.Uri): string | undefined {
  return vscode.workspace.getWorkspaceFolder(uri)?.uri.toString();
}
