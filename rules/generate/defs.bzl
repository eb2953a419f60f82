"""Generated files that are committed: compared with their generator's output, and updated with one command.

```starlark
load("@tachikoma//rules/generate:defs.bzl", "generated_file")

generated_file(
    name = "report_types",
    src = "src/lib/report.ts",
    args = ["{out}"],
    generator = "//crates/bep:report_types",
)
```

The generator runs as an action. When the committed file is stale or missing, `bazel test //web:report_types_test`
fails with the difference and the command to update it: `bazel run //web:report_types`. `srcs` takes several files, and a
path with a slash at its end is a folder, in which all is generated: what the generator does not make is removed.
committed_file does the same for what another target makes. docs/rules-generate.md has every attribute.

Both targets have the tag `tachikoma-generated`. `tk gen` and `tk gen --check` build the output group `tachikoma_generated`
of all such tests, which says what is made and from which sources.
"""

load("//rules/generate/private:committed_file.bzl", _committed_file = "committed_file")
load("//rules/generate/private:generated_file.bzl", _generated_file = "generated_file")

committed_file = _committed_file
generated_file = _generated_file
