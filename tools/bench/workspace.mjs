// A clone of the checkout to measure in, with everything built once.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { time } from "./measure.mjs";

/** The environment of a person's shell: what `bazel run` and js_binary add would change what is measured. */
function shellEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:BUILD_|BAZEL|JS_BINARY__|RUNFILES|TEST_|TK_|NODE_OPTIONS)/.test(name)));
}

/** Flags with which `tk` lets Bazel record what it does. */
export const RECORDING = /^--(?:no)?(?:build_event|bes_|profile|experimental_profile|slim_profile|execution_log|explain)/;

export function openWorkspace(checkout) {
  const folder = mkdtempSync(join(tmpdir(), "tachikoma-bench-"));
  const root = join(folder, "clone");
  const env = shellEnvironment();
  execFileSync("git", ["clone", "--quiet", checkout, root]);
  const options = { cwd: root, env };
  const tk = join(root, "tk");

  console.error("bench: building everything once");
  time([tk, "build"], options);
  const environment = execFileSync(tk, ["env"], { ...options, encoding: "utf8" });
  const bazel = execFileSync("sh", ["-c", `${environment}\ncommand -v bazel`], { ...options, encoding: "utf8" }).trim();

  return {
    root,
    env,
    folder,
    bazelPath: bazel,
    tk: (...args) => time([tk, ...args], options),
    // Without a person's disk cache, which the plain tools beside it do not have either.
    bazel: (command, ...args) => time([bazel, command, ...(command === "build" ? ["--disk_cache="] : []), ...args], options),
    /** `bazel` with these arguments and nothing else. */
    plainBazel: (...args) => time([bazel, ...args], options),
    /** What `tk` prints. */
    tkSays(...args) {
      const { stdout, stderr } = spawnSync(tk, args, { ...options, encoding: "utf8" });
      return `${stdout}${stderr}`;
    },
    /** The arguments of the `bazel` line that `tk build` stands for, without those that only serve its report. */
    tkCommandLine() {
      return this.tkWholeCommandLine().filter((argument) => !RECORDING.test(argument));
    },
    /** The same with the recordings, which go to files of the benchmark. */
    tkWholeCommandLine() {
      const line = execFileSync(tk, ["build", "--dry-run"], { ...options, encoding: "utf8" }).trim().split(/\s+/).slice(1);
      return line.map((argument) => argument.replace(/^(--(?:build_event_binary_file|profile|execution_log_binary_file|explain)=).*\/([^/]+)$/, `$1${folder}/$2`));
    },
    read: (path) => readFileSync(join(root, path), "utf8"),
    write: (path, content) => writeFileSync(join(root, path), content),
    serverPid: () => execFileSync(bazel, ["info", "server_pid"], { ...options, encoding: "utf8" }).trim(),
    outputBase: () => execFileSync(bazel, ["info", "output_base"], { ...options, encoding: "utf8" }).trim(),
    /** A tool of the repository rules, such as the cargo that Bazel itself uses; null when it was not fetched. */
    external(pattern, path) {
      const external = join(this.outputBase(), "external");
      const found = readdirSync(external).find((name) => pattern.test(name) && existsSync(join(external, name, path)));
      return found ? join(external, found, path) : null;
    },
    close() {
      try {
        time([bazel, "clean", "--expunge"], options);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
