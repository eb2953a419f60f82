/** The script from which NSIS makes an installer. */
import { escaped, installed, quoted } from "./quoted.mjs";
import { closed, listed, opened, uninstallerOf, uninstallKey } from "./registry.mjs";

const header = (spec, app) => [
  "Unicode true",
  `SetCompressor /SOLID ${spec.compression}`,
  "SetDateSave off",
  "ManifestDPIAware true",
  `RequestExecutionLevel ${spec.perMachine ? "admin" : "user"}`,
  '!include "MUI2.nsh"',
  '!include "FileFunc.nsh"',
  '!include "x64.nsh"',
  ...(spec.include ? [`!include "${spec.include}"`] : []),
  `Name ${quoted(app.title.replaceAll("&", "&&"))}`,
  `OutFile "${spec.out}"`,
  `InstallDir "${spec.perMachine ? "$PROGRAMFILES64" : "$LOCALAPPDATA\\Programs"}\\${escaped(app.name)}"`,
  `BrandingText ${quoted(`${app.title} ${app.version}`)}`,
  `VIProductVersion "${app.fileVersion}"`,
  ...Object.entries({ CompanyName: app.author, FileDescription: app.description, FileVersion: app.version, LegalCopyright: app.author, ProductName: app.title, ProductVersion: app.version }).map(
    ([name, value]) => `VIAddVersionKey "${name}" ${quoted(value)}`,
  ),
];

const pages = (spec, app) => [
  ...(spec.icon ? [`!define MUI_ICON "${spec.icon}"`, `!define MUI_UNICON "${spec.icon}"`] : []),
  ...(spec.license ? [`!insertmacro MUI_PAGE_LICENSE "${spec.license}"`] : []),
  ...(spec.oneClick ? ["AutoCloseWindow true"] : ["!insertmacro MUI_PAGE_DIRECTORY"]),
  "!insertmacro MUI_PAGE_INSTFILES",
  ...(spec.oneClick ? [] : [`!define MUI_FINISHPAGE_RUN "$INSTDIR\\${escaped(app.program)}"`, "!insertmacro MUI_PAGE_FINISH", "!insertmacro MUI_UNPAGE_CONFIRM"]),
  "!insertmacro MUI_UNPAGE_INSTFILES",
  ...spec.languages.map((language) => `!insertmacro MUI_LANGUAGE "${language}"`),
];

const context = ({ perMachine }) => ["  SetRegView 64", `  SetShellVarContext ${perMachine ? "all" : "current"}`];

const custom = (name) => [`  !ifmacrodef ${name}`, `    !insertmacro ${name}`, "  !endif"];

/** The processor is the right one, and the app is where it was before. */
const init = (spec, app) => {
  const isArm = spec.platform.endsWith("-arm64");
  return [
    "Function .onInit",
    `  \${Unless} \${${isArm ? "IsNativeARM64" : "RunningX64"}}`,
    `    MessageBox MB_ICONSTOP ${quoted(`${app.title} needs Windows for ${isArm ? "ARM64" : "64 bits"}.`)} /SD IDOK`,
    "    SetErrorLevel 1",
    "    Quit",
    "  ${EndUnless}",
    ...context(spec),
    // /D=FOLDER and what was chosen before go before the usual folder.
    `  ReadRegStr $0 SHCTX ${quoted(uninstallKey(app))} "InstallLocation"`,
    "  ${GetParameters} $1",
    "  ClearErrors",
    '  ${GetOptions} $1 "/D=" $2',
    "  ${If} ${Errors}",
    '  ${AndIf} $0 != ""',
    "    StrCpy $INSTDIR $0",
    "  ${EndIf}",
    ...custom("customInit"),
    "FunctionEnd",
  ];
};

