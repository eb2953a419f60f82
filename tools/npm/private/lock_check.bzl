"""lock_check: a target that builds if a pnpm-lock.yaml agrees with the package.json files that it locks."""

def _lock_check_impl(ctx):
    verdict = ctx.actions.declare_file(ctx.label.name + ".txt")
    arguments = ctx.actions.args()
    arguments.add(verdict)
    arguments.add(ctx.file.lock)
    arguments.add_all(ctx.files.package_jsons)
    ctx.actions.run(
        executable = ctx.executable._check_lock,
        arguments = [arguments],
        inputs = [ctx.file.lock] + ctx.files.package_jsons,
        outputs = [verdict],
        env = {"BAZEL_BINDIR": "."},
        mnemonic = "NpmLockCheck",
        progress_message = "Checking %{input} against package.json files",
    )
    return [
        DefaultInfo(files = depset([verdict])),
        OutputGroupInfo(_validation = depset([verdict])),
    ]

lock_check = rule(
    implementation = _lock_check_impl,
    doc = """Fails when pnpm-lock.yaml does not match the package.json files.

Compares the specifiers of every importer in the lock with its package.json: the message names the file, the
dependency, both versions and the command that repairs the lock. The output is a text file with the verdict.""",
    attrs = {
        "lock": attr.label(
            doc = "The pnpm-lock.yaml, of lockfileVersion 9.",
            allow_single_file = True,
            mandatory = True,
        ),
        "package_jsons": attr.label_list(
            doc = "The package.json of every package of the workspace, below the lock's folder.",
            allow_files = ["package.json"],
            mandatory = True,
        ),
        "_check_lock": attr.label(
            cfg = "exec",
            default = "//tools/npm/private:check_lock",
            doc = "The program that compares.",
            executable = True,
        ),
    },
)
