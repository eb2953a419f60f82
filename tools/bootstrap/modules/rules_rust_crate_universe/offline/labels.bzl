"""Where a crate lies: its files in the crates repository, its targets in a repository of its own.

A crate's paths and labels become part of what is compiled: of the messages of its panics and, by a hash of both, of
its symbols. So they are those that crate_universe gives it, and programs are the same byte for byte.
"""

VENDOR = "vendor"
BUILD_FILES = "build_files"

def crate_folder(name, version):
    """Returns the folder of a crate's files in the crates repository."""
    return "{}/{}-{}".format(VENDOR, name, version)

def crate_build_file(name, version):
    """Returns where in the crates repository the BUILD file of a crate's own repository lies."""
    return "{}/{}-{}.bazel".format(BUILD_FILES, name, version)

def crate_repository_name(repository, name, version):
    """Returns the name of a crate's own repository: `repository` is that of the crates repository."""
    return "{}__{}-{}".format(repository, name, version.replace("+", "-"))

def crate_label(repository, name, version, target):
    """Returns the label of a crate's library, seen from within the repositories of the extension."""
    return "@{}//:{}".format(crate_repository_name(repository, name, version), target)
