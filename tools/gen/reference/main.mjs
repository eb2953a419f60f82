// rules_reference --out FOLDER FILES: a page for each rule set.
import { join } from "node:path";
import { readArguments, write } from "../arguments.mjs";
import { ruleSetFolders } from "../workspace/rule_sets.mjs";
import { page } from "./page.mjs";

const { values, files } = readArguments(["out"]);
for (const folder of ruleSetFolders(files)) write(join(values.out, `${folder.replace("rules/", "")}.md`), page(files, folder));
