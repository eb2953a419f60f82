"""Runs the toolchain's cargo."""

# What would change cargo's answers from one machine to the next.
_NEUTRAL_ENVIRONMENT = {
    "CARGO_BUILD_TARGET": "",
    "CARGO_ENCODED_RUSTFLAGS": "",
    "CARGO_TERM_COLOR": "never",
    "CARGO_TERM_PROGRESS_WHEN": "never",
    "RUSTC_WRAPPER": "",
    "RUSTC_WORKSPACE_WRAPPER": "",
    "RUSTFLAGS": "",
    "RUSTUP_TOOLCHAIN": "",
}

def cargo_runner(rctx, cargo, rustc):
    """Returns a function that runs cargo.

    Args:
        rctx: the repository context.
        cargo: path of the cargo to run.
        rustc: path of the rustc that cargo asks about the host.

    Returns:
        `run(args, cwd, cargo_home)`, which returns what `repository_ctx.execute` does.
    """

    def run(args, cwd, cargo_home):
        return rctx.execute(
            [cargo] + args,
            environment = _NEUTRAL_ENVIRONMENT | {
                "CARGO_HOME": str(cargo_home),
                "RUSTC": str(rustc),
            },
            working_directory = str(cwd),
        )

    return run

def platform_cfgs(rctx, rustc, triples):
    """Asks rustc which cfgs each platform sets.

    Args:
        rctx: the repository context.
        rustc: path of rustc.
        triples: list of strings.

    Returns:
        Dict of triple to a dict used as a set: `unix`, `target_os="linux"`, ...
    """
    cfgs = {}
    for triple in triples:
        result = rctx.execute([rustc, "--print", "cfg", "--target", triple])
        if result.return_code:
            fail("crate.from_cargo: supported_platform_triples has '{}', which rustc does not know:\n{}".format(
                triple,
                result.stderr,
            ))
        cfgs[triple] = {line: True for line in result.stdout.splitlines()}
    return cfgs
