"""What the linker must know of a native module, per system.

The symbols of Node-API are those of the program that loads the module. On Windows napi-sys looks
them up when it is loaded, so nothing is needed there.
"""

# A module that is unloaded while its threads run takes the process with it.
LINUX_FLAGS = ["-Clink-arg=-Wl,-z,nodelete"]

MACOS_FLAGS = [
    "-Clink-arg=-undefined",
    "-Clink-arg=dynamic_lookup",
]

def napi_link_flags():
    """Returns a select() of rustc flags."""
    return select({
        Label("@platforms//os:linux"): LINUX_FLAGS,
        Label("@platforms//os:macos"): MACOS_FLAGS,
        "//conditions:default": [],
    })
