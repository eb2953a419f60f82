"""What the workspace says of the package whose BUILD file is loaded."""

def member_of(workspace):
    """Returns what the package's Cargo.toml says.

    Args:
        workspace: struct, as cargo_rules makes it.

    Returns:
        A dict as //rules/cargo/private/manifest:workspace.bzl makes it; None where the workspace was not read.
    """
    if workspace.members == None:
        return None
    package = native.package_name()
    if package not in workspace.members:
        fail(("//{}: no Cargo.toml of the workspace is here; its packages are {}. Add the folder to [workspace] members in " +
              "Cargo.toml, or use the rules of @rules_rust//rust:defs.bzl for a crate outside of the workspace").format(
            package,
            ", ".join(["//" + member for member in sorted(workspace.members)]),
        ))
    return workspace.members[package]

def library_name_of(workspace):
    """A function for rules that build on these, such as napi_rules.

    Args:
        workspace: struct, as cargo_rules makes it.

    Returns:
        A function that returns the crate name of the package's library; None where the workspace was not read, or the
        package has no library.
    """

    def library_name():
        member = member_of(workspace)
        library = member["targets"]["library"] if member else None
        return library["name"] if library else None

    return library_name

def package_files(member, exclude = []):
    """Lists the files of the package, those of Bazel, Cargo and npm left out.

    Args:
        member: what member_of returns.
        exclude: list of patterns.

    Returns:
        A list of labels; nothing where the workspace was not read.
    """
    if member == None:
        return []
    return native.glob(
        ["*"] + [folder + "/**" for folder in member["folders"]],
        allow_empty = True,
        exclude = ["BUILD", "BUILD.bazel"] + exclude,
    )

# What tests and benches alone read.
TEST_FILES = ["benches/**", "tests/**"]
