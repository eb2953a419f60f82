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
fails with a diff and the command to update it; `bazel run //web:report_types` updates it. Both targets have the tag
`tachikoma-generated`, which `tk gen` and `tk gen --check` look for. committed_file does the same for a file that another target
generates.
"""

load("//rules/generate/private:committed_file.bzl", _committed_file = "committed_file")
load("//rules/generate/private:generated_file.bzl", _generated_file = "generated_file")

committed_file = _committed_file
generated_file = _generated_file
