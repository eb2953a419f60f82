
# Added to Debian's rules_rust 0.54, which leaves link-time optimisation to flags: what newer versions call "manual".
# "thin" and "fat", with which those add flags of their own, are refused here.
string_flag(
    name = "lto",
    build_setting_default = "manual",
    values = [
        "manual",
        "off",
        "unspecified",
    ],
    visibility = ["//visibility:public"],
)
