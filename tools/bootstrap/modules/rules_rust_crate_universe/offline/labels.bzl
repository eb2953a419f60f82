"""Where a crate lies in the crates repository."""

VENDOR = "vendor"

def crate_folder(name, version):
    """Returns the folder, and so the Bazel package, of a crate."""
    return "{}/{}-{}".format(VENDOR, name, version)

def crate_label(name, version, target):
    """Returns the label of a crate's library, seen from within the repository."""
    return "//{}:{}".format(crate_folder(name, version), target)
