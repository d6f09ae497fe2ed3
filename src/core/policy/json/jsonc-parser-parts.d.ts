/**
 * Parts of jsonc-parser by themselves: its main module makes 1,200 strings for its formatter whenever
 * it is loaded, which takes 2 ms of each first reading.
 */
declare module 'jsonc-parser/lib/esm/impl/parser.js' {
  export { findNodeAtOffset, parseTree } from 'jsonc-parser';
}
declare module 'jsonc-parser/lib/esm/impl/scanner.js' {
  export { createScanner } from 'jsonc-parser';
}
