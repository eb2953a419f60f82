/** Sessions: each has the app's protocols, and may bring preload scripts. */
"use strict";

const { EventEmitter } = require("node:events");

const { open } = require("./anything.js");
const { state } = require("./app.js");
const { fetchFile, protocol } = require("./pages.js");
const { askFor } = require("./record.js");

function askForPreload(path) {
  askFor("preload script", path, { isSandboxed: state.isSandboxed || undefined }, true);
}

class Session extends EventEmitter {
  protocol = protocol;
  fetch = fetchFile;
  getPreloads = () => [];
  getPreloadScripts = () => [];
  isPersistent = () => true;
  setPreloads = (paths) => paths.forEach(askForPreload);
  registerPreloadScript({ filePath, type }) {
    if (type !== "service-worker") askForPreload(filePath);
    return "preload";
  }
}

const sessions = new Map();

function fromPartition(name) {
  if (!sessions.has(name)) sessions.set(name, open(new Session(), "session"));
  return sessions.get(name);
}

module.exports = { session: open({ defaultSession: fromPartition(""), fromPartition, fromPath: fromPartition }, "session") };
