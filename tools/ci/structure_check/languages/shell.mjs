import { functionsOf } from "./blank.mjs";

/** `{text, code, comments}` of a shell script. Nothing is blanked: functions are found by their indentation. */
export function read(text) {
  return { text, code: text, comments: [] };
}

export function functions({ code }) {
  const spans = [...code.matchAll(/^([ \t]*)(?:function[ \t]+)?([\w:.-]+)[ \t]*\(\)[ \t]*[{(](?<rest>.*)$/gm)].map((match) => {
    const start = match.index + match[1].length;
    const first = match.index + match[0].length;
    const end = match.groups.rest.trimEnd().endsWith("}") ? -1 : code.slice(first).search(new RegExp(`\\n${match[1]}[})]`));
    return { name: match[2], start, end: end === -1 ? first : first + end + 1 };
  });
  return functionsOf(code, spans);
}

/** Comments of shell scripts are no documentation that a tool shows. */
export function docComments() {
  return [];
}

/** Whether a file without an ending is a shell script. */
export function isShell(text) {
  return /^#!\s*\S*\b(?:env\s+)?(?:ba|da|k|z)?sh\b/.test(text.slice(0, 80));
}
