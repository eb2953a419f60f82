// readme --folder FOLDER --out PATH FILES: the README of a package.
import { readArguments, write } from "../arguments.mjs";
import { readme } from "./readme.mjs";

const { values, files } = readArguments(["folder", "out"]);
write(values.out, readme(files, values.folder));
