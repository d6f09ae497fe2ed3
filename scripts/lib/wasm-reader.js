'use strict';

/** Reads a module's bytes one after another. */
class WasmReader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get isAtEnd() {
    return this.at >= this.bytes.length;
  }

  byte() {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new Error('The wasm module ends too early.');
    return byte;
  }

  /** An unsigned LEB128 number; of a signed one only its length is right. */
  number() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** A vector's items, each with the bytes that it was read from. */
  items(read) {
    return Array.from({ length: this.number() }, () => {
      const from = this.at;
      const item = read();
      return { ...item, bytes: this.bytes.subarray(from, this.at) };
    });
  }
}

module.exports = { WasmReader };
