'use strict';
const { Buffer } = require('node:buffer');
const { WasmReader } = require('./wasm-reader.js');

/** Sections by their id (WebAssembly 2.0, 5.5.2). */
const SECTION = { imports: 2, exports: 7, start: 8, elements: 9, code: 10 };
/** What an export is of, and an import. */
const FUNCTION = 0;
/** No locals, `unreachable`, `end`: with its length before it. */
const STUB = Buffer.from([3, 0, 0x00, 0x0b]);

/** How many LEB128 numbers follow an instruction, by its first byte (5.4). */
const NUMBERS_AFTER = new Map([
  ...each(0, [0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b, ...span(0x43, 0xc4), 0xd1]),
  ...each(1, [0x02, 0x03, 0x04, 0x0c, 0x0d, ...span(0x20, 0x26), ...span(0x3f, 0x42), 0xd0]),
  ...each(2, [0x11, ...span(0x28, 0x3e)]),
]);
/** The same of those after 0xfc: conversions that saturate have none, bulk memory has these. */
const NUMBERS_AFTER_FC = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1];
/** `call` and `ref.func`. */
const NAMES_FUNCTION = [0x10, 0xd2];
const BRANCHES = 0x0e;
const PREFIX = 0xfc;
/** Constants of 32 and 64 bits' floating point: this many bytes. */
const BYTES_AFTER = new Map([
  [0x43, 4],
  [0x44, 8],
]);

/**
 * A wasm module without some of its exports: what only these need is left as stubs that trap, so that
 * no function changes its number.
 * @param {Buffer} wasm
 * @param {RegExp} unwanted of the exports' names
 * @returns {Buffer}
 * @throws where the module has what is not read here, such as an instruction of a newer standard
 */
function withoutExports(wasm, unwanted) {
  const sections = sectionsOf(wasm);
  const contentOf = (id) => sections.find((it) => it.id === id)?.content ?? Buffer.of(0);
  const imported = importedFunctions(contentOf(SECTION.imports));
  const bodies = bodiesOf(contentOf(SECTION.code));
  const exported = exportsOf(contentOf(SECTION.exports)).filter(({ name }) => !unwanted.test(name));
  const needed = new Set();
  const next = [
    ...exported.filter(({ kind }) => kind === FUNCTION).map(({ index }) => index),
    ...inTable(contentOf(SECTION.elements)),
    ...(sections.some(({ id }) => id === SECTION.start)
      ? [new WasmReader(contentOf(SECTION.start)).number()]
      : []),
  ];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (needed.has(at)) continue;
    needed.add(at);
    const body = bodies[at - imported];
    if (body) next.push(...callsIn(body));
  }
  const replaced = new Map([
    [SECTION.exports, vector(exported.map(({ bytes }) => bytes))],
    [SECTION.code, vector(bodies.map(({ bytes }, i) => (needed.has(i + imported) ? bytes : STUB)))],
  ]);
  const written = sections.flatMap(({ id, content }) => {
    const now = replaced.get(id) ?? content;
    return [Buffer.of(id), leb(now.length), now];
  });
  return Buffer.concat([wasm.subarray(0, 8), ...written]);
}

function sectionsOf(wasm) {
  const reader = new WasmReader(wasm, 8);
  const sections = [];
  while (!reader.isAtEnd) {
    sections.push({ id: reader.byte(), content: reader.take(reader.number()) });
  }
  return sections;
}

function importedFunctions(content) {
  const reader = new WasmReader(content);
  const imports = reader.items(() => {
    reader.take(reader.number());
    reader.take(reader.number());
    const kind = reader.byte();
    // A function's type; a table's type and limits; a memory's limits; a global's type.
    if (kind === FUNCTION) reader.number();
    else if (kind === 3) reader.take(2);
    else {
      if (kind === 1) reader.byte();
      const hasMost = reader.byte() & 1;
      reader.number();
      if (hasMost) reader.number();
    }
    return { kind };
  });
  return imports.filter(({ kind }) => kind === FUNCTION).length;
}

function exportsOf(content) {
  const reader = new WasmReader(content);
  return reader.items(() => ({
    name: reader.take(reader.number()).toString(),
    kind: reader.byte(),
    index: reader.number(),
  }));
}

/** The functions that pointers may lead to: all are taken as needed. */
function inTable(content) {
  const reader = new WasmReader(content);
  return reader
    .items(() => {
      if (reader.byte() !== 0) throw new Error('A table of the wasm module is of an unknown form.');
      // Where it begins: one constant or global, and `end`.
      reader.byte();
      reader.number();
      reader.byte();
      return { functions: reader.items(() => ({ index: reader.number() })) };
    })
    .flatMap(({ functions }) => functions.map(({ index }) => index));
}

function bodiesOf(content) {
  const reader = new WasmReader(content);
  return reader.items(() => ({ code: reader.take(reader.number()) }));
}

/** The numbers of the functions that a body names. */
function callsIn({ code }) {
  const reader = new WasmReader(code);
  reader.items(() => {
    reader.number();
    reader.byte();
    return {};
  });
  const calls = [];
  while (!reader.isAtEnd) {
    const instruction = reader.byte();
    if (NAMES_FUNCTION.includes(instruction)) calls.push(reader.number());
    else if (instruction === BRANCHES) {
      reader.items(() => ({ target: reader.number() }));
      reader.number();
    } else skipRest(reader, instruction);
  }
  return calls;
}

function skipRest(reader, instruction) {
  const numbers =
    instruction === PREFIX ? NUMBERS_AFTER_FC[reader.number()] : NUMBERS_AFTER.get(instruction);
  if (numbers === undefined) {
    throw new Error(`The wasm module has an unknown instruction, ${instruction}.`);
  }
  for (let left = numbers; left > 0; left--) reader.number();
  reader.take(BYTES_AFTER.get(instruction) ?? 0);
}

function each(numbers, instructions) {
  return instructions.map((it) => [it, numbers]);
}

function span(from, to) {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function vector(items) {
  return Buffer.concat([leb(items.length), ...items]);
}

function leb(number) {
  const bytes = [];
  for (let left = number; ; left >>>= 7) {
    if (left < 128) return Buffer.from([...bytes, left]);
    bytes.push((left & 127) | 128);
  }
}

module.exports = { withoutExports };
