"""Steps: named parts of a build.

```starlark
load("@tachikoma//rules/steps:defs.bzl", "build_step")

build_step(
    name = "rust-build",
    after = [":rust-check"],
    artifacts = {"//crates/tachikoma": "tachikoma"},
    deps = ["//crates/tachikoma"],
)
```

`bazel build //:rust-build` builds the step, and writes `rust-build.step.json` with the labels that belong to the
step and the artifacts that it adds to `dist/`. With that file, a reader of the Build Event Protocol (such as `tk`)
can assign each action to its step.
"""

load("//rules/steps/private:build_step.bzl", _build_step = "build_step")
load("//rules/steps/private:providers.bzl", _StepInfo = "StepInfo")

StepInfo = _StepInfo
build_step = _build_step
