"""cargo_check: fails when clippy or rustfmt finds something."""

load("@rules_rust//rust:defs.bzl", "rust_clippy_aspect", "rustfmt_aspect")

# Aspects of rules_rust leave out targets of other repositories and those tagged noclippy or
# norustfmt; a crate for which both say nothing would look checked and not be.
_GROUPS = ["clippy_checks", "rustfmt_checks"]

def _cargo_check_impl(ctx):
    files = []
    for crate in ctx.attr.crates:
        for group in _GROUPS:
            markers = getattr(crate[OutputGroupInfo], group, None) if OutputGroupInfo in crate else None
            if markers == None:
                fail("cargo_check '{}': crates has {}, which has no {}: use a Rust library, program or test of this repository, without the tags noclippy and norustfmt".format(
                    ctx.label,
                    crate.label,
                    group,
                ))
            files.append(markers)
    return [DefaultInfo(files = depset(transitive = files))]

cargo_check = rule(
    doc = """Checks crates with clippy, whose warnings are errors, and with rustfmt.

Each crate is checked by an action of its own, so a crate that did not change is not checked again.
Findings are printed as the compiler prints them and fail the build.
""",
    implementation = _cargo_check_impl,
    attrs = {
        "crates": attr.label_list(
            allow_empty = False,
            aspects = [rust_clippy_aspect, rustfmt_aspect],
            doc = "Libraries, binaries and tests of this repository. A test is needed for code that only tests compile.",
            mandatory = True,
        ),
    },
)