/** An app that runs, as one that is just being updated, is waited for. */
const waitForApp = (app, un) => [
  `Function ${un}waitForApp`,
  "  StrCpy $R0 0",
  "  again:",
  `    IfFileExists ${installed(app.program)} 0 done`,
  "    ClearErrors",
  `    FileOpen $R1 ${installed(app.program)} a`,
  "    IfErrors busy",
  "    FileClose $R1",
  "    Goto done",
  "  busy:",
  "    IntOp $R0 $R0 + 1",
  "    Sleep 500",
  "    IntCmp $R0 20 ask again",
  "  ask:",
  "    StrCpy $R0 0",
  `    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION ${quoted(`${app.title} is running. Close it, and try again.`)} /SD IDCANCEL IDRETRY again`,
  "    SetErrorLevel 2",
  "    Quit",
  "  done:",
  "FunctionEnd",
];

const files = ({ files: paths, folders, root }) => ["", ...folders].flatMap((folder) => {
  const inside = paths.filter((path) => path.slice(0, Math.max(0, path.lastIndexOf("/"))) === folder);
  return [`  SetOutPath ${folder ? installed(folder) : '"$INSTDIR"'}`, ...inside.map((path) => `  File ${quoted(`${root}/${path}`)}`)];
});

const shortcuts = (spec, app) => [`"$SMPROGRAMS\\${escaped(app.title)}.lnk"`, ...(spec.desktopShortcut ? [`"$DESKTOP\\${escaped(app.title)}.lnk"`] : [])];

/** The version before is removed by what removes it: files that are no more do not stay. */
const removeOld = (app) => [
  `  ReadRegStr $0 SHCTX ${quoted(uninstallKey(app))} "UninstallString"`,
  '  ReadRegStr $1 SHCTX ' + quoted(uninstallKey(app)) + ' "InstallLocation"',
  '  ${If} $0 != ""',
  '  ${AndIf} $1 != ""',
  "    ClearErrors",
  "    ExecWait '$0 /S --updated _?=$1'",
  "  ${EndIf}",
];

const install = (spec, app, content) => [
  "Section",
  ...context(spec),
  "  Call waitForApp",
  ...removeOld(app),
  "  SetOverwrite on",
  ...files(content),
  `  SetOutPath "$INSTDIR"`,
  `  WriteUninstaller ${installed(uninstallerOf(app))}`,
  ...shortcuts(spec, app).map((link) => `  CreateShortCut ${link} ${installed(app.program)}`),
  ...listed(app, content, spec.perMachine),
  ...opened(app, spec),
  ...custom("customInstall"),
  "SectionEnd",
  "Function .onInstSuccess",
  "  ${GetParameters} $1",
  "  ClearErrors",
  '  ${GetOptions} $1 "--force-run" $2',
  "  ${IfNot} ${Errors}",
  ...(spec.oneClick ? ["  ${OrIfNot} ${Silent}"] : []),
  `    Exec '"$INSTDIR\\${escaped(app.program)}"'`,
  "  ${EndIf}",
  "FunctionEnd",
];

/** Removes what was installed, and nothing else. */
const uninstall = (spec, app, content) => [
  "Function un.onInit",
  ...context(spec),
  "FunctionEnd",
  "Section Uninstall",
  "  Call un.waitForApp",
  ...custom("customUnInstall"),
  ...closed(app, spec),
  ...content.files.map((path) => `  Delete ${installed(path)}`),
  `  Delete ${installed(uninstallerOf(app))}`,
  ...[...content.folders].reverse().map((path) => `  RMDir ${installed(path)}`),
  '  RMDir "$INSTDIR"',
  ...shortcuts(spec, app).map((link) => `  Delete ${link}`),
  `  DeleteRegKey SHCTX ${quoted(uninstallKey(app))}`,
  "SectionEnd",
];

/** The whole script: `spec` of electron_nsis.bzl, the app as it is described, and what is installed. */
export function installerScript(spec, app, content) {
  const parts = [header(spec, app), pages(spec, app), init(spec, app), waitForApp(app, ""), waitForApp(app, "un."), install(spec, app, content), uninstall(spec, app, content)];
  return parts.map((lines) => `${lines.join("\n")}\n`).join("\n");
}
