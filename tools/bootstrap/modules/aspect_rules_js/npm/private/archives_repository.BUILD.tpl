"""Archives of npm packages."""

exports_files(
    {archives},
    visibility = ["//visibility:public"],
)
