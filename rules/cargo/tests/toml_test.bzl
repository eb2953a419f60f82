"""Tests of the reader of TOML."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//rules/cargo/private/manifest:toml.bzl", "parse_toml")

_DOCUMENT = """\
# A comment.
top = 'C:\\path' # Another.
"quoted key" = "a \\"b\\" \\\\ \\u00e4 \\U0001F600"
a.b . c = 1_000

[package]\r
name = "x"
numbers = [1, -2, 1.5, 1979-05-27T07:32:00Z]
nested = [[1, 2], ["a", { b = true, c.d = [] }],
  # A comment in an array.
]
empty = ""
text = \"""
first "quoted"
second \\
    third\"""
literal = '''
a\\b'''

[dependencies.one]
version = "1"
[target.'cfg(unix)'.dependencies]
two = { version = "2", features = ["x", "y"], optional = true }

[[bin]]
name = "first"
[[bin]]
name = "second"
[bin.detail]
deep = false
"""

_PARSED = {
    "a": {"b": {"c": 1000}},
    "bin": [{"name": "first"}, {"detail": {"deep": False}, "name": "second"}],
    "dependencies": {"one": {"version": "1"}},
    "package": {
        "empty": "",
        "literal": "a\\b",
        "name": "x",
        "nested": [[1, 2], ["a", {"b": True, "c": {"d": []}}]],
        "numbers": [1, -2, "1.5", "1979-05-27T07:32:00Z"],
        "text": "first \"quoted\"\nsecond third",
    },
    "quoted key": "a \"b\" \\ " + json.decode("\"\\u00e4 \\ud83d\\ude00\""),
    "target": {"cfg(unix)": {"dependencies": {"two": {"features": ["x", "y"], "optional": True, "version": "2"}}}},
    "top": "C:\\path",
}

def _document_impl(ctx):
    env = unittest.begin(ctx)
    parsed = parse_toml(_DOCUMENT, "Cargo.toml")
    for key in sorted(_PARSED.keys() + parsed.keys()):
        asserts.equals(env, _PARSED.get(key), parsed.get(key), key)
    asserts.equals(env, {}, parse_toml("", "Cargo.toml"))
    return unittest.end(env)

_document_test = unittest.make(_document_impl)

# What is wrong, and what is said of it first.
_WRONG = {
    "[package\nname = 1": "Cargo.toml:1: the name of a table without an end",
    "a = \"text\n": "Cargo.toml:1: a text without its closing \"",
    "a = 1 2": "Cargo.toml:1: the line goes on after a value",
    "a = [1,": "Cargo.toml:1: a value is due, not \"the end of the file\"",
    "a = {b}": "Cargo.toml:1: a key without a value",
    "a =\n": "Cargo.toml:1: a value is due, not \"\\n\"",
    "a\n": "Cargo.toml:1: a key without a value",
    "ok = 1\n;": "Cargo.toml:2: \";\" is not TOML",
}

def _wrong_impl(ctx):
    env = unittest.begin(ctx)
    for text, wanted in _WRONG.items():
        said = []
        parse_toml(text, "Cargo.toml", said.append)
        asserts.equals(env, wanted, said[0] if said else None, repr(text))
    return unittest.end(env)

_wrong_test = unittest.make(_wrong_impl)

def toml_test_suite(name):
    """Declares the tests.

    Args:
        name: name of their suite.
    """
    unittest.suite(name, _document_test, _wrong_test)
