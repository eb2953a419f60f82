/** The protocol app: it serves the page's folder, and nothing beside it. */

import { readFile } from "node:fs/promises";
import { extname, join, resolve, sep } from "node:path";

export const scheme = "app";
export const origin = `${scheme}://page`;

/** Nothing but the page's own files. */
export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Whether a URL is one of the page's. */
export function isPage(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === `${scheme}:` && `${scheme}://${parsed.host}` === origin;
}

/** The file that a URL names in a folder; null where it names none there. */
export function fileOf(url: string, folder: string): string | null {
  const parsed = URL.parse(url);
  if (parsed === null || !isPage(url)) return null;
  let path: string;
  try {
    path = decodeURIComponent(parsed.pathname);
  } catch {
    return null;
  }
  if (path.includes("\\") || path.includes("\0")) return null;
  const root = resolve(folder);
  const file = resolve(join(root, path === "/" ? "index.html" : path));
  return file.startsWith(root + sep) ? file : null;
}

/** Answers requests with the files of a folder. */
export function filesOf(folder: string): (request: Request) => Promise<Response> {
  return async ({ url }) => {
    const file = fileOf(url, folder);
    const type = TYPES[extname(file ?? "")];
    if (file === null || type === undefined) return new Response("not found", { status: 404 });
    try {
      const content = new Uint8Array(await readFile(file));
      return new Response(content, { headers: { "Content-Security-Policy": contentSecurityPolicy, "Content-Type": type } });
    } catch {
      return new Response("not found", { status: 404 });
    }
  };
}
