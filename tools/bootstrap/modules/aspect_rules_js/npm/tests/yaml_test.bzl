"""Tests of the YAML subset that pnpm writes."""

load("@bazel_skylib//lib:partial.bzl", "partial")
load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//npm/private:yaml.bzl", "parse_value", "parse_yaml")

_DOCUMENT = """lockfileVersion: '9.0'

# a remark
importers:

  .:
    dependencies:
      '@scope/a':
        specifier: ^1.0.0
        version: 1.2.3(@types/b@2.0.0)
  web: {}

packages:
  'a@1.0.0':
    resolution: {integrity: sha512-x+/==, tarball: https://registry.invalid/a.tgz}
    engines: {node: '>=14', npm: "a, b"}
    cpu: [x64, '!arm64']
    deprecated: |-
      Old: use another.

      Really.
    hasBin: true
    transitivePeerDependencies:
      - supports-color
      - 'it''s'

last: "with: colon"
"""

def _document_test_impl(ctx):
    env = unittest.begin(ctx)
    document = parse_yaml(_DOCUMENT)
    asserts.equals(env, ["lockfileVersion", "importers", "packages", "last"], document.keys())
    asserts.equals(env, "9.0", document["lockfileVersion"])

    # A byte order mark as Bazel reads it from a file: a character for each byte.
    for written in [_DOCUMENT.replace("\n", "\r\n"), "\357\273\277" + _DOCUMENT, _DOCUMENT.rstrip(), "\n\n" + _DOCUMENT]:
        asserts.equals(env, document, parse_yaml(written))
    asserts.equals(env, "with: colon", document["last"])
    asserts.equals(env, {
        ".": {"dependencies": {"@scope/a": {"specifier": "^1.0.0", "version": "1.2.3(@types/b@2.0.0)"}}},
        "web": {},
    }, document["importers"])
    asserts.equals(env, {
        "cpu": ["x64", "!arm64"],
        "deprecated": "",
        "engines": {"node": ">=14", "npm": "a, b"},
        "hasBin": "true",
        "resolution": {"integrity": "sha512-x+/==", "tarball": "https://registry.invalid/a.tgz"},
        "transitivePeerDependencies": ["supports-color", "it's"],
    }, document["packages"]["a@1.0.0"])
    return unittest.end(env)

def _value_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "plain", parse_value("plain"))
    asserts.equals(env, "a'b", parse_value("'a''b'"))
    asserts.equals(env, {}, parse_value("{}"))
    asserts.equals(env, [], parse_value("[]"))
    asserts.equals(env, {"k": "a: b"}, parse_value("{k: 'a: b'}"))
    return unittest.end(env)

document_test = unittest.make(_document_test_impl)
value_test = unittest.make(_value_test_impl)

def yaml_test_suite(name):
    """Tests of yaml.bzl.

    Args:
        name: name of the suite.
    """
    unittest.suite(
        name,
        partial.make(document_test, size = "small"),
        partial.make(value_test, size = "small"),
    )
