"""The few rules of the workspace that fixtures are recorded from; they need no other module."""

def _script_test_impl(ctx):
    script = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.write(script, "#!/bin/sh\n" + ctx.attr.script + "\n", is_executable = True)
    return [DefaultInfo(
        executable = script,
        runfiles = ctx.runfiles(files = ctx.files.data),
    )]

script_test = rule(
    implementation = _script_test_impl,
    doc = "A test that runs the given lines.",
    attrs = {
        "data": attr.label_list(allow_files = True, doc = "Files that the test needs."),
        "script": attr.string(mandatory = True, doc = "Lines for sh."),
    },
    test = True,
)

def _script_binary_impl(ctx):
    script = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.write(script, "#!/bin/sh\n" + ctx.attr.script + "\n", is_executable = True)
    return [DefaultInfo(executable = script)]

script_binary = rule(
    implementation = _script_binary_impl,
    doc = "A program that runs the given lines.",
    attrs = {"script": attr.string(mandatory = True, doc = "Lines for sh.")},
    executable = True,
)

def _broken_impl(ctx):
    fail("broken on purpose: %s" % ctx.label)

broken = rule(implementation = _broken_impl, doc = "Fails in analysis.")

def _build_step_impl(ctx):
    definition = ctx.actions.declare_file(ctx.label.name + ".step.json")
    ctx.actions.write(definition, json.encode({
        "version": 1,
        "name": ctx.label.name,
        "doc": "",
        "after": ctx.attr.after,
        "modes": ["development", "production", "test"],
        "mnemonics": ctx.attr.mnemonics,
        "labels": [str(dep.label).replace("@@//", "//") for dep in ctx.attr.deps],
        "artifacts": [],
    }))
    files = depset([definition], transitive = [dep[DefaultInfo].files for dep in ctx.attr.deps])
    return [DefaultInfo(files = files)]

build_step = rule(
    implementation = _build_step_impl,
    doc = "A step with the labels of its deps, without walking the graph.",
    attrs = {
        "after": attr.string_list(doc = "Names of earlier steps."),
        "deps": attr.label_list(doc = "What the step builds."),
        "mnemonics": attr.string_list(doc = "Mnemonics of the step alone."),
    },
)

def _mode_impl(_ctx):
    return []

mode = rule(
    implementation = _mode_impl,
    doc = "A build setting such as repositories with build modes have.",
    build_setting = config.string(flag = True),
)
