// Loads the native module that lies beside this file. Made by napi_module; do not edit.
"use strict";

const { existsSync } = require("node:fs");
const { join } = require("node:path");

const builtFor = "{{platform}}";
const label = "{{label}}";
const file = join(__dirname, "index.node");

function loadNativeModule() {
  const here = `${process.platform}-${process.arch}`;
  if (here !== builtFor) {
    throw new Error(
      `${file} was built for ${builtFor}, but this is ${here}: build ${label} with --platforms={{platforms}}:${here}`,
    );
  }
  if (!existsSync(file)) {
    throw new Error(`${file} is missing: build ${label} and copy index.node beside index.js`);
  }
  try {
    return require("./index.node");
  } catch (cause) {
    throw new Error(`${file} cannot be loaded: ${cause.message}`, { cause });
  }
}

const native = loadNativeModule();
