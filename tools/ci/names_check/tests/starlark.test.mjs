import assert from "node:assert/strict";
import { test } from "node:test";
import { builtins } from "../starlark/builtins.mjs";
import { StarlarkError } from "../starlark/error.mjs";
import { Interpreter } from "../starlark/evaluate.mjs";
import { parse } from "../starlark/parser.mjs";
import { Unknown, repr } from "../starlark/values.mjs";

function run(text, load = () => new Map()) {
  const interpreter = new Interpreter({ load });
  const names = builtins(interpreter).set("unknown", new Unknown("a test's"));
  return interpreter.file(parse(text, "x.bzl"), "x.bzl", (name) => names.get(name) ?? (names.has(name) ? null : undefined));
}

const value = (expression) => repr(run(`x = ${expression}\n`).get("x"));

for (const [expression, wanted] of [
  ["1 + 2 * 3", "7"],
  ["-7 // 2", "-4"],
  ["not 1 in [1] or 2 not in [1]", "True"],
  ["[1, 2] + [3] * 2", "[1, 2, 3, 3]"],
  ["(1,)", "(1,)"],
  ["{'a': 1} | {'b': 2, 'a': 3}", '{"a": 3, "b": 2}'],
  ["[a + b for a in [1, 2] for b in [10] if a > 1]", "[12]"],
  ["{k: v for k, v in {'a': 1}.items()}", '{"a": 1}'],
  ["'%s-%r' % ('a', 'b')", '"a-\\"b\\""'],
  ["'{}/{x}{{}}'.format(1, x = 'y')", '"1/y{}"'],
  ["'a/b/c'.rpartition('/')", '("a/b", "/", "c")'],
  ["'a.b.c'.rsplit('.', 1)", '["a.b", "c"]'],
  ["'abc'[1:] + 'abc'[-1]", '"bcc"'],
  ["[1, 2, 3][::-1]", "[3, 2, 1]"],
  ["sorted([3, 1, 2], reverse = True)", "[3, 2, 1]"],
  ["(lambda x, y = 2: x + y)(1)", "3"],
  ["r'\\n' + '\\x41\\n'", '"\\\\nA\\n"'],
  ["type(()) + type({}) + type(None)", '"tupledictNoneType"'],
  ["list(enumerate(['a']))", '[(0, "a")]'],
  ["1 if [] else 2", "2"],
]) {
  test(expression, () => assert.equal(value(expression), wanted));
}

test("functions: defaults, *args, **kwargs, closures and early returns", () => {
  const names = run(`
def outer(a, b = 2, *args, c = 3, **kwargs):
    def inner(x):
        for y in range(x, 100):
            if y % 7 == 0:
                return y
        return None
    return [a, b, args, c, kwargs, inner(a)]

x = outer(8, *[9, 10], c = 11, **{"d": 12})
`);
  assert.equal(repr(names.get("x")), '[8, 9, (10,), 11, {"d": 12}, 14]');
});

test("a list is changed in place, a sum is a new one", () => {
  assert.equal(repr(run("a = [1]\nb = a\nb += [2]\nc = a + [3]\n").get("a")), "[1, 2]");
});

test("what load() brings can be used and is not exported", () => {
  const names = run('load("//a:b.bzl", "one", two = "second")\nx = one + two\n', () => new Map([["one", 1], ["second", 2]]));
  assert.deepEqual([...names.entries()], [["x", 3]]);
});

test("what is unknown stays so, and what is known beside it is kept", () => {
  const names = run(`
deps = unknown.all(normal = True) + [":x"]
attrs = {"a": 1} | unknown
for item in unknown:
    attrs["b"] = item.path
`);
  assert.ok(names.get("deps") instanceof Unknown);
  assert.deepEqual(names.get("attrs").keys(), ["a", "b"]);
  assert.equal(names.get("attrs").open, true);
});

test("a key remembers where it was written, through every dict that it goes through", () => {
  const names = run(`
def collect(**kwargs):
    return dict(kwargs) | {"late": 1}

x = collect(
    early = 1,
    **{
        "middle": 2,
    }
)
`);
  const lines = [...names.get("x").entries.values()].map(({ key, place }) => [key, place.line]);
  assert.deepEqual(lines, [["early", 6], ["middle", 8], ["late", 3]]);
});

for (const [what, text, message] of [
  ["an unknown name", "x = 1\ny = z\n", "x.bzl:2: the name z is not defined"],
  ["an unknown parameter", "def f(a):\n    pass\n\nf(\n    a = 1,\n    b = 2,\n)\n", "x.bzl:6: f has no parameter b"],
  ["a missing argument", "def f(a):\n    pass\n\nf()\n", "x.bzl:4: f needs a"],
  ["fail()", 'fail("it is", 1)\n', "x.bzl:1: fail: it is 1"],
  ["a file that is no Starlark", "x = = 1\n", 'x.bzl:1: unexpected "="'],
  ["a string without an end", 'x = "a\n', "x.bzl:1: a string has no end"],
]) {
  test(`${what} is an error with its line`, () => assert.throws(() => run(text), (error) => error instanceof StarlarkError && String(error) === message));
}
