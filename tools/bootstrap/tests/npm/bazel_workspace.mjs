// A workspace of its own, with its own Bazel server, that takes the npm modules from this checkout.
import { spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const MEMBERS = ["app", "library", "packaged"];

/** The checkout that these files lie in. */
function checkout() {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, "MODULE.bazel")) || !existsSync(join(folder, ".bazelrc"))) {
    if (folder === dirname(folder)) throw new Error(`no workspace above ${import.meta.dirname}`);
    folder = dirname(folder);
  }
  return folder;
}

/** The modules that this checkout names, and where it has them from, for a workspace elsewhere. */
function moduleFiles(root) {
  const modules = readFileSync(join(root, "MODULE.bazel"), "utf8").match(/^bazel_dep\(.*\)$/gm).join("\n");
  const own = join(root, ".tk/bazelrc");
  const settings = existsSync(own) ? readFileSync(own, "utf8").replaceAll("%workspace%", root) : "";
  const overrides = settings.split("\n").filter((line) => line.startsWith("common"));
  const standIns = ["aspect_rules_js", "rules_nodejs"].map(
    (name) => `common "--override_module=${name}=${join(root, "tools/bootstrap/modules", name)}"`,
  );
  // Sandboxed actions see an empty /tmp, but for the workspace and what they are shown.
  const shown = root.startsWith("/tmp/") ? [`build "--sandbox_add_mount_pair=${root}"`] : [];
  return { modules, settings: [...overrides, ...standIns, ...shown, "common --jobs=2", ""].join("\n") };
}

export class BazelWorkspace {
  #bazel = process.env.TK_BAZEL_BIN;
  #temporary;

  /** Makes the workspace in `temporary`, an existing folder. */
  constructor(temporary) {
    if (!this.#bazel) throw new Error("TK_BAZEL_BIN must name the Bazel to run (./tk env prints it)");
    this.#temporary = temporary;
    this.home = join(temporary, "home");
    this.folder = join(temporary, "workspace");
    mkdirSync(this.home);
    cpSync(join(import.meta.dirname, "workspace"), this.folder, { recursive: true, dereference: true });
    chmodSync(join(this.folder, "read_versions.sh"), 0o755);
    for (const folder of [".", ...MEMBERS]) {
      renameSync(join(this.folder, folder, "BUILD.fixture"), join(this.folder, folder, "BUILD.bazel"));
    }
    const { modules, settings } = moduleFiles(checkout());
    const extension = readFileSync(join(this.folder, "MODULE.fixture"), "utf8");
    this.write("MODULE.bazel", `module(name = "sample")\n${modules}\n${extension}`);
    this.write(".bazelrc", settings);
    this.write(".bazelignore", ["node_modules", ...MEMBERS.map((member) => `${member}/node_modules`), ""].join("\n"));
  }

  write(path, text) {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  read(path) {
    return readFileSync(join(this.folder, path), "utf8");
  }

  /** Runs `bazel COMMAND ARGUMENTS`; gives the exit code and all that it said. */
  async bazel(command, args, env = {}) {
    const startup = ["--nohome_rc", "--nosystem_rc", `--output_user_root=${join(this.#temporary, "output")}`];
    const child = spawn(this.#bazel, [...startup, command, ...args], {
      cwd: this.folder,
      env: { PATH: process.env.PATH, HOME: this.home, USER: "test", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (said += data));
    const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
    return { code, said };
  }

  /** Builds targets; `ran` lists "mnemonic label" of the actions that were executed. */
  async build(targets, { env, flags = [] } = {}) {
    const events = join(this.#temporary, "events.json");
    const publish = ["--build_event_publish_all_actions", `--build_event_json_file=${events}`];
    const result = await this.bazel("build", [...publish, ...flags, ...targets], env);
    const ran = readFileSync(events, "utf8")
      .split("\n")
      .filter((line) => line.includes('"actionCompleted"'))
      .map((line) => JSON.parse(line))
      .filter((event) => event.action?.type && event.id.actionCompleted.label)
      .map((event) => `${event.action.type} ${event.id.actionCompleted.label}`)
      .sort();
    return { ...result, ran };
  }

  async close() {
    await this.bazel("shutdown", []);
    // Bazel leaves its outputs without permission to write.
    await new Promise((resolve) => spawn("chmod", ["-R", "u+w", this.#temporary]).on("close", resolve));
    rmSync(this.#temporary, { recursive: true, force: true });
  }
}
