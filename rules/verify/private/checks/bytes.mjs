// Reads numbers and texts of a binary. What lies outside of the file is a damaged file's.

/** A reader of `bytes`; `little` says in which order numbers are stored. */
export function reader(bytes, little) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const inside = (read) => {
    try {
      return read();
    } catch (error) {
      throw error instanceof RangeError ? new Error("it is damaged: a part of it lies outside of the file") : error;
    }
  };
  return {
    u8: (at) => inside(() => view.getUint8(at)),
    u16: (at) => inside(() => view.getUint16(at, little)),
    u32: (at) => inside(() => view.getUint32(at, little)),
    u64: (at) => inside(() => Number(view.getBigUint64(at, little))),
    /** The text that ends with a zero byte. */
    text: (at) =>
      inside(() => {
        const end = bytes.indexOf(0, at);
        if (at >= bytes.length || end < 0) throw new RangeError();
        return bytes.toString("utf8", at, end);
      }),
  };
}
