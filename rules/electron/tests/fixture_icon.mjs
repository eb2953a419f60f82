/**
 * Makes a small icon:
 *
 *     node fixture_icon.mjs KIND OUT
 *
 * KIND is icns, ico or png; the first two hold the third.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync } from "node:zlib";

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A grey image. */
export function png(width, height = width) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const rows = deflateSync(Buffer.alloc((width + 1) * height, 0x80).map((byte, index) => (index % (width + 1) ? byte : 0)));
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", header), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]);
}

function ico(image) {
  const header = Buffer.from([0, 0, 1, 0, 1, 0, 32, 32, 0, 0, 1, 0, 8, 0, 0, 0, 0, 0, 22, 0, 0, 0]);
  header.writeUInt32LE(image.length, 14);
  return Buffer.concat([header, image]);
}

function icns(image) {
  const header = Buffer.from("icns....ic11....", "latin1");
  header.writeUInt32BE(image.length + 16, 4);
  header.writeUInt32BE(image.length + 8, 12);
  return Buffer.concat([header, image]);
}

const kinds = { icns, ico, png: (image) => image };

/** An icon of a kind. */
export const icon = (kind, size) => kinds[kind](png(size));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [kind, out] = process.argv.slice(2);
  writeFileSync(out, icon(kind, 32));
}
