"""Reads TOML.

Numbers with a fraction and dates stay text: no field of a Cargo manifest has one.
"""

load(":toml_tokens.bzl", "tokenize")

_CLOSING = {"[": "]", "{": "}"}

def _set(table, path, value):
    """Puts a value at a dotted key."""
    for part in path[:-1]:
        table = table.setdefault(part, {})
    table[path[-1]] = value

def _read_key(tokens, at, error):
    """Reads a dotted key; returns its parts and where it ends."""
    path = []
    for index in range(at, len(tokens), 2):
        token = tokens[index]
        if token.kind not in ("word", "string"):
            return error(token.line, "a key is due, not {}".format(repr(token.text))), index
        path.append(token.text)
        if tokens[index + 1].text != "." or tokens[index + 1].kind != "sign":
            return path, index + 1
    return error(tokens[-1].line, "a key without an end"), len(tokens) - 1

def _scalar(tokens, at):
    """Reads a text, number or boolean; returns it and where it ends."""
    token = tokens[at]
    if token.kind == "string":
        return token.text, at + 1

    # 1.5 and 07:32:00.5 are words around a dot.
    text = token.text
    end = at + 1
    for index in range(at + 1, len(tokens) - 1, 2):
        if tokens[index].kind != "sign" or tokens[index].text != ".":
            break
        text += "." + tokens[index + 1].text
        end = index + 2
    if text in ("true", "false"):
        return text == "true", end
    digits = text.replace("_", "").lstrip("+-")
    if digits.isdigit() and (digits == "0" or not digits.startswith("0")):
        return int(text.replace("_", "").lstrip("+")), end
    return text, end

def _frame_of(sign):
    return {"closing": _CLOSING[sign], "key": None, "value": [] if sign == "[" else {}}

def _place(frame, value):
    if frame["closing"] == "]":
        frame["value"].append(value)
    else:
        _set(frame["value"], frame["key"], value)
        frame["key"] = None

def _read_value(tokens, start, error):
    """Reads a value, with what is nested in it; returns it and where it ends."""
    stack = []
    at = start
    for _ in range(start, len(tokens)):
        token = tokens[at]
        frame = stack[-1] if stack else None
        is_sign = token.kind == "sign"
        value = None
        at += 1
        if frame and (token.kind == "newline" or (is_sign and token.text == ",")):
            continue
        elif frame and is_sign and token.text == frame["closing"]:
            value = stack.pop()["value"]
        elif frame and frame["closing"] == "}" and frame["key"] == None:
            frame["key"], at = _read_key(tokens, at - 1, error)
            if frame["key"] == None or tokens[at].text != "=":
                return error(token.line, "a key without a value"), at
            at += 1
            continue
        elif is_sign and token.text in _CLOSING:
            stack.append(_frame_of(token.text))
            continue
        elif token.kind in ("word", "string"):
            value, at = _scalar(tokens, at - 1)
        else:
            return error(token.line, "a value is due, not {}".format(repr(token.text))), at
        if not stack:
            return value, at
        _place(stack[-1], value)
    return error(tokens[-1].line, "a value without an end"), len(tokens) - 1

def _open_table(root, path, is_array):
    table = root
    for index, part in enumerate(path):
        last = index == len(path) - 1
        if last and is_array:
            table.setdefault(part, []).append({})
        table = table.setdefault(part, {})
        if type(table) == "list":
            table = table[-1]
    return table

def _read_header(tokens, at, root, error):
    """Reads `[a.b]` or `[[a.b]]`; returns the table that it opens and where it ends."""
    is_array = tokens[at + 1].kind == "sign" and tokens[at + 1].text == "["
    path, end = _read_key(tokens, at + (2 if is_array else 1), error)
    closing = [token.text for token in tokens[end:end + (2 if is_array else 1)]]
    if path == None or closing != ["]"] * len(closing):
        return error(tokens[at].line, "the name of a table without an end"), len(tokens) - 1
    return _open_table(root, path, is_array), end + len(closing)

def parse_toml(text, file, error = fail):
    """Parses a TOML document.

    Args:
        text: string, the document.
        file: string, its name, for messages.
        error: function that takes what is wrong; by default it fails.

    Returns:
        A dict, in which tables are dicts and arrays lists.
    """
    say = lambda line, what: error("{}:{}: {}".format(file, line, what))
    tokens = tokenize(text, say)
    root = {}
    table = root
    at = 0
    for _ in range(len(tokens)):
        token = tokens[at]
        if token.kind == "end" or table == None:
            break
        if token.kind == "newline":
            at += 1
        elif token.kind == "sign" and token.text == "[":
            table, at = _read_header(tokens, at, root, say)
        else:
            path, at = _read_key(tokens, at, say)
            if path == None or tokens[at].text != "=":
                say(token.line, "a key without a value")
                break
            value, at = _read_value(tokens, at + 1, say)
            _set(table, path, value)
            if tokens[at].kind not in ("newline", "end"):
                say(tokens[at].line, "the line goes on after a value")
                break
    return root
