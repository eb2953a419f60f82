// One of each kind of thing that the module exports, as JavaScript uses it.
import test from "ava";
import { Animal, Countdown, Counter, add, after, answer, apply, big, bytes, callFromThread, caseOf, countWords, distance, either, equator } from "../index.js";
import { greet, held, hold, isNorthern, json, later, math, nameOf, nextKind, nullable, pair, refuse, renamed, repeat, square, sum, total, view } from "../index.js";
import { ANSWER, Kind, Name, SlowCountdown, Status, Watcher, double, unique } from "../index.js";

test("values", (t) => {
  t.is(add(2, 3), 5);
  t.is(ANSWER, 42);
  t.throws(() => refuse("not today"), { message: "not today" });
  t.is(renamed(true, 7), 7);
  t.is(big(12n), 12n);
  t.deepEqual(pair(), [1, "one"]);
  t.deepEqual([...bytes(2)], [7, 7]);
  t.is(total(new Float64Array([1, 2]), new Uint8Array([3])), 6);
  t.deepEqual([...view()], [1, 2, 3]);
  t.is(apply((value) => "x".repeat(value)), "xxx");
  t.is(json({ a: [1] }), '{"a":[1]}');
  t.is(held(hold(9)), 9);
  t.is(math.twice(4), 8);
  t.is(math.length({ from: 1, to: 3 }), 2);
});

test("enumerations", (t) => {
  t.is(nextKind(Kind.Dog), Kind.Cat);
  t.is(nameOf(Name.Two), "Two");
  t.is(caseOf(Status.Loading), "my-own");
  t.deepEqual(greet("Ada"), { type: "Greeting", name: "Ada" });
});

test("objects", (t) => {
  t.is(distance({ x: 3, y: 4 }), 5);
  t.deepEqual(answer("yes"), { isRight: true, word: "yes" });
  t.deepEqual(nullable(null), { name: null });
  t.is(sum([1, 2]), 3);
  t.deepEqual(countWords("a b a"), { a: 2, b: 1 });
  t.is(either(""), false);
  t.is(double(1.5), 3);
  t.deepEqual(unique(["a", "a"]), new Set(["a"]));
  t.is(isNorthern(equator()), false);
  t.is(repeat(3), "3");
});

test("classes", async (t) => {
  const counter = Counter.fromZero("all");
  t.is(counter.add(2).add(3).value, 5);
  counter.value = 0;
  t.true(counter.isZero());
  t.is(await counter.later(), 0);
  t.is(Counter.parse("7"), 7);
  t.is(Watcher.of(counter).seen, 0);
  t.is(new Animal("Tom", "cat").kind, "cat");
  t.deepEqual([...new Countdown(3)], [2, 1, 0]);
});

test("promises", async (t) => {
  t.deepEqual([...(await later(2))], [1, 1]);
  await t.throwsAsync(later(0), { message: "nothing to give" });
  t.is(await after(Promise.resolve(1)), 2);
  t.is(await square(5), 25);
  const counted = [];
  for await (const left of new SlowCountdown(2)) counted.push(left);
  t.deepEqual(counted, [1, 0]);
  t.is(await new Promise((done) => callFromThread((_error, value) => done(value))), 5);
});
