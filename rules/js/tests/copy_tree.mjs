// node copy_tree.mjs FROM TO
import { cpSync } from "node:fs";

cpSync(process.argv[2], process.argv[3], { recursive: true });
