/** What an app says of itself in Windows' registry. SHCTX is the user or the machine. */
import { escaped, quoted } from "./quoted.mjs";

const write = (kind) => (key, name, value) => `  WriteReg${kind} SHCTX ${quoted(key)} ${quoted(name)} ${value}`;
const text = write("Str");
const number = write("DWORD");

export const uninstallKey = ({ guid }) => `Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\${guid}`;

const program = (app) => `$INSTDIR\\${escaped(app.program)}`;
const opens = (app) => `'"${program(app)}" "%1"'`;
const progId = (app, extension) => `${app.guid}.${extension}`;

/** The entry in the list of apps. */
export function listed(app, { kilobytes }, perMachine) {
  const key = uninstallKey(app);
  const scope = perMachine ? "/allusers" : "/currentuser";
  const uninstaller = `"$INSTDIR\\${escaped(uninstallerOf(app))}" ${scope}`;
  return [
    text(key, "DisplayName", quoted(`${app.title} ${app.version}`)),
    text(key, "DisplayVersion", quoted(app.version)),
    text(key, "DisplayIcon", `"${program(app)},0"`),
    text(key, "Publisher", quoted(app.author)),
    text(key, "InstallLocation", '"$INSTDIR"'),
    text(key, "UninstallString", `'${uninstaller}'`),
    text(key, "QuietUninstallString", `'${uninstaller} /S'`),
    number(key, "NoModify", 1),
    number(key, "NoRepair", 1),
    number(key, "EstimatedSize", kilobytes),
  ];
}

export const uninstallerOf = ({ title }) => `Uninstall ${title.replace(/[<>:"/\\|?*]/g, "")}.exe`;

/** Schemes and files that the app opens. */
export function opened(app, { fileAssociations, protocols }) {
  const schemes = protocols.flatMap((scheme) => [
    text(`Software\\Classes\\${scheme}`, "", quoted(`URL:${scheme}`)),
    text(`Software\\Classes\\${scheme}`, "URL Protocol", '""'),
    text(`Software\\Classes\\${scheme}\\shell\\open\\command`, "", opens(app)),
  ]);
  const files = Object.entries(fileAssociations).flatMap(([extension, name]) => [
    text(`Software\\Classes\\.${extension}`, "", quoted(progId(app, extension))),
    text(`Software\\Classes\\${progId(app, extension)}`, "", quoted(name)),
    text(`Software\\Classes\\${progId(app, extension)}\\DefaultIcon`, "", `"${program(app)},0"`),
    text(`Software\\Classes\\${progId(app, extension)}\\shell\\open\\command`, "", opens(app)),
  ]);
  return [...schemes, ...files, ...(files.length ? [associationsChanged] : [])];
}

/** Takes back what `opened` wrote, unless another app has it by now. */
export function closed(app, { fileAssociations, protocols }) {
  const schemes = protocols.flatMap((scheme) => [
    `  ReadRegStr $0 SHCTX ${quoted(`Software\\Classes\\${scheme}\\shell\\open\\command`)} ""`,
    `  StrCmp $0 ${opens(app)} 0 +2`,
    `  DeleteRegKey SHCTX ${quoted(`Software\\Classes\\${scheme}`)}`,
  ]);
  const files = Object.keys(fileAssociations).flatMap((extension) => [
    `  ReadRegStr $0 SHCTX ${quoted(`Software\\Classes\\.${extension}`)} ""`,
    `  StrCmp $0 ${quoted(progId(app, extension))} 0 +2`,
    `  DeleteRegValue SHCTX ${quoted(`Software\\Classes\\.${extension}`)} ""`,
    `  DeleteRegKey SHCTX ${quoted(`Software\\Classes\\${progId(app, extension)}`)}`,
  ]);
  return [...schemes, ...files, ...(files.length ? [associationsChanged] : [])];
}

const associationsChanged = "  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'";
