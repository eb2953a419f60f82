"""npm's names of the machine that builds."""

_OPERATING_SYSTEMS = {"linux": "linux", "mac os x": "darwin", "windows": "win32"}

_PROCESSORS = {"aarch64": "arm64", "amd64": "x64", "arm64": "arm64", "x86_64": "x64"}

def host_platform(module_ctx):
    """Says what machine this is.

    Args:
        module_ctx: the module_ctx of an extension.

    Returns:
        dict of "os", "cpu" and "libc" as package.json names them; libc is "" outside Linux.
    """
    name = module_ctx.os.name.lower()
    os = "win32" if name.startswith("windows") else _OPERATING_SYSTEMS.get(name, name)
    cpu = _PROCESSORS.get(module_ctx.os.arch, module_ctx.os.arch)
    musl = {"arm64": "/lib/ld-musl-aarch64.so.1", "x64": "/lib/ld-musl-x86_64.so.1"}.get(cpu)
    glibc = {"arm64": "/lib/ld-linux-aarch64.so.1", "x64": "/lib64/ld-linux-x86-64.so.2"}.get(cpu)
    libc = ""
    if os == "linux":
        has_only_musl = musl and module_ctx.path(musl).exists and not module_ctx.path(glibc).exists
        libc = "musl" if has_only_musl else "glibc"
    return {"cpu": cpu, "libc": libc, "os": os}
