// Turborepo, Nx and moon, installed from the npm registry that the user has configured into a temporary folder.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeRepository, packageNames, writeJson } from "./comparable.mjs";
import { time } from "./measure.mjs";

/** No tool reports home or downloads anything of its own. */
const QUIET = {
  CI: "",
  DO_NOT_TRACK: "1",
  MOON_TOOLCHAIN_FORCE_GLOBALS: "true",
  NX_DAEMON: "true",
  NX_NO_CLOUD: "true",
  NX_TUI: "false",
  PROTO_OFFLINE: "true",
  TURBO_TELEMETRY_DISABLED: "1",
};

/** The program that an npm package's native part carries; null where there is none for this machine. */
function nativeProgram(folder, pattern, ...inside) {
  const modules = join(folder, "node_modules");
  const scopes = [modules, ...readdirSync(modules).filter((name) => name.startsWith("@")).map((name) => join(modules, name))];
  for (const scope of scopes) {
    for (const name of readdirSync(scope).filter((entry) => pattern.test(entry))) {
      const program = join(scope, name, ...inside);
      if (existsSync(program)) return program;
    }
  }
  return null;
}

const inNodeModules = (folder, name) => join(folder, "node_modules", ".bin", name);

const TOOLS = {
  turbo: {
    packages: { turbo: "2.11.11" },
    addToRoot(folder) {
      writeJson(join(folder, "turbo.json"), {
        ui: "stream",
        tasks: { build: { dependsOn: ["^build"], inputs: ["src/**", "build.mjs"], outputs: ["dist/**"] } },
      });
    },
    commands(folder) {
      const native = nativeProgram(folder, /^(?:turbo-)?linux-|^turbo-|^(?:linux|darwin)-/, "bin", "turbo");
      return {
        ...(native ? { "turbo run build, native program": [native, "run", "build"] } : {}),
        "turbo run build, through npm's script": [inNodeModules(folder, "turbo"), "run", "build"],
      };
    },
  },
  nx: {
    packages: { nx: "24.0.6" },
    addToRoot(folder) {
      writeJson(join(folder, "nx.json"), {
        analytics: false,
        neverConnectToCloud: true,
        namedInputs: { sources: ["{projectRoot}/src/**/*", "{projectRoot}/build.mjs"] },
        targetDefaults: { build: { cache: true, dependsOn: ["^build"], inputs: ["sources", "^sources"], outputs: ["{projectRoot}/dist"] } },
      });
    },
    commands(folder) {
      return { "nx run-many -t build, with its daemon": [inNodeModules(folder, "nx"), "run-many", "-t", "build"] };
    },
    close(folder, options) {
      execFileSync(inNodeModules(folder, "nx"), ["daemon", "--stop"], { ...options, stdio: "ignore" });
    },
  },
  moon: {
    packages: { "@moonrepo/cli": "2.5.5" },
    addToRoot(folder) {
      const write = (path, content) => writeJson(join(folder, ".moon", path), content);
      // YAML takes JSON as it is.
      write("workspace.yml", { projects: ["packages/*"], telemetry: false, vcs: { defaultBranch: "main" } });
      write("toolchains.yml", {});
    },
    addToPackage(home, after) {
      writeFileSync(join(home, "moon.yml"), JSON.stringify({
        dependsOn: after,
        tasks: { build: { command: "node build.mjs", deps: ["^:build"], inputs: ["src/**/*", "build.mjs"], outputs: ["dist"] } },
      }));
    },
    commands(folder) {
      const native = nativeProgram(folder, /^core-/, "moon");
      return {
        "moon run :build": [native ?? inNodeModules(folder, "moon"), "run", ...packageNames.map((name) => `${name}:build`)],
      };
    },
  },
};

const git = (folder, ...args) => execFileSync("git", ["-C", folder, "-c", "user.name=bench", "-c", "user.email=bench@localhost", ...args]);

/**
 * Installs every tool in a repository of its own and builds that once. Returns the commands to measure, the
 * tools that are not available here and why, and what is to be stopped in the end.
 */
export function install(workspace) {
  const found = { commands: [], missing: [], running: [] };
  for (const [name, tool] of Object.entries(TOOLS)) {
    const folder = join(workspace.folder, name);
    const options = { cwd: folder, env: { ...workspace.env, ...QUIET } };
    try {
      const files = makeRepository(workspace.root, folder, tool);
      console.error(`bench: installing ${name} beside ${files} files in ${packageNames.length} packages`);
      time(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], options);
      git(folder, "init", "--quiet", "--initial-branch=main");
      git(folder, "add", "--all");
      git(folder, "commit", "--quiet", "-m", "all");
      const commands = Object.entries(tool.commands(folder)).map(([label, command]) => ({ label, command, options }));
      found.running.push({ tool, folder, options });
      for (const { command } of commands) time(command, options);
      found.commands.push(...commands);
    } catch (error) {
      console.error(`bench: without ${name}: ${error.message}`);
      found.missing.push({ name, why: error.message.split("\n")[0] });
    }
  }
  return found;
}

/** Ends what the tools left running. */
export function stop({ running }) {
  for (const { tool, folder, options } of running) {
    try {
      tool.close?.(folder, options);
    } catch (error) {
      console.error(`bench: ${error.message}`);
    }
  }
}
