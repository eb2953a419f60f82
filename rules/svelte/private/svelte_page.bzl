"""svelte_page: a Svelte application as one HTML file.

    load("@tachikoma//rules/svelte:defs.bzl", "svelte_page")

    svelte_page(
        name = "viewer_page",
        bundle = ":dist",
        out = "viewer.html",
    )
"""

load("//rules/js:defs.bzl", "STAGED_ATTRS", "run_staged")

visibility(["//rules/svelte/..."])

def _svelte_page_impl(ctx):
    bundle = ctx.file.bundle
    if not bundle.is_directory:
        fail("{}: bundle = {} is not a directory; use a svelte_bundle target".format(ctx.label, ctx.attr.bundle.label))
    prefix = ctx.label.package + "/" if ctx.label.package else ""
    script = prefix + "svelte_page.mjs"
    run_staged(
        ctx,
        mnemonic = "SveltePage",
        progress_message = "Making one page of %{label}",
        entry = script,
        args = [".bundle", ctx.outputs.out.basename, ctx.attr.data_id],
        place = {ctx.file._script: script},
        link = {bundle: prefix + ".bundle"},
        chdir = ctx.label.package,
        outs = {prefix + ctx.outputs.out.basename: ctx.outputs.out},
    )
    return [DefaultInfo(files = depset([ctx.outputs.out]), runfiles = ctx.runfiles([ctx.outputs.out]))]

svelte_page = rule(
    implementation = _svelte_page_impl,
    attrs = {
        "bundle": attr.label(
            allow_single_file = True,
            doc = "The svelte_bundle: of one script, with a Content-Security-Policy in its index.html.",
            mandatory = True,
        ),
        "data_id": attr.string(
            default = "report",
            doc = "The id of the page's JSON data block, which is empty; programs fill it.",
        ),
        "out": attr.output(
            doc = "The HTML file.",
            mandatory = True,
        ),
        "_script": attr.label(
            allow_single_file = True,
            default = "//rules/svelte/private:page.mjs",
            doc = "The program that makes the page.",
        ),
    } | STAGED_ATTRS,
    doc = """Makes one HTML file that works from disk and without a network.

Scripts, style sheets and icons stand in the page; its content security policy allows exactly these, by their digests.
""",
)
