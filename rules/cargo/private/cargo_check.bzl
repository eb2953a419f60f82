"""cargo_check: builds if and only if clippy and rustfmt have nothing to say."""

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
                fail("cargo_check '{}': crates has {}, for which there are no {}: give a Rust library, program or test of this repository, without tags that switch the check off".format(
                    ctx.label,
                    crate.label,
                    group,
                ))
            files.append(markers)
    return [DefaultInfo(files = depset(transitive = files))]

cargo_check = rule(
    doc = """Builds if and only if all crates are clean: clippy with warnings denied, and rustfmt.

Every crate is an action of its own, so one that did not change is not checked again. A finding
is the compiler's own message and fails the build.
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
