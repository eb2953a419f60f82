"""Generated files that are committed, tested against their generator and updated by one command.

```starlark
load("@tachikoma//rules/generate:defs.bzl", "generated_file")

generated_file(
    name = "report_types",
    src = "src/lib/report.ts",
    args = ["{out}"],
    generator = "//crates/bep:report_types",
)
```

The generator runs as an action. `bazel test //web:report_types_test` fails with a diff and the
command that repairs it when the committed file is stale or missing; `bazel run //web:report_types`
writes it. Both targets carry the tag `generated`, by which `tk gen` and `tk gen --check` find them.
committed_file does the same for a file that some other target makes.
"""

load("//rules/generate/private:committed_file.bzl", _committed_file = "committed_file")
load("//rules/generate/private:generated_file.bzl", _generated_file = "generated_file")

committed_file = _committed_file
generated_file = _generated_file
