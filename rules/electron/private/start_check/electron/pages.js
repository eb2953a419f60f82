/** Loads pages as a window would: from the app's files, or from what handles a protocol in the app. */
"use strict";

const { existsSync, readFileSync } = require("node:fs");
const { resolve } = require("node:path");
const { fileURLToPath, pathToFileURL } = require("node:url");

const { open } = require("./anything.js");
const { app, asker, askFor, inApp, record } = require("./record.js");

const handlers = new Map();

/** What a page cannot do without: scripts, styles, images. A missing icon nobody sees. */
function references(html, base) {
  const found = [];
  for (const [, tag, attributes] of html.replace(/<!--[\s\S]*?-->/g, "").matchAll(/<(script|link|img|source|iframe)\b([^>]*)>/gi)) {
    const [, , value] = new RegExp(`\\b${tag.toLowerCase() === "link" ? "href" : "src"}\\s*=\\s*(["'])(.*?)\\1`, "i").exec(attributes) ?? [];
    const isLoaded = tag.toLowerCase() !== "link" || /\brel\s*=\s*["']?(stylesheet|modulepreload)/i.test(attributes);
    if (value && isLoaded && !/^(#|\/\/|data:|blob:|javascript:)/i.test(value) && URL.canParse(value, base)) found.push(value);
  }
  return found;
}

function followFile(path) {
  const base = pathToFileURL(path);
  for (const reference of references(readFileSync(path, "utf8"), base)) {
    const url = new URL(reference, base);
    if (url.protocol !== "file:" || url.host) continue;
    const target = fileURLToPath(url);
    if (existsSync(target)) continue;
    const why = reference.startsWith("/") ? `, which is ${target} on the machine; give it as a path from the page (in Vite: base: "./")` : ", which is not in the app";
    record({ kind: "page's file", path: target, by: inApp(path) ?? path, problem: `refers to ${reference}${why}` });
  }
}

function failed(url) {
  return Object.assign(new Error(`ERR_FILE_NOT_FOUND (-6) loading '${url}'`), { code: "ERR_FILE_NOT_FOUND", errno: -6 });
}

async function loadFile(path) {
  askFor("page", path, {}, true);
  if (!existsSync(path)) throw failed(pathToFileURL(path).href);
  if (/\.html?$/i.test(path)) followFile(path);
}

/** Asks what the app has for a protocol; resolves to { ok, text, what }. */
async function answer(handler, url) {
  if (handler.isModern) {
    const response = await handler.answer(new Request(url));
    return { ok: response?.ok !== false, what: `answers ${response?.status}`, text: typeof response?.text === "function" ? String(await response.text()) : "" };
  }
  const given = await new Promise((done) => handler.answer({ url, method: "GET", headers: {} }, done));
  const path = typeof given === "string" ? given : given?.path;
  if (handler.isFile) return { ok: existsSync(String(path)), what: `answers with ${inApp(String(path)) ?? path}, which is not in the app`, text: "" };
  return { ok: true, text: "" };
}

async function loadHandled(handler, url) {
  const by = asker();
  const { ok, text, what } = await answer(handler, url);
  record({ kind: "page", name: url, by, ...(!ok && { problem: `loads ${url}: what handles ${new URL(url).protocol}// in the app ${what}` }) });
  if (!ok) throw failed(url);
  for (const reference of references(text, url)) {
    const target = new URL(reference, url);
    if (target.host !== new URL(url).host || target.protocol !== new URL(url).protocol) continue;
    const found = await answer(handler, target.href);
    if (!found.ok) record({ kind: "page's file", name: target.href, by: url, problem: `refers to ${reference}, for which the app's handler ${found.what}` });
  }
}

async function loadURL(url) {
  const { protocol } = new URL(url);
  const handler = handlers.get(protocol.slice(0, -1));
  if (handler) return loadHandled(handler, url);
  if (protocol === "file:") {
    const parsed = new URL(url);
    return loadFile(fileURLToPath(parsed.origin === "null" ? `file://${parsed.pathname}` : parsed));
  }
  const isKnown = ["about:", "blob:", "chrome:", "data:", "devtools:", "http:", "https:", "javascript:", "view-source:"].includes(protocol);
  record({ kind: "page", name: url, ...(!isKnown && { problem: `loads ${url}, but nothing in the app handles ${protocol}//` }) });
  if (!isKnown) throw failed(url);
}

/** `protocol`, also of a session. */
const protocol = {
  handle: (scheme, handler) => void handlers.set(scheme, { answer: handler, isModern: true }),
  registerSchemesAsPrivileged() {},
  isProtocolHandled: (scheme) => handlers.has(scheme),
  isProtocolRegistered: (scheme) => handlers.has(scheme),
  unhandle: (scheme) => void handlers.delete(scheme),
  unregisterProtocol: (scheme) => handlers.delete(scheme),
};
for (const kind of ["File", "Buffer", "String", "Http", "Stream"]) {
  const register = (scheme, handler) => Boolean(handlers.set(scheme, { answer: handler, isFile: kind === "File" }));
  protocol[`register${kind}Protocol`] = register;
  protocol[`intercept${kind}Protocol`] = register;
}

/** `net.fetch` of the app's own files; there is no other network. */
async function fetchFile(request) {
  const url = new URL(typeof request === "string" || request instanceof URL ? request : request.url);
  if (url.protocol !== "file:") throw new TypeError("net::ERR_INTERNET_DISCONNECTED");
  const path = fileURLToPath(`file://${url.pathname}`);
  if (!existsSync(path)) throw new TypeError("net::ERR_FILE_NOT_FOUND");
  const type = /\.html?$/i.test(path) ? "text/html" : "application/octet-stream";
  return new Response(new Uint8Array(readFileSync(path)), { headers: { "Content-Type": type } });
}

module.exports = { fetchFile, loadFile: (path) => loadFile(resolve(app, path)), loadURL, protocol: open(protocol, "protocol") };
