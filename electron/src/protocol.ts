/** The app:// protocol: serves the renderer's folder, and nothing beside it. */

import { readFile } from "node:fs/promises";
import { extname, join, resolve, sep } from "node:path";

import { contentSecurityPolicy } from "./csp.ts";

export const scheme = "app";
export const host = "tachikoma";
export const origin = `${scheme}://${host}`;
export const indexUrl = `${origin}/index.html`;

const contentTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".gif": "image/gif",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ttf": "font/ttf",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
};

/** True for a URL of the app's own page: scheme and host are exactly ours. */
export function isAppUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && parsed.protocol === `${scheme}:` && parsed.host === host;
}

/**
 * The file that `url` names inside `root`, or null when it names something else.
 *
 * URL parsing folds plain `..` away; encoded separators, backslashes and NUL
 * would reach the file system, so they are refused before the path is joined,
 * and the joined path is checked again.
 */
export function resolveRendererPath(url: string, root: string): string | null {
  const parsed = URL.parse(url);
  if (parsed === null || !isAppUrl(url)) return null;
  if (/%(2f|5c|00)/i.test(parsed.pathname)) return null;
  let pathname: string;
  try {
    pathname = decodeURIComponent(parsed.pathname);
  } catch {
    return null;
  }
  if (pathname.includes("\\") || pathname.includes("\0")) return null;
  const folder = resolve(root);
  const file = resolve(join(folder, pathname === "/" ? "index.html" : pathname));
  return file.startsWith(folder + sep) ? file : null;
}

/** The handler for `protocol.handle`: GET and HEAD of files below `root`, with the CSP on every answer. */
export function createProtocolHandler(root: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return answer(405, "Method not allowed");
    const file = resolveRendererPath(request.url, root);
    if (file === null) return answer(403, "Forbidden");
    const type = contentTypes[extname(file).toLowerCase()];
    if (type === undefined) return answer(415, "Unsupported file type");
    try {
      return answer(200, request.method === "HEAD" ? null : new Uint8Array(await readFile(file)), type);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      return code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR" ? answer(404, "Not found") : answer(500, "Cannot read the file");
    }
  };
}

function answer(status: number, body: BodyInit | null, type = "text/plain; charset=utf-8"): Response {
  return new Response(body, {
    status,
    headers: {
      "Cache-Control": "no-store",
      "Content-Security-Policy": contentSecurityPolicy,
      "Content-Type": type,
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
    },
  });
}
