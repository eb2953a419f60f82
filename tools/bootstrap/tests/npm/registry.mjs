// An npm registry on the loopback that serves made-up packages and remembers what it was asked.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

/** Makes the archive of a package; `top` is its top folder, which npm does not fix. */
function archive(folder, name, version, top = "package") {
  const place = mkdtempSync(join(folder, "package-"));
  mkdirSync(join(place, top));
  writeFileSync(join(place, top, "package.json"), `${JSON.stringify({ name, version })}\n`);
  writeFileSync(join(place, top, "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
  execFileSync("tar", ["-czf", "archive.tgz", top], { cwd: place });
  const bytes = readFileSync(join(place, "archive.tgz"));
  return { bytes, integrity: `sha512-${createHash("sha512").update(bytes).digest("base64")}` };
}

/**
 * Starts a registry for `packages`, a list of "name@version", with its working files in `folder`.
 *
 * Below /npm/ and /mine/ everyone is served, below /private/ who has `token`. Returns `address`, `integrity(package)`,
 * `requests()` (the paths since it was last called, sorted) and `close()`.
 */
export async function startRegistry(folder, packages, token) {
  const archives = new Map(
    packages.map((id, number) => {
      const at = id.lastIndexOf("@");
      return [id, archive(folder, id.slice(0, at), id.slice(at + 1), number % 2 ? "other-top" : "package")];
    }),
  );
  const paths = new Map(
    [...archives].map(([id, { bytes }]) => {
      const at = id.lastIndexOf("@");
      const [name, version] = [id.slice(0, at), id.slice(at + 1)];
      return [`${name}/-/${name.split("/").at(-1)}-${version}.tgz`, bytes];
    }),
  );
  let asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    const [, area, path] = /^\/(npm|mine|private)\/(.*)$/.exec(decodeURIComponent(request.url)) ?? [];
    const bytes = paths.get(path);
    if (area === "private" && request.headers.authorization !== `Bearer ${token}`) response.writeHead(401).end();
    else if (!bytes) response.writeHead(404).end();
    else response.writeHead(200).end(bytes);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    integrity: (id) => archives.get(id).integrity,
    requests() {
      const since = asked.sort();
      asked = [];
      return since;
    },
    close: () => server.close(),
  };
}
