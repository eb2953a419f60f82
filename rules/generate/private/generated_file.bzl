"""The generated_file macro."""

load(":committed_file.bzl", "committed_file")
load(":paths.bzl", "is_folder", "plain_paths")
load(":run_generator.bzl", "run_generator")

def generated_file(name, src = None, srcs = None, generator = None, product = None, args = ["{out}"], data = [], tags = [], **kwargs):
    """Compares committed files or folders with the output of their generator, and updates them.

    Declares `<name>` (run it to update the files), `<name>_test` (fails when a committed file is stale or missing, or
    a folder has a file that the generator does not make, and prints the command to update them) and `<name>.made`
    (what is generated).

    Args:
        name: the update target's name.
        src: the committed file's path below this package; it need not exist yet. A folder has a slash at its end, or is
            there already: all in it is generated.
        srcs: instead of `src`, several such paths.
        generator: an executable target that makes the files; it runs as a build action.
        product: instead of `generator`, an executable target that describes itself, such as a program that
            prints its own manual page. It is built in the target configuration, not once more as a tool, so
            the machine must be able to run it.
        args: the generator's arguments. `{out}` stands for the path to write, with `srcs` `{out:PATH}` for that of each
            path in it, and `{out_dir}` for the folder of all; `$(execpath label)` is expanded for the labels in `data`.
        data: files that the generator reads.
        tags: tags of all targets; `tachikoma-generated` is added.
        **kwargs: common attributes, such as `visibility`.
    """
    paths = plain_paths("generated_file", name, src, srcs)
    made = name + ".made"
    run_generator(
        name = made,
        arguments = args,
        data = data,
        folders = [path for path, given in paths.items() if is_folder("generated_file", name, given)],
        generator = generator,
        outs = paths.keys(),
        product = product,
        tags = tags + ["manual"],
        **kwargs
    )
    committed_file(
        name = name,
        srcs = paths.values(),
        made = made,
        tags = tags,
        **kwargs
    )
