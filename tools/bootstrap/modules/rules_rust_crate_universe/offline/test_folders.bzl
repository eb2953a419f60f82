"""Folders of a crate that Cargo reads for the crate's own tests only.

Every file of a crate is a target that Bazel loads, analyses and looks at; a third of them are tests,
benchmarks and examples, which nobody who depends on the crate compiles.
"""

load(":labels.bzl", "VENDOR")

# Cargo's own names, and those that crates commonly give to what their tests read.
TEST_FOLDERS = [
    "benches",
    "examples",
    "fuzz",
    "test-data",
    "test_data",
    "testdata",
    "tests",
]

def mentioning_crates(found):
    """Returns the crates whose sources outside of these folders name one of them in a string, as `include_str!` does.

    Args:
        found: list of paths of sources with such a string, `vendor/<crate>/...`.

    Returns:
        A dict of the crates' folders, `vendor/<crate>`, as a set.
    """
    parts = [path.split("/", 2) for path in found]
    return {
        "/".join([vendor, crate]): True
        for vendor, crate, rest in [part for part in parts if len(part) == 3]
        if rest.partition("/")[0] not in TEST_FOLDERS
    }

def crates_without_test_folders(rctx, crate_folders):
    """Finds the crates that do without these folders; where that cannot be found out, none does.

    Args:
        rctx: the repository context.
        crate_folders: list of the crates' folders, `vendor/<crate>`.

    Returns:
        A dict of the folders, as a set.
    """
    result = rctx.execute(
        ["grep", "-rlE", "--include=*.rs", "[\"/](" + "|".join(TEST_FOLDERS) + ")/", VENDOR],
    )

    # 1: no file has such a string.
    if result.return_code not in (0, 1):
        return {}
    mentioning = mentioning_crates(result.stdout.splitlines())
    return {folder: True for folder in crate_folders if folder not in mentioning}
