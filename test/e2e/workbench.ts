import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { again, becomes } from './again';

/**
 * A person's hands and eyes on the workbench. Every wait is for what such a person would see;
 * none is for a time. Older and newer builds take keys in different elements, hence two selectors.
 */
export class Workbench {
  constructor(
    readonly page: Page,
    private readonly screenshots: string,
  ) {}

  /** Waits until the workbench is there and the extension's icon is in the activity bar. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .activitybar').waitFor();
    await this.activityIcon('Seccomp Lens').waitFor();
  }

  /** An icon in the activity bar, by the title of its view container. */
  activityIcon(title: string): Locator {
    return this.page.locator(`.activitybar .action-item:has([aria-label^="${title}"])`).first();
  }

  /** The number on an icon in the activity bar; it may not be there. */
  badge(title: string): Locator {
    return this.activityIcon(title).locator('.badge-content');
  }

  /** Opens a view container by a click on its icon, unless it is open. */
  async openContainer(title: string): Promise<void> {
    const icon = this.activityIcon(title);
    await again(async (timeout) => {
      const look = await icon.getAttribute('class', { timeout });
      if (!(look ?? '').includes('checked')) await icon.click({ timeout });
      const opened = this.page.locator('.sidebar .composite.title', { hasText: title });
      await opened.waitFor({ timeout });
    });
  }

  /** Runs a command through the palette, by its whole title: 'Seccomp Lens: Clear Traps'. */
  async runCommand(title: string): Promise<void> {
    await this.quickInput('>', title);
  }

  /** Takes what quick open offers for a text: `task NAME` runs a task. */
  async quickOpen(text: string, offered: string): Promise<void> {
    await this.quickInput('', text, offered);
  }

  /** Opens a file of the workspace by its name through quick open, until the keyboard is in its text. */
  async openFile(name: string): Promise<Locator> {
    const editor = this.editor(name);
    await again(async (timeout) => {
      await this.quickInput('', name);
      await editor.locator('.view-line').first().waitFor({ timeout });
      await editor.and(this.page.locator('.focused')).waitFor({ timeout });
    });
    return editor;
  }

  /** The open editor of a file. */
  editor(name: string): Locator {
    return this.page.locator(`.monaco-editor[data-uri$="${name}"]`).first();
  }

  /** Puts the cursor on a line (from 1) and column (from 1) of the focused editor. */
  async goTo(line: number, column = 1): Promise<void> {
    const box = this.page.locator('.quick-input-widget:visible input').first();
    const place = new RegExp(`Ln ${line}, Col ${column}(?!\\d)`);
    await again(async (timeout) => {
      await this.page.keyboard.press('Control+g');
      await box.fill(`:${line}:${column}`, { timeout });
      await box.press('Enter', { timeout });
      await box.waitFor({ state: 'hidden', timeout });
      await this.statusItem('status.editor.selection')
        .filter({ hasText: place })
        // Not visible: the walkthrough's pictures have no status bar.
        .waitFor({ state: 'attached', timeout });
    });
  }

  /** Opens the Problems panel. @returns its rows */
  async problems(): Promise<Locator> {
    const panel = this.page.locator('.markers-panel');
    await again(async (timeout) => {
      if (!(await panel.isVisible())) await this.page.keyboard.press('Control+Shift+m');
      await panel.waitFor({ timeout });
    });
    return panel.locator('.monaco-list-row');
  }

  /** Opens the quick fixes at the cursor. @returns their titles, as they are offered */
  async quickFixes(): Promise<string[]> {
    const rows = this.quickFixRows();
    await again(async (timeout) => {
      await this.page.keyboard.press('Control+.');
      await rows.first().waitFor({ timeout });
    });
    return (await rows.allInnerTexts()).map((text) => text.trim());
  }

  /** Takes one of the quick fixes that `quickFixes` opened, by a part of its title. */
  async takeQuickFix(title: string): Promise<void> {
    const row = this.quickFixRows().filter({ hasText: title }).first();
    const widget = this.page.locator('.action-widget').first();
    await row.waitFor();
    await again(async (timeout) => {
      if (await widget.isVisible()) {
        // The widget is under a shield against stray clicks until the mouse is moved over it.
        await row.hover({ force: true, position: { x: 1, y: 1 }, timeout });
        await row.hover({ force: true, timeout });
        await row.click({ timeout });
      }
      await widget.waitFor({ state: 'hidden', timeout });
    });
  }

  /** Opens the hover at the cursor. @returns what it says */
  async hover(): Promise<string> {
    const text = this.page.locator('.monaco-resizable-hover .hover-row .rendered-markdown:visible');
    await again(async (timeout) => {
      await this.page.keyboard.press('Control+k');
      await this.page.keyboard.press('Control+i');
      await text.first().waitFor({ timeout });
    });
    return (await text.allInnerTexts()).join('\n');
  }

