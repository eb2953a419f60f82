"""Steps: the names under which people know the parts of a build.

```starlark
load("@tachikoma//rules/steps:defs.bzl", "build_step")

build_step(
    name = "rust-build",
    after = [":rust-check"],
    artifacts = {"//crates/tachikoma": "tachikoma"},
    deps = ["//crates/tachikoma"],
)
```

`bazel build //:rust-build` builds the step. Beside its files it writes `rust-build.step.json`, which
says which labels belong to the step and what it leaves in `dist/`: a reader of the Build Event
Protocol (such as `tk`) needs nothing else to say of every action to which step it belongs.
"""

load("//rules/steps/private:build_step.bzl", _build_step = "build_step")
load("//rules/steps/private:providers.bzl", _StepInfo = "StepInfo")

StepInfo = _StepInfo
build_step = _build_step
