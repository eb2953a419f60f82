"""The generated_file macro."""

load(":committed_file.bzl", "committed_file")
load(":run_generator.bzl", "run_generator")

def generated_file(name, src, generator = None, product = None, args = ["{out}"], data = [], tags = [], **kwargs):
    """Compares a committed file with the output of its generator, and updates it.

    Declares `<name>` (run it to update the file), `<name>_test` (fails when the committed file is
    stale or missing, and prints the command to update it) and `<name>.made` (the generated file).

    Args:
        name: the update target's name.
        src: the committed file's path below this package. It need not exist yet.
        generator: an executable target that makes the file; it runs as a build action.
        product: instead of `generator`, an executable target that describes itself, such as a program that
            prints its own manual page. It is built in the target configuration, not once more as a tool, so
            the machine must be able to run it.
        args: the generator's arguments. `{out}` stands for the path to write; `$(execpath label)` is
            expanded for the labels in `data`.
        data: files that the generator reads.
        tags: tags of all three targets; `tachikoma-generated` is added.
        **kwargs: common attributes, such as `visibility`.
    """
    made = name + ".made"
    run_generator(
        name = made,
        arguments = args,
        data = data,
        generator = generator,
        out = "{}.made/{}".format(name, src.rpartition("/")[2]),
        product = product,
        tags = tags + ["manual"],
        **kwargs
    )
    committed_file(
        name = name,
        src = src,
        made = made,
        tags = tags,
        **kwargs
    )
