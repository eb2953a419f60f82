// Whether the libraries that a binary needs are on every machine of its platform that runs Node.js.

const GLIBC = /^(?:lib(?:c|m)\.so\.6|lib(?:dl|resolv|nsl)\.so\.[12]|libpthread\.so\.0|lib(?:rt|util|anl|mvec)\.so\.1|ld(?!-musl)(?:64)?[-.].*so\.\d+)$/;
const MUSL = /^(?:libc\.musl-.+\.so\.1|ld-musl-.+\.so\.1|libc\.so)$/;
// Node.js itself needs these.
const RUNTIME = /^lib(?:gcc_s|stdc\+\+|atomic)\.so\.\d+$/;
const BIONIC = /^lib(?:c|m|dl|log|z|android)\.so$/;
const FREEBSD = /^lib(?:c|m|thr|util|rt|dl|gcc_s|c\+\+|cxxrt|execinfo|kvm|procstat|elf)\.so\.\d+$/;
const MACOS = /^\/(?:usr\/lib|System\/Library)\//;
const WINDOWS = new RegExp(
  "^(?:(?:api|ext)-ms-.+|kernel(?:32|base)|ntdll|user32|advapi32|ws2_32|mswsock|bcrypt|bcryptprimitives|ncrypt|crypt32|cryptbase|userenv|" +
    "ole32|oleaut32|combase|shell32|shlwapi|shcore|gdi32|gdiplus|secur32|sspicli|iphlpapi|psapi|dbghelp|rpcrt4|setupapi|cfgmgr32|hid|winmm|" +
    "version|imm32|comdlg32|comctl32|msvcrt|ucrtbase|powrprof|pdh|netapi32|propsys|uxtheme|dwmapi|d3d(?:9|10|11|12)|d3dcompiler_47|dxgi|" +
    "dxva2|opengl32|wintrust|normaliz|wldap32|wtsapi32|winhttp|wininet|urlmon|dnsapi|mpr|avrt|credui|mf|mfplat|mfreadwrite|evr|oleacc|" +
    "runtimeobject|synchronization|wevtapi|winspool\\.drv|fwpuclnt|bluetoothapis|node)(?:\\.dll|\\.exe)?$",
  "i",
);

/** For each system and C library: which libraries it has, and what a wrong C library looks like. */
const SYSTEMS = {
  "linux-gnu": { has: [GLIBC, RUNTIME], foreign: MUSL, libc: "glibc" },
  "linux-musl": { has: [MUSL, RUNTIME], foreign: GLIBC, libc: "musl" },
  android: { has: [BIONIC], foreign: GLIBC, libc: "bionic" },
  openharmony: { has: [MUSL, BIONIC, RUNTIME], foreign: GLIBC, libc: "musl" },
  freebsd: { has: [FREEBSD], foreign: GLIBC, libc: "FreeBSD's" },
  darwin: { has: [MACOS] },
  win32: { has: [WINDOWS] },
};

const ADVICE = [
  [/^(?:vcruntime|msvcp|concrt)\d+/i, "link it statically with -Ctarget-feature=+crt-static, or "],
  [/^lib(?:ssl|crypto|z|sqlite3)\.|lib(?:ssl|crypto)-/i, "link it statically (the crate that wraps it has a feature such as vendored or bundled), or "],
];

/** The system of a target, as @napi-rs/cli describes it. */
function systemOf({ platform, abi }) {
  if (platform !== "linux") return platform;
  return abi?.startsWith("musl") ? "linux-musl" : "linux-gnu";
}

/** The newest version of glibc that is asked for, or undefined. */
export function newestGlibc(versions) {
  const numbers = versions.flatMap((version) => /^GLIBC_(\d+(?:\.\d+)+)$/.exec(version)?.[1] ?? []);
  const parts = (number) => number.split(".").map(Number);
  return numbers.sort((left, right) => parts(left)[0] - parts(right)[0] || parts(left)[1] - parts(right)[1]).at(-1);
}

/**
 * Throws where a binary is linked to another C library than its target's, or needs one that not every such system has.
 * `declared`: names of libraries that the user vouches for.
 */
export function requireLibraries({ needed, versions }, target, declared = []) {
  const system = SYSTEMS[systemOf(target)];
  if (!system) throw new Error(`which libraries ${target.platform} has is not known`);
  const foreign = system.foreign && needed.find((library) => system.foreign.test(library) && !system.has.some((known) => known.test(library)));
  const glibc = newestGlibc(versions);
  if (foreign || (glibc && system.libc !== "glibc")) {
    throw new Error(`it is linked to another C library (${foreign ?? `glibc ${glibc}`}), but ${target.platformArchABI} has ${system.libc}`);
  }
  const there = (library) => declared.includes(library) || system.has.some((known) => known.test(library));
  const missing = needed.filter((library) => !there(library));
  if (missing.length > 0) {
    const advice = ADVICE.find(([library]) => library.test(missing[0]))?.[1] ?? "link it statically, ";
    throw new Error(`it needs ${missing.join(", ")}, which not every machine with ${target.platformArchABI} has: ${advice}add it to system_libraries`);
  }
  return glibc ? `glibc ${glibc} or newer` : "";
}
