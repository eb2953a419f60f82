// Plain cargo on the same sources: the one that Bazel itself uses, where Bazel has fetched it.
import { join } from "node:path";

/** The command that builds or tests some packages of the workspace, and how to run it. */
export function cargoOf(workspace, packages, words = ["build"]) {
  const cargo = workspace.external(/rust_host_tools$|stable_tools$/, "bin/cargo") ?? "cargo";
  const target = join(workspace.folder, "cargo-target");
  return {
    command: [cargo, ...words, "--quiet", "--locked", ...packages.flatMap((name) => ["--package", name])],
    options: { cwd: workspace.root, env: { ...workspace.env, CARGO_TARGET_DIR: target, RUSTC: cargo.replace(/cargo$/, "rustc") } },
  };
}
