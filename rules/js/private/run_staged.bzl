"""Actions that run a JavaScript tool on a stage."""

load("@bazel_skylib//rules:common_settings.bzl", "BuildSettingInfo")
load(":driver.bzl", "StageDriverInfo")
load(":manifest.bzl", "manifest_args", "npm_files", "plain_label")

visibility(["//rules/js/..."])

STAGED_ATTRS = {
    "_mode": attr.label(
        default = "//platforms:mode",
        doc = "The mode of the build: development, production or test.",
        providers = [BuildSettingInfo],
    ),
    "_stage_driver": attr.label(
        cfg = "exec",
        default = "//rules/js/private:driver",
        doc = "The staging driver.",
        providers = [StageDriverInfo],
    ),
}

def build_mode(ctx):
    """The mode of the build.

    Args:
        ctx: the context of a rule with STAGED_ATTRS.
    Returns:
        "development", "production" or "test".
    """
    return ctx.attr._mode[BuildSettingInfo].value

# The mode in which people wait for an action again and again. Elsewhere each action has a process of its own.
_WORKER_MODE = "development"

def worker_requirements(mode, keeps):
    """What tells Bazel that an action may run in a worker.

    Args:
        mode: the mode of the build.
        keeps: as of run_staged.
    Returns:
        dict, as of execution_requirements.
    """
    if keeps == None or mode != _WORKER_MODE:
        return {}
    return {
        "requires-worker-protocol": "json",
        "supports-worker-cancellation": "1",
        "supports-workers": "1",
    }

def _run_driver(ctx, driver, manifest, programs, **kwargs):
    manifest.use_param_file("@%s", use_always = True)
    command = ctx.actions.args()
    command.add(driver.script)
    ctx.actions.run(
        executable = driver.node,
        arguments = [command, manifest],
        toolchain = None,
        # A worker ends when one of these changes.
        tools = [driver.node, driver.script, driver.modules] + programs,
        **kwargs
    )

def run_staged(
        ctx,
        mnemonic,
        progress_message,
        entry,
        outs,
        args = [],
        srcs = depset(),
        place = {},
        link = {},
        node_modules = [],
        bundled_node_modules = [],
        chdir = "",
        env = {},
        tools = {},
        inherit_env = False,
        stdout = None,
        execution_requirements = {},
        keeps = None):
    """Declares an action that runs a JavaScript tool on a stage: a private, writable copy of its declared inputs.

    The stage mirrors the workspace, without Bazel's output folder. The tool sees no network (but in a worker), a HOME and a TMPDIR of
    its own, NO_COLOR=1, CI=1, TZ=UTC, and MODE. Its stderr is always shown; its stdout when it fails. Its exit code
    is passed on.

    Args:
        ctx: the context of a rule that has STAGED_ATTRS.
        mnemonic: the action's mnemonic.
        progress_message: what Bazel shows while the action runs.
        entry: the script that Node.js runs, as a path in the stage: "node_modules/vite/bin/vite.js", or a staged file.
        outs: dict of stage path to declared File or directory: what the tool writes.
        args: list of strings: the tool's arguments.
        srcs: list or depset of Files, staged as real files at their path in the workspace (files of another
            repository at external/REPOSITORY/...). A directory is staged whole.
        place: dict of File to stage path, for files that the tool wants elsewhere.
        link: dict of File to stage path, for large files or directories that the tool only reads, and whose real path
            it does not record: they are linked, not copied.
        node_modules: list of node_modules targets that the tool is made of or reads: their packages are links to
            where Bazel keeps them. Their attribute must have cfg = "exec".
        bundled_node_modules: list of node_modules targets whose modules become part of an output, and are
            therefore staged as real files: bundlers write the paths of what they bundle into what they make.
        chdir: the tool's working directory, as a path in the stage; the workspace's root where empty.
        env: dict of further environment variables.
        tools: dict of environment variable to FilesToRunProvider, of programs that the tool starts: the variable has
            the program's path. The attribute must have cfg = "exec".
        inherit_env: whether the tool also has the variables of --action_env; those of `env` win. The action then runs
            again when one of them changes.
        stdout: declared File for what the tool prints, or None.
        execution_requirements: dict, as of ctx.actions.run.
        keeps: list of npm packages; with one, even an empty one, a development build runs the tool in a persistent
            worker, which keeps the stage. Where the tool loads modules of no packages but these and what they depend
            on, the worker also keeps the process, and runs the tool in it again as long as nothing but the text of
            sources changes: name only packages whose modules keep nothing of an earlier run.
    """
    driver = ctx.attr._stage_driver[StageDriverInfo]
    if not outs and not stdout:
        fail("run_staged: \"outs\" is empty and \"stdout\" is None; list at least one file that {} writes".format(entry))
    src_files = srcs if type(srcs) == "depset" else depset(direct = srcs)
    npm = npm_files(node_modules)
    bundled_npm = npm_files(bundled_node_modules)
    run = {
        "args": args,
        "chdir": chdir,
        "entry": entry,
        "env": {"MODE": build_mode(ctx)} | env,
        "inherit": inherit_env,
        "keeps": keeps or [],
        "label": plain_label(ctx.label),
        "outs": [[path, out.path, out.is_directory] for path, out in outs.items()],
        "stdout": stdout.path if stdout else None,
        "tools": {name: tool.executable.path for name, tool in tools.items()},
    }
    _run_driver(
        ctx,
        driver,
        manifest_args(ctx, run, src_files, place, link, npm, bundled_npm),
        inputs = depset(place.keys() + link.keys(), transitive = [src_files, npm, bundled_npm]),
        outputs = outs.values() + ([stdout] if stdout else []),
        mnemonic = mnemonic,
        progress_message = progress_message,
        execution_requirements = execution_requirements | worker_requirements(build_mode(ctx), keeps),
        programs = tools.values(),
        use_default_shell_env = inherit_env,
    )
