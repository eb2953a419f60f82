// root_readme --out PATH FILES: the generated parts of the repository's README.
import { readArguments, write } from "../arguments.mjs";
import { withParts } from "../markdown/by_hand.mjs";
import { parts } from "./parts.mjs";

const { values, files } = readArguments(["out"]);
write(values.out, withParts(files.text("README.md"), parts(files), "README.md"));
