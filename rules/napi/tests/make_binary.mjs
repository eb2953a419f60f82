// Writes made.node, a module for macOS.
import { writeFileSync } from "node:fs";
import { machO } from "./made_binaries.mjs";

writeFileSync("made.node", machO({ needed: ["/usr/lib/libSystem.B.dylib"] }));
