"""What the Electron rules tell each other."""

visibility(["//rules/electron/..."])

ElectronMainInfo = provider(
    doc = "The bundles of an Electron app.",
    fields = {
        "external": "list of string: npm packages that the bundles leave out; the app's node_modules must have them.",
        "main": "File: the main process's bundle, an ES module.",
        "maps": "list of File: the bundles' source maps; empty in production.",
        "preload": "File: the preload script's bundle, a CommonJS module.",
    },
)

ElectronAsarInfo = provider(
    doc = "A packed Electron app.",
    fields = {
        "asar": "File: the archive, with its integrity hashes.",
        "unpacked": "File: the directory beside it with the native modules, which cannot be loaded from an archive.",
    },
)

ElectronArchiveInfo = provider(
    doc = "Electron's own release archive for one platform.",
    fields = {
        "file": "File: the zip; None if it could not be downloaded.",
        "file_name": "string: the archive's name in Electron's releases.",
        "platform": "string: OS-CPU as Electron writes it, such as linux-x64.",
        "reason": "string: why it could not be downloaded and what to do, in one line; empty if `file` is set.",
        "sha256": "string: the archive's SHA-256 in hex; empty if it is not checked.",
        "version": "string: Electron's version.",
    },
)
