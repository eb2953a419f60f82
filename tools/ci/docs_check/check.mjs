// Checks documents against a repository, and what people may give to its rules against documents and tests.
import { checkCommands } from "./commands.mjs";
import { checkExamples } from "./examples.mjs";
import { checkLabels } from "./labels.mjs";
import { readMarkdown } from "./markdown.mjs";
import { checkLinks, checkPaths } from "./paths.mjs";
import { checkAttributes } from "./rules/check_attributes.mjs";

/**
 * Documents that programs make of what other repositories are told, with labels and flags of theirs: their generator's tests
 * look after them. Generated READMEs and AGENTS.md speak of this one.
 */
const GENERATED = /^docs\/(cli\.md|rules\/.*)$/;

/**
 * @param {Map<string, string>} texts path to text of every Markdown file; generated ones, too, for their anchors
 * @returns {{file: string, line: number, message: string}[]}
 */
export function check(texts, repository) {
  const documents = new Map([...texts].map(([file, text]) => [file, readMarkdown(file, text)]));
  const problems = [];
  for (const document of documents.values()) {
    if (GENERATED.test(document.file)) continue;
    const tell = (line, message) => problems.push({ file: document.file, line, message });
    checkPaths(document, repository, tell);
    checkLinks(document, repository, documents, tell);
    checkLabels(document, repository, tell);
    checkCommands(document, repository, tell);
    checkExamples(document, repository, tell);
  }
  problems.push(...checkAttributes(documents, repository));
  return problems.sort((one, other) => one.file.localeCompare(other.file) || one.line - other.line);
}
