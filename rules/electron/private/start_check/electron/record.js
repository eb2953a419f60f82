/** Writes down what the app asks for, and where in the app it does. */
"use strict";

const fs = require("node:fs");
const { isAbsolute, join, relative } = require("node:path");
const { fileURLToPath } = require("node:url");

const app = process.env.APP_FOLDER;
const { appendFileSync, existsSync } = fs;

/** A path inside of the app as the app's own; null for any other. What is unpacked is in the app, too. */
function inApp(path) {
  for (const folder of [app, `${app}.unpacked`]) {
    const place = relative(folder, path);
    if (place && !place.startsWith("..") && !isAbsolute(place)) return place;
  }
  return null;
}

/** The first place in the app on a stack: "dist/main/index.js:12". */
function placeOf(stack) {
  for (const line of String(stack).split("\n")) {
    const [, at, row] = /((?:file:\/\/)?\/[^():]*):(\d+)/.exec(line) ?? [];
    const place = at && inApp(at.startsWith("file:") ? fileURLToPath(at) : at);
    if (place) return `${place}:${row}`;
  }
  return undefined;
}

function asker() {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const place = placeOf(new Error("asked").stack);
  Error.stackTraceLimit = limit;
  return place ?? "the app";
}

function record(ask) {
  appendFileSync(process.env.APP_ASKED, JSON.stringify({ by: asker(), ...ask }) + "\n");
}

/** The app asks for a file of its own. `isAnywhere`: one that must be there, wherever the app looks for it. */
function askFor(kind, path, more = {}, isAnywhere = false) {
  if (typeof path !== "string" || !path) return;
  const place = inApp(path);
  if (place === null && !isAnywhere) return;
  const similar = place === null ? undefined : near(place);
  record({ kind, path, name: place ?? path, exists: existsSync(path), ...(similar && { hint: similar }), ...more });
}

/** What lies where something was looked for. */
function near(place) {
  const folder = join(app, place, "..");
  if (existsSync(join(app, place)) || existsSync(join(`${app}.unpacked`, place))) return undefined;
  const names = existsSync(folder) ? fs.readdirSync(folder).filter((name) => !name.endsWith(".map")) : [];
  const where = relative(app, folder) || "the app's folder";
  return names.length ? `${where} has ${names.sort().join(", ")}` : `there is no ${where}`;
}

module.exports = { app, asker, askFor, inApp, placeOf, record };
