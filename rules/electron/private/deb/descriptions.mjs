/** What Debian and the desktop read about an app. */

const ARCHITECTURES = { arm64: "arm64", x64: "amd64" };

/** One line of a value. */
const line = (text) => String(text).replace(/\s+/g, " ").trim();

const xml = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

const mimeType = (app, extension) => `application/x-${app.name}-${extension}`;

/** Debian's description of a package. */
export function controlFile(spec, app, installedSize) {
  const fields = {
    Package: app.name,
    Version: app.version,
    Section: spec.section,
    Priority: "optional",
    Architecture: ARCHITECTURES[spec.platform.split("-")[1]],
    Depends: spec.depends.join(", "),
    Maintainer: spec.maintainer,
    "Installed-Size": installedSize,
    Homepage: app.homepage,
    Description: `${line(app.description || app.title)}`,
  };
  return Object.entries(fields).filter(([, value]) => value !== undefined && value !== "").map(([name, value]) => `${name}: ${line(value)}\n`).join("");
}

/** The entry of the desktop's menu; `program` is what it starts. */
export function desktopEntry({ categories, fileAssociations, icons, protocols }, app, program = `/usr/bin/${app.name}`) {
  const types = [...protocols.map((scheme) => `x-scheme-handler/${scheme}`), ...Object.keys(fileAssociations).map((extension) => mimeType(app, extension))];
  const fields = {
    Type: "Application",
    Name: line(app.title),
    Comment: line(app.description ?? ""),
    Exec: `${program} %U`,
    Icon: icons.length ? app.name : "",
    Terminal: "false",
    StartupWMClass: line(app.title),
    Categories: categories.map((category) => `${category};`).join(""),
    MimeType: types.map((type) => `${type};`).join(""),
  };
  return `[Desktop Entry]\n${Object.entries(fields).filter(([, value]) => value).map(([name, value]) => `${name}=${value}\n`).join("")}`;
}

/** The kinds of files that are the app's own. */
export function mimeTypes({ fileAssociations }, app) {
  const types = Object.entries(fileAssociations).map(([extension, name]) =>
    `  <mime-type type="${xml(mimeType(app, extension))}">\n    <comment>${xml(name)}</comment>\n    <glob pattern="*.${xml(extension)}"/>\n  </mime-type>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">\n${types.join("")}</mime-info>\n`;
}
