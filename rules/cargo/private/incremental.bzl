"""What rustc reuses of a crate's last compilation, while developing."""

load("@bazel_skylib//rules:common_settings.bzl", "BuildSettingInfo")

_STATE = Label("//rules/cargo/private:incremental_state")
_IS_OFF = Label("//rules/cargo/private:compiles_from_scratch")
_IS_PRODUCTION = Label("//platforms:is_production")

def _where_incremental(values):
    return select({
        _IS_OFF: [],
        _IS_PRODUCTION: [],
        "//conditions:default": values,
    })

def with_incremental(name, attrs):
    """Returns attributes of rules_rust's rules with the state that //rules/cargo:incremental asks for.

    Each target has a folder of its own: targets compile the same crate with different flags, and rustc
    drops a state whose flags differ.

    Args:
        name: the target's name.
        attrs: dict of attributes; `rustc_flags` and `toolchains` are added to.
    """
    folder = "/".join([part for part in [native.package_name(), name] if part])
    return attrs | {
        "rustc_flags": attrs.get("rustc_flags", []) + _where_incremental(["-Cincremental=$(RUSTC_INCREMENTAL)/" + folder]),
        "toolchains": attrs.get("toolchains", []) + _where_incremental([_STATE]),
    }

def _incremental_state_impl(ctx):
    key = ctx.attr.key[BuildSettingInfo].value
    if key and not key.replace("-", "").replace("_", "").isalnum():
        fail("//rules/cargo:incremental is {}: use letters, digits, - and _ only; it names a directory in bazel-out".format(repr(key)))

    # bazel-out/CONFIGURATION/bin
    configuration = ctx.bin_dir.path.split("/")[1]
    return [platform_common.TemplateVariableInfo({
        "RUSTC_INCREMENTAL": "/".join(["bazel-out", "rustc-incremental", key, configuration]),
    })]

incremental_state = rule(
    implementation = _incremental_state_impl,
    doc = """The folder in which rustc keeps its state, as `$(RUSTC_INCREMENTAL)`.

It lies below bazel-out and carries the configuration's name. An action in a sandbox writes it there and
starts from nothing the next time; one that runs in Bazel's own execution root finds it again.
""",
    attrs = {
        "key": attr.label(
            doc = "The setting that names the folder.",
            mandatory = True,
            providers = [BuildSettingInfo],
        ),
    },
)
