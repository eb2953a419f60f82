/** What a page with a content security policy of its own must allow while it is developed. */

/** Adds a source to a directive of a policy; what the directive inherits stays allowed. */
function widen(policy, name, source) {
  const inherited = (policy.get("default-src") ?? []).filter((value) => value !== "'none'");
  const sources = (policy.get(name) ?? inherited).filter((value) => value !== "'none'");
  policy.set(name, [...sources, source]);
}

/**
 * Lets a page that has a content security policy of its own be developed: Vite puts styles into it and talks to it
 * by a web socket. Of a built page nothing changes.
 */
export function widenedPolicy(host) {
  const META = /(<meta\s[^>]*http-equiv="Content-Security-Policy"[^>]*\scontent=")([^"]*)/i;
  return {
    name: "bazel-packages:policy",
    transformIndexHtml: (html) =>
      html.replace(META, (_, start, text) => {
        const directives = text.split(";").map((directive) => directive.trim().split(/\s+/));
        const policy = new Map(directives.filter(([name]) => name).map(([name, ...sources]) => [name, sources]));
        widen(policy, "style-src", "'unsafe-inline'");
        widen(policy, "connect-src", `ws://${host}:*`);
        return start + [...policy].map(([name, sources]) => [name, ...sources].join(" ")).join("; ");
      }),
  };
}
