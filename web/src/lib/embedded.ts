/** The report that stands in the page itself: `tk profile --html` makes such pages. */

/** The id of the block of JSON data. */
const ID = "report";

/** The text of the report in a page, or null where none stands in it. */
export function embeddedReport(page: Document): string | null {
  const text = page.getElementById(ID)?.textContent?.trim();
  return text ? text : null;
}
