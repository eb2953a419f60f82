"""Reads the subset of YAML that pnpm writes into its lock files: block maps, lists of scalars, one-line flows."""

def parse_yaml(text):
    """Reads a document.

    Args:
        text: the document.

    Returns:
        dict; every scalar is a string, an empty value is an empty dict.
    """
    root = {}
    stack = [(-1, root)]  # open maps with the indentation of the key that opened them
    opener = None  # (map, key) whose value is on the lines below
    block_scalar = None  # indentation of the key whose text is being skipped
    for number, line in enumerate(_without_byte_order_mark(text).split("\n")):
        content = line.strip()
        indent = len(line) - len(line.lstrip(" "))
        if not content or content.startswith("#") or content == "---":
            continue
        if block_scalar != None:
            if indent > block_scalar:
                continue
            block_scalar = None
        if content.startswith("- "):
            if not opener:
                fail("line {}: a list item without a key: {}".format(number + 1, content))
            parent, key = opener
            if type(parent[key]) == "dict":
                parent[key] = []
            parent[key].append(parse_value(content[2:].strip()))
            continue
        for _ in range(len(stack)):
            if stack[-1][0] < indent:
                break
            stack.pop()
        key, value = _split_key(content, number)
        current = stack[-1][1]
        if value == "":
            current[key] = {}
            opener = (current, key)
            stack.append((indent, current[key]))
        elif value[0] in "|>":
            current[key] = ""
            block_scalar = indent
        else:
            current[key] = parse_value(value)
    return root

def _without_byte_order_mark(text):
    # One character or three, depending on how Bazel decodes files; nothing that pnpm writes begins like it.
    for _ in range(3):
        if text and text[0] > "~":
            text = text[1:]
    return text

def _split_key(content, number):
    if content[0] in "'\"":
        end = content.find(content[0] + ":", 1)
        if end > 0:
            return _unquote(content[:end + 1]), content[end + 2:].strip()
    else:
        key, separator, value = content.partition(": ")
        if separator:
            return key, value.strip()
        if content.endswith(":"):
            return content[:-1], ""
    fail("line {} is not what pnpm writes: {}".format(number + 1, content))

def _unquote(text):
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1].replace("''", "'") if text[0] == "'" else text[1:-1].replace("\\\"", "\"").replace("\\\\", "\\")
    return text

def parse_value(text):
    """Reads a value that is on one line.

    Args:
        text: a scalar, `[a, b]` or `{a: b}`, without further nesting; not empty.

    Returns:
        string, list of strings or dict of strings.
    """
    if text[0] == "[" and text[-1] == "]":
        return [_unquote(item) for item in _flow_items(text[1:-1])]
    if text[0] == "{" and text[-1] == "}":
        entries = {}
        for item in _flow_items(text[1:-1]):
            key, _, value = item.partition(": ")
            entries[_unquote(key.strip())] = _unquote(value.strip())
        return entries
    return _unquote(text)

def _flow_items(text):
    if "'" not in text and "\"" not in text:
        return [item.strip() for item in text.split(",") if item.strip()]
    items, item, quote = [], "", None
    for char in text.elems():
        if quote:
            quote = None if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char == ",":
            items.append(item.strip())
            item = ""
            continue
        item += char
    items.append(item.strip())
    return [i for i in items if i]