  /** The rows of a tree view that is open, by the view's title. */
  treeRows(view: string): Locator {
    return this.page.locator(
      `.pane:has(.pane-header[aria-label^="${view}"]) .monaco-list-row[role="treeitem"]`,
    );
  }

  /** Folds a view of the sidebar, by its title, so that the others have its room. */
  async foldView(view: string): Promise<void> {
    await this.setFolded(view, 'false');
  }

  /** Unfolds a view of the sidebar, by its title. */
  async unfoldView(view: string): Promise<void> {
    await this.setFolded(view, 'true');
  }

  /** A status bar item, by its id: 'seccomp-lens.seccomp-lens.status'. */
  statusItem(id: string): Locator {
    return this.page.locator(`.statusbar-item[id="${id}"]`);
  }

  /** The texts of the notifications that are shown. */
  notifications(): Locator {
    return this.page.locator('.notification-list-item-message');
  }

  /** The frame with a webview's own document, once an element in it matches. */
  async webview(selector: string): Promise<Frame> {
    return again((timeout) => this.frameWith(selector, timeout));
  }

  /** Clicks on a row until the webview has an element: one on a row that is drawn anew is lost. */
  async webviewOf(row: Locator, selector: string): Promise<Frame> {
    return again(async (timeout) => {
      await row.click({ timeout });
      return this.frameWith(selector, timeout);
    });
  }

  /** Saves the editor's file, until it has a text. @returns all that it has */
  async save(file: string, text: string | RegExp): Promise<string> {
    const isSaved = (all: string) =>
      typeof text === 'string' ? all.includes(text) : text.test(all);
    return again(async (timeout) => {
      await this.page.keyboard.press('Control+s');
      // It is written piece by piece; then the tab shows no change.
      await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached', timeout });
      return becomes(`${String(text)} in ${file}`, () => readFile(file, 'utf8'), isSaved, timeout);
    });
  }

  /** Types a command line into a new terminal and sends it. */
  async typeInTerminal(text: string): Promise<void> {
    await this.runCommand('Terminal: Create New Terminal');
    await this.typeAtPrompt(text);
  }

  /** Types a command line into the terminal that shows, and sends it. */
  async typeAtPrompt(text: string): Promise<void> {
    const terminal = this.page.locator('.terminal-wrapper.active').first();
    // A command that is typed ahead of the first prompt is not told of to extensions.
    await terminal.locator('.xterm-rows', { hasText: /[#$]/ }).waitFor();
    const input = terminal.locator('textarea.xterm-helper-textarea');
    await input.pressSequentially(text);
    await input.press('Enter');
  }

  /** Keeps a picture of the window, or of one part of it. @returns its path */
  async screenshot(name: string, part?: Locator): Promise<string> {
    const file = path.join(this.screenshots, `${name}.png`);
    await (part ?? this.page).screenshot({ path: file, animations: 'disabled', caret: 'initial' });
    return file;
  }

  private quickFixRows(): Locator {
    return this.page.locator('.action-widget .monaco-list-row.action .title');
  }

  /** @param expanded as the header has it: 'true' or 'false' */
  private async setFolded(view: string, expanded: 'true' | 'false'): Promise<void> {
    const header = this.page.locator(`.pane-header[aria-label^="${view}"]`);
    await again(async (timeout) => {
      const now = await header.getAttribute('aria-expanded', { timeout });
      // On its title: in the middle there may be a button.
      if (now !== expanded) await header.click({ position: { x: 12, y: 8 }, timeout });
      const done = header.and(this.page.locator(`[aria-expanded="${expanded}"]`));
      await done.waitFor({ timeout });
    });
  }

  /** The editor loads a webview anew in another frame. */
  private async frameWith(selector: string, timeout: number): Promise<Frame> {
    const outer = this.page.locator('iframe.webview.ready').last();
    const inner = outer.contentFrame().locator('iframe#active-frame');
    await inner.contentFrame().locator(selector).first().waitFor({ timeout });
    const frame = await (await inner.elementHandle({ timeout })).contentFrame();
    if (!frame) throw new Error('The webview has no document.');
    return frame;
  }

  /** Types into the box that a key opens, and takes a row. */
  private async quickInput(prefix: string, text: string, offered = text): Promise<void> {
    const widget = this.page.locator('.quick-input-widget:visible');
    const row = widget.locator('.quick-input-list .monaco-list-row', { hasText: offered }).first();
    await again(async (timeout) => {
      await this.page.keyboard.press(prefix === '>' ? 'F1' : 'Control+p');
      await widget
        .locator('input')
        .first()
        .fill(prefix + text, { timeout });
      await row.click({ timeout });
      // Not the box: what was taken may ask for more in the same one.
      await row.waitFor({ state: 'hidden', timeout });
    });
  }
}
