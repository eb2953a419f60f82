/** What is wrong with the sources: Vite's errors also list every file that it would watch, and its own stack. */

const isOfSources = (error) => Boolean(error.plugin || error.frame || error.loc || error.errors);

function place({ plugin, id, loc, message }) {
  const file = loc?.file ?? id;
  const where = file && !message.includes(file) ? [file, loc?.line, loc?.column].filter((part) => part !== undefined).join(":") : "";
  return [plugin && !message.includes(plugin) ? `[${plugin}]` : "", where].filter(Boolean).join(" ");
}

/**
 * An error as text.
 *
 * @param error what a build threw.
 * @return of an error in the sources the message, with its place and the lines around it; of others, which a
 *     configuration or a plugin throws, the stack.
 */
export function describeError(error) {
  if (!(error instanceof Error)) return String(error);
  if (!isOfSources(error)) return error.stack ?? String(error);
  const { message, frame, cause } = error;
  const lines = [place(error), message, frame && !message.includes(frame.trim()) ? frame : ""];
  return [...lines.filter(Boolean), ...(cause ? [`caused by: ${describeError(cause)}`] : [])].join("\n");
}
