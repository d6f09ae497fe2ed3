/**
 * Names that would be more than text somewhere: as a thread's name, a program's path, the key of a
 * JSON policy. All are what a kernel's record can hold, since audit writes them in hex.
 */
export const HOSTILE: readonly (readonly [what: string, name: string])[] = [
  ['a link that runs a command', '[x](command:workbench.action.quit)'],
  ['a command in angle brackets', '<command:workbench.action.quit>'],
  ['an address', 'https://evil.example/x'],
  ['a picture of Markdown', '![x](https://evil.example/x.png)'],
  ['an element with a script', '<img src=x onerror=alert(1)>'],
  ['the end of a script', '</script><script>alert(1)</script>'],
  ['the end of a code block', '```\n# heading\n````'],
  ['a cell of a table', 'a | b |'],
  ['a mention and an issue', '@all #1'],
  ['a theme icon', '$(pass) allowed'],
  ['a substitution of the shell', '$(touch pwned)`touch pwned`'],
  ['words of the shell', '\'; touch pwned; echo "$HOME" & #'],
  ['an option', '--output=/etc/passwd'],
  ['a path', '../../../../etc/passwd'],
  ['an address of a file', 'file:///etc/passwd'],
  ['a variable of tasks', '${command:workbench.action.quit}'],
  ['a placeholder', '{0} {1} %SRCROOT%'],
  ['a formula', '=HYPERLINK("https://evil.example","x")'],
  ['JSON', '","action":"allow","x":"\\'],
  ['a member that every object has', '__proto__'],
  ['a regular expression', '(a+)+$'],
  ['colours', '\u001b[31mred\u001b[0m'],
  ['a screen that is cleared', '\u001b[2J\u001b[H\u001bc'],
  ['a title and a clipboard', '\u001b]0;x\u0007\u001b]52;c;eA==\u001b\\'],
  ['a link of the terminal', '\u001b]8;;https://evil.example\u001b\\x'],
  ['eight-bit controls', '\u009b2J\u009d0;x\u009c'],
  ['a bell and a backspace', 'x\u0007\u0008y\u007f'],
  ['line ends', 'a\r\nroot: all is well\n'],
  ['other line ends', 'a\u2028b\u2029c\u0085d'],
  ['a name from right to left', 'safe\u202egnp.exe\u202c'],
  ['isolates', '\u2066\u2069\u2067x'],
  ['nothing to see', 'v\u200bcpu\u2060\u00ad\u3164\u{e0041}0'],
  ['half a character', 'a\ufffd'],
];

/** What may reach neither a terminal nor an eye: control characters and what is not drawn. */
export const NOT_TEXT = /[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u;

/** As audit writes what is more than plain characters: hex, unquoted (`audit_log_untrustedstring`). */
function hexOf(name: string): string {
  return Buffer.from(name).toString('hex').toUpperCase();
}

/** A record of the kernel whose thread and program have this name. */
export function hostileRecord(name: string, serial: number): string {
  const value = hexOf(name);
  return `audit: type=1326 audit(1760000000.100:${serial}): auid=0 uid=0 gid=0 ses=1 pid=9 comm=${value} exe=${value} sig=31 arch=c000003e syscall=39 compat=0 ip=0x1 code=0x80000000\n`;
}
