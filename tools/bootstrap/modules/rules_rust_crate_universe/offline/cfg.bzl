"""Evaluates the `cfg(...)` expressions that Cargo manifests put before platform dependencies."""

# An expression has fewer tokens than this; a Starlark loop needs a bound.
_MAX_TOKENS = 10000

def _tokenize(expression):
    tokens = []
    word = ""
    in_string = False
    for char in expression.elems():
        if in_string:
            if char == "\"":
                tokens.append(("string", word))
                word = ""
                in_string = False
            else:
                word += char
        elif char == "\"":
            in_string = True
        elif char in "(),=" or char.isspace():
            if word:
                tokens.append(("word", word))
                word = ""
            if not char.isspace():
                tokens.append(("sign", char))
        else:
            word += char
    if word:
        tokens.append(("word", word))
    return tokens

def _combine(operator, values):
    if operator == "all":
        return all(values)
    if operator == "any":
        return any(values)
    if operator == "not" and len(values) == 1:
        return not values[0]
    return None

def evaluate_cfg(expression, cfgs):
    """Tells whether a platform satisfies a `cfg(...)` expression.

    Args:
        expression: text such as `cfg(all(unix, not(target_os = "macos")))`.
        cfgs: dict used as a set, the lines of `rustc --print cfg`: `unix`, `target_os="linux"`.

    Returns:
        True or False; None if the expression cannot be understood.
    """

    # Each frame is (operator, values so far); the outermost is `cfg`, which holds one value.
    frames = [("root", [])]
    tokens = _tokenize(expression)
    position = 0
    for _ in range(_MAX_TOKENS):
        if position >= len(tokens):
            break
        kind, text = tokens[position]
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        if kind == "word" and following == ("sign", "("):
            frames.append((text, []))
            position += 2
        elif kind == "word" and following == ("sign", "="):
            if position + 2 >= len(tokens) or tokens[position + 2][0] != "string":
                return None
            frames[-1][1].append("{}=\"{}\"".format(text, tokens[position + 2][1]) in cfgs)
            position += 3
        elif kind == "word":
            frames[-1][1].append(text == "true" or text in cfgs)
            position += 1
        elif text == ")":
            operator, values = frames.pop()
            if not frames:
                return None
            value = values[0] if operator == "cfg" and len(values) == 1 else _combine(operator, values)
            if value == None:
                return None
            frames[-1][1].append(value)
            position += 1
        elif text == ",":
            position += 1
        else:
            return None
    if len(frames) != 1 or len(frames[0][1]) != 1:
        return None
    return frames[0][1][0]

def platform_matches(target, triple, cfgs):
    """Tells whether a dependency's `target` holds on a platform.

    Args:
        target: None, a triple or a `cfg(...)` expression, as `cargo metadata` writes it.
        triple: the platform's triple.
        cfgs: the platform's cfgs, see `evaluate_cfg`.

    Returns:
        True or False; fails on an expression that cannot be understood.
    """
    if target == None:
        return True
    if not target.startswith("cfg("):
        return target == triple
    value = evaluate_cfg(target, cfgs)
    if value == None:
        fail("crate_universe stand-in: cannot parse the platform '{}' of a dependency".format(target))
    return value
