"""An aspect that collects the source files of this repository that a target is made from."""

SourceFilesInfo = provider(
    doc = "The source files that a target depends on.",
    fields = {"files": "Depset of source files of the main repository, those of tools included."},
)

def _dependencies(attributes):
    """Every configured target among the values of a rule's attributes."""
    targets = []
    for name in dir(attributes):
        value = getattr(attributes, name)
        if type(value) == "Target":
            targets.append(value)
        elif type(value) == "list":
            targets.extend([item for item in value if type(item) == "Target"])
        elif type(value) == "dict":
            targets.extend([item for item in value.keys() + value.values() if type(item) == "Target"])
    return targets

def _own_sources(files):
    """The source files of the main repository that a rule names itself."""
    lists = [getattr(files, name) for name in dir(files)]
    return [
        file
        for list_of_files in lists
        if type(list_of_files) == "list"
        for file in list_of_files
        if file.is_source and not file.owner.workspace_name
    ]

def _source_files_impl(_target, ctx):
    return [SourceFilesInfo(files = depset(
        _own_sources(ctx.rule.files),
        transitive = [
            dep[SourceFilesInfo].files
            for dep in _dependencies(ctx.rule.attr)
            if SourceFilesInfo in dep
        ],
    ))]

source_files = aspect(
    implementation = _source_files_impl,
    doc = "Collects the source files of this repository that a target depends on, those of its tools included.",
    attr_aspects = ["*"],
)
