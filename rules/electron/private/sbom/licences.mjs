/** Licences as packages state them, and as CycloneDX has them. */
import { Models, SPDX } from "@cyclonedx/cyclonedx-library";

/** What package.json says, in the three forms that npm ever had: [text]. */
function texts(license) {
  if (Array.isArray(license)) return license.flatMap(texts);
  if (typeof license === "object" && license !== null) return texts(license.type ?? license.name);
  return typeof license === "string" && license.trim() !== "" ? [license.trim()] : [];
}

/** Whether a text is an expression of SPDX: each word that joins nothing is a licence, or an exception behind WITH. */
function isExpression(text) {
  const words = text.replace(/[()]/g, " ").trim().split(/\s+/);
  return words.length > 1 && words.every((word, index) => (index % 2 ? /^(AND|OR|WITH)$/.test(word) : words[index - 1] === "WITH" || SPDX.isSupportedSpdxId(word.replace(/\+$/, ""))));
}

function parsed(text) {
  // Cargo had "/" for OR.
  const id = SPDX.fixupSpdxId(text);
  if (id) return new Models.SpdxLicense(id);
  const expression = text.replace(/\s*\/\s*/g, " OR ");
  return isExpression(expression) ? new Models.LicenseExpression(expression) : new Models.NamedLicense(text);
}

/** Models of CycloneDX: one expression, or any number of licences. */
export function licences(license) {
  const found = texts(license);
  if (found.length < 2) return found.map(parsed);
  return found.map(parsed).map((model, index) => (model instanceof Models.LicenseExpression ? new Models.NamedLicense(found[index]) : model));
}
