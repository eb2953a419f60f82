/** A web server for one folder, on this machine's loopback address. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};

/** The file that an address names inside a folder, or null when it names something outside. */
export function fileOf(folder, url) {
  let path;
  try {
    path = decodeURIComponent(new URL(url, "http://localhost").pathname);
  } catch {
    return null;
  }
  const file = resolve(join(folder, path.endsWith("/") ? path + "index.html" : path));
  return file.startsWith(resolve(folder) + sep) && !file.includes("\0") ? file : null;
}

/**
 * Serves a folder until the process ends.
 * @param {string} folder
 * @param {Record<string, string>} headers headers of every answer
 * @returns {Promise<string>} the origin, such as http://127.0.0.1:40123
 */
export async function serve(folder, headers = {}) {
  const server = createServer(async (request, response) => {
    const file = fileOf(folder, request.url);
    try {
      const content = await readFile(file ?? "");
      response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream", ...headers });
      response.end(content);
    } catch {
      response.writeHead(404, { "Content-Type": "text/plain", ...headers });
      response.end("Not found");
    }
  });
  // The server does not keep a process alive whose tests are over.
  server.unref();
  await new Promise((done, fail) => server.on("error", fail).listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${server.address().port}`;
}
