/** YAML of what an update has: maps of scalars, and one list of maps. */

// A text that YAML reads as nothing else; others are quoted as in JSON, which YAML has, too.
const PLAIN = /^[A-Za-z][A-Za-z0-9_./+-]*={0,2}$/;
const WORDS = /^(true|false|yes|no|on|off|null|y|n)$/i;

const scalar = (value) => (typeof value === "string" && PLAIN.test(value) && !WORDS.test(value) ? value : JSON.stringify(value));

const lines = (map, indent) => Object.entries(map).map(([key, value]) => (Array.isArray(value) ? `${key}:\n${list(value)}` : `${key}: ${scalar(value)}\n`)).join(indent);

const list = (maps) => maps.map((map) => `  - ${lines(map, "    ")}`).join("");

/** The text of a map. */
export const yaml = (map) => lines(map, "");
