import path from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';

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
    if (!((await icon.getAttribute('class')) ?? '').includes('checked')) await icon.click();
    await this.page.locator('.sidebar .composite.title', { hasText: title }).waitFor();
  }

  /** Runs a command through the palette, by its whole title: 'Seccomp Lens: Clear Traps'. */
  async runCommand(title: string): Promise<void> {
    await this.quickInput('>', title);
  }

  /** Takes what quick open offers for a text: `task NAME` runs a task. */
  async quickOpen(text: string, offered: string): Promise<void> {
    await this.quickInput('', text, offered);
  }

  /** Opens a file of the workspace by its name through quick open, and waits for its text. */
  async openFile(name: string): Promise<Locator> {
    await this.quickInput('', name);
    const editor = this.editor(name);
    await editor.locator('.view-line').first().waitFor();
    return editor;
  }

  /** The open editor of a file. */
  editor(name: string): Locator {
    return this.page.locator(`.monaco-editor[data-uri$="${name}"]`).first();
  }

  /** Puts the cursor on a line (from 1) and column (from 1) of the focused editor. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.page.keyboard.press('Control+g');
    const box = this.page.locator('.quick-input-widget:visible input');
    await box.waitFor();
    await box.fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await box.waitFor({ state: 'hidden' });
  }

  /** Opens the Problems panel. @returns its rows */
  async problems(): Promise<Locator> {
    const rows = this.page.locator('.markers-panel .monaco-list-row');
    if (!(await this.page.locator('.markers-panel').isVisible())) {
      await this.page.keyboard.press('Control+Shift+m');
    }
    await this.page.locator('.markers-panel').waitFor();
    return rows;
  }

  /** Opens the quick fixes at the cursor. @returns their titles, as they are offered */
  async quickFixes(): Promise<string[]> {
    const rows = this.quickFixRows();
    // What was opened before may take the focus late.
    for (const timeout of [4000, 4000, 20_000]) {
      await this.page.keyboard.press('Control+.');
      const shown = rows.first().waitFor({ timeout });
      if (timeout === 20_000) await shown;
      else if (
        await shown.then(
          () => true,
          () => false,
        )
      )
        break;
    }
    return (await rows.allInnerTexts()).map((text) => text.trim());
  }

  /** Takes one of the quick fixes that `quickFixes` opened, by a part of its title. */
  async takeQuickFix(title: string): Promise<void> {
    const row = this.quickFixRows().filter({ hasText: title }).first();
    // The widget is under a shield against stray clicks until the mouse is moved over it.
    await row.hover({ force: true, position: { x: 1, y: 1 } });
    await row.hover({ force: true });
    await row.click();
    await this.page.locator('.action-widget').first().waitFor({ state: 'hidden' });
  }

  /** Opens the hover at the cursor. @returns what it says */
  async hover(): Promise<string> {
    await this.page.keyboard.press('Control+k');
    await this.page.keyboard.press('Control+i');
    const text = this.page.locator('.monaco-resizable-hover .hover-row .rendered-markdown:visible');
    await text.first().waitFor();
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
    const header = this.page.locator(`.pane-header[aria-label^="${view}"]`);
    if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
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
    const outer = this.page.locator('iframe.webview.ready').last();
    const inner = outer.contentFrame().locator('iframe#active-frame');
    await inner.contentFrame().locator(selector).first().waitFor();
    const frame = await (await inner.elementHandle()).contentFrame();
    if (!frame) throw new Error('The webview has no document.');
    return frame;
  }

  /** Types a command line into a new terminal and sends it. */
  async typeInTerminal(text: string): Promise<void> {
    await this.runCommand('Terminal: Create New Terminal');
    const input = this.page.locator('.terminal-wrapper.active textarea.xterm-helper-textarea');
    await input.waitFor();
    await input.focus();
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
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

  private async quickInput(prefix: string, text: string, offered = text): Promise<void> {
    const widget = this.page.locator('.quick-input-widget:visible');
    const row = widget.locator('.quick-input-list .monaco-list-row', { hasText: offered }).first();
    await this.takeQuickInput(prefix === '>' ? 'F1' : 'Control+p', prefix + text, row);
    // Not the box: what was taken may ask for more in the same one.
    await row.waitFor({ state: 'hidden' });
  }

  /** Types into the box that `key` opens, and takes `row`. */
  private async takeQuickInput(key: string, text: string, row: Locator): Promise<void> {
    const box = this.page.locator('.quick-input-widget:visible input').first();
    // What the command before did may take the focus late, and with it close the box.
    for (const timeout of [4000, 4000, undefined]) {
      await this.page.keyboard.press(key);
      const limit = timeout === undefined ? {} : { timeout };
      try {
        await box.fill(text, limit);
        await row.click(limit);
        return;
      } catch (error) {
        if (timeout === undefined) throw error;
      }
    }
  }
}
