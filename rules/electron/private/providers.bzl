"""What the Electron rules tell each other."""

visibility(["//rules/electron/..."])

ElectronMainInfo = provider(
    doc = "The bundles of an Electron app.",
    fields = {
        "directory": "File: the directory with all bundles, their source maps and assets.",
        "facts": "File: JSON: where in the app the directory belongs (`root`), the paths there of the main bundle and the others, the npm packages that they have in them (`bundled`), what they import and leave to the app's node_modules, and what is to be unpacked.",
    },
)

ElectronAsarInfo = provider(
    doc = "A packed Electron app.",
    fields = {
        "asar": "File: the archive, with its integrity hashes.",
        "crates": "depset of structs: the Rust crates of its native code, as of CratesInfo.",
        "facts": "File: the `facts` of the bundles' ElectronMainInfo.",
        "unpacked": "File: the directory beside it with native code and what else is not used from an archive.",
    },
)

ElectronPackageInfo = provider(
    doc = "An app with Electron, for one platform.",
    fields = {
        "app": "ElectronAsarInfo: the app.",
        "archive": "ElectronArchiveInfo: Electron.",
        "app_id": "string: the app's identifier, in reverse domain order.",
        "asar": "File: the app's archive.",
        "crates": "depset of structs: the Rust crates of all native code, as of CratesInfo.",
        "executable_name": "string: the program's name; empty: that of the app's package.json.",
        "file_associations": "dict of string to string: extension to name of the files that the app opens.",
        "icon": "File: the app's icon, of the kind that the platform reads; None without one.",
        "platform": "string: OS-CPU as Electron writes it, such as linux-x64.",
        "protocols": "list of string: schemes that the app opens.",
        "zip": "File: the package.",
    },
)

ElectronArtifactInfo = provider(
    doc = "A file that people download: an app for one platform, in whatever form.",
    fields = {
        "asar": "File: the app's archive, whose package.json has its version.",
        "file": "File: what is downloaded.",
        "platform": "string: OS-CPU as Electron writes it, such as linux-x64.",
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
