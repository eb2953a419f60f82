/** Answers that agree to everything: any property, call and construction gives one more of the kind. */
"use strict";

const PRIMITIVE = { default: (name) => name, number: () => 0, string: (name) => name };

/** What every such answer has; `isResult` ones can be awaited, and give one that cannot. */
function fixed(name, key, isResult) {
  if (key === Symbol.toPrimitive) return (hint) => PRIMITIVE[hint](name);
  if (key === Symbol.iterator) return function* none() {};
  if (key === "toString" || key === "toJSON") return () => name;
  if (key === "then" && isResult) return (done, fail) => Promise.resolve(anything(name)).then(done, fail);
  if ((key === "catch" || key === "finally") && isResult) return (action) => Promise.resolve(anything(name))[key](action);
  return undefined;
}

const isFixed = (key, isResult) => typeof key === "symbol" || ["then", "toString", "toJSON"].includes(key) || (isResult && ["catch", "finally"].includes(key));

/** `own` has the properties that are known, `prototype` the methods of a class that extends it. */
function anything(name, { own = {}, prototype, isResult = false } = {}) {
  return new Proxy(function stub() {}, {
    apply: () => anything(`${name}()`, { isResult: true }),
    construct: (target, _arguments, made) => anything(`new ${name}`, { prototype: made.prototype === target.prototype ? undefined : made.prototype }),
    get(_target, key, receiver) {
      if (Object.hasOwn(own, key)) return own[key];
      if (prototype && key in prototype) return Reflect.get(prototype, key, receiver);
      if (isFixed(key, isResult)) return fixed(name, key, isResult);
      return (own[key] = anything(`${name}.${String(key)}`));
    },
    set(_target, key, value) {
      own[key] = value;
      return true;
    },
  });
}

/** An object whose unknown properties are anything. */
function open(object, name) {
  return new Proxy(object, {
    get(target, key, receiver) {
      if (key in target || typeof key === "symbol" || key === "then" || key === "toJSON") return Reflect.get(target, key, receiver);
      return (target[key] = anything(`${name}.${String(key)}`));
    },
  });
}

module.exports = { anything, open };
