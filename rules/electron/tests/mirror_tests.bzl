"""Tests of where Electron's archives are looked for."""

load("@bazel_skylib//lib:partial.bzl", "partial")
load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load(
    "//rules/electron/private:mirror.bzl",
    "DEFAULT_MIRROR",
    "archive_url",
    "mismatch_reason",
    "parse_npmrc",
    "read_settings",
    "unreachable_reason",
    "without_credentials",
)

_FILE = "electron-v1.2.3-linux-x64.zip"

def _none(_name):
    return None

def _default_test_impl(ctx):
    env = unittest.begin(ctx)
    settings = read_settings(_none, [{}])
    asserts.equals(env, {}, settings)
    asserts.equals(env, DEFAULT_MIRROR + "v1.2.3/" + _FILE, archive_url(settings, "1.2.3", _FILE))
    return unittest.end(env)

def _order_test_impl(ctx):
    env = unittest.begin(ctx)
    npmrcs = [{"mirror": "https://project/"}, {"mirror": "https://person/"}]
    variables = {"ELECTRON_MIRROR": "https://own/"}
    asserts.equals(env, {"mirror": "https://own/"}, read_settings(variables.get, [{}, {}]))
    asserts.equals(env, {"mirror": "https://person/"}, read_settings(variables.get, [{}, npmrcs[1]]))
    asserts.equals(env, {"mirror": "https://project/"}, read_settings(variables.get, npmrcs))
    for name in ["npm_config_electron_mirror", "NPM_CONFIG_ELECTRON_MIRROR"]:
        npm = variables | {name: "https://npm/"}
        asserts.equals(env, {"mirror": "https://npm/"}, read_settings(npm.get, npmrcs))
    asserts.equals(env, {}, read_settings({"ELECTRON_MIRROR": ""}.get, []))
    return unittest.end(env)

def _custom_test_impl(ctx):
    env = unittest.begin(ctx)
    settings = read_settings({
        "ELECTRON_CUSTOM_DIR": "{{ version }}",
        "ELECTRON_CUSTOM_FILENAME": "e.zip",
        "ELECTRON_MIRROR": "file:///mirror",
    }.get, [])
    asserts.equals(env, "file:///mirror/1.2.3/e.zip", archive_url(settings, "1.2.3", _FILE))
    return unittest.end(env)

def _npmrc_test_impl(ctx):
    env = unittest.begin(ctx)
    content = """
# electron_mirror=https://comment/
hoist=false
electron_mirror = "https://${HOST}/electron/"
electron_custom_dir={{ version }}
electron_unknown=1
mirror=https://not-electron/
registry=https://registry/?a=b
"""
    asserts.equals(
        env,
        {"custom_dir": "{{ version }}", "mirror": "https://mirror.example.org/electron/"},
        parse_npmrc(content, {"HOST": "mirror.example.org"}.get),
    )
    asserts.equals(env, {"mirror": "https://x/?a=b"}, parse_npmrc("electron_mirror=https://x/?a=b", _none))
    return unittest.end(env)

def _messages_test_impl(ctx):
    env = unittest.begin(ctx)
    url = "https://me:secret@mirror.example.org/v1.2.3/" + _FILE
    asserts.equals(env, "https://mirror.example.org/v1.2.3/" + _FILE, without_credentials(url))
    asserts.equals(env, "file:///a@b/c", without_credentials("file:///a@b/c"))
    unset = unreachable_reason(_FILE, "abc", url, {})
    for part in [_FILE, "SHA-256 abc", "https://mirror.example.org/v1.2.3/", "ELECTRON_MIRROR is not set", "under which v1.2.3/" + _FILE + " exists"]:
        asserts.true(env, part in unset, "{} is not in: {}".format(part, unset))
    asserts.true(env, "the configured mirror" in unreachable_reason(_FILE, "abc", url, {"mirror": "x"}))
    wrong = mismatch_reason(_FILE, "abc", url, "def")
    for part in [_FILE, "has SHA-256 def", "published abc", "ELECTRON_MIRROR"]:
        asserts.true(env, part in wrong, "{} is not in: {}".format(part, wrong))
    asserts.false(env, "secret" in unset + wrong or "\n" in unset + wrong)
    return unittest.end(env)

_default_test = unittest.make(_default_test_impl)
_order_test = unittest.make(_order_test_impl)
_custom_test = unittest.make(_custom_test_impl)
_npmrc_test = unittest.make(_npmrc_test_impl)
_messages_test = unittest.make(_messages_test_impl)

def mirror_test_suite(name):
    """The tests.

    Args:
        name: the suite's name.
    """
    tests = [_default_test, _order_test, _custom_test, _npmrc_test, _messages_test]
    unittest.suite(name, *[partial.make(test, size = "small") for test in tests])
