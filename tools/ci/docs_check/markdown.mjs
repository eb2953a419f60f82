// Reads a Markdown file: headings, links, code spans and fenced blocks, each with its line.

// Which file has what the block behind it shows.
const ORIGIN = /^<!-- from (\S+) -->$/;

/**
 * @returns {{file: string, anchors: Set<string>, links: Place[], spans: Place[], fences: Fence[], strayOrigins: Place[]}}
 *   where a Place is `{line, text}`, and a Fence `{language, lines: Place[], line, heading, from}`: the line and the heading
 *   above it, and the file that a comment right before it names
 */
export function readMarkdown(file, text) {
  const document = { file, anchors: new Set(), links: [], spans: [], fences: [], strayOrigins: [] };
  let paragraph = [];
  let fence;
  let heading;
  let origin;
  const endParagraph = () => {
    if (paragraph.length > 0) readInline(paragraph, document);
    paragraph = [];
  };
  for (const [index, line] of text.split("\n").entries()) {
    const place = { line: index + 1, text: line };
    const border = /^\s*(`{3,}|~{3,})\s*([\w-]*)/.exec(line);
    if (fence) {
      if (border && border[1].startsWith(fence.border) && !border[2]) fence = undefined;
      else fence.lines.push(place);
    } else if (border) {
      endParagraph();
      fence = { border: border[1], language: border[2], lines: [], line: place.line, heading, from: origin?.from };
      origin = undefined;
      document.fences.push(fence);
    } else if (line.trim() === "") endParagraph();
    else {
      if (origin) document.strayOrigins.push(origin);
      const from = ORIGIN.exec(line)?.[1];
      origin = from && { ...place, from };
      const title = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
      if (title !== undefined) addAnchor(document.anchors, (heading = title));
      paragraph.push(place);
    }
  }
  endParagraph();
  if (origin) document.strayOrigins.push(origin);
  return document;
}

/** The anchor that repository hosts give a heading. */
export function anchorOf(heading) {
  const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
  return plain.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replace(/\s/g, "-");
}

function addAnchor(anchors, heading) {
  const first = anchorOf(heading);
  let anchor = first;
  for (let number = 1; anchors.has(anchor); number++) anchor = `${first}-${number}`;
  anchors.add(anchor);
}

// Code spans and links can go on in the next line.
function readInline(paragraph, document) {
  const text = paragraph.map((place) => place.text).join("\n");
  const lineAt = (offset) => paragraph[0].line + text.slice(0, offset).split("\n").length - 1;
  const withoutCode = text.replace(/(?<!`)(`+)(?!`)([\s\S]*?[^`])\1(?!`)/g, (whole, _ticks, code, offset) => {
    document.spans.push({ line: lineAt(offset), text: code.replaceAll("\\|", "|").replace(/\s+/g, " ").trim() });
    return whole.replace(/[^\n]/g, " ");
  });
  for (const link of withoutCode.matchAll(/\]\(\s*<?([^()\s>]+)>?[^()]*\)|^\[[^\]]+\]:\s*(\S+)/gm)) {
    document.links.push({ line: lineAt(link.index), text: link[1] ?? link[2] });
  }
}
