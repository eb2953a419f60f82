/** Reads a zip into [{ name, mode, time, data }], in its own order. */
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { open } from "yauzl";

export async function readZip(path) {
  const zip = await promisify(open)(path, { autoClose: false, lazyEntries: true });
  const entries = [];
  await new Promise((done, fail) => {
    zip.on("end", done).on("error", fail).on("entry", async (entry) => {
      const data = entry.fileName.endsWith("/") ? Buffer.alloc(0) : await buffer(await promisify(zip.openReadStream.bind(zip))(entry));
      entries.push({ name: entry.fileName, mode: entry.externalFileAttributes >>> 16, time: entry.getLastModDate({ timezone: "UTC" }).toISOString(), data });
      zip.readEntry();
    });
    zip.readEntry();
  });
  zip.close();
  return entries;
}
