"""The words, texts and signs of a TOML document."""

_WORD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+:"
_SIGNS = "[]{}=,."
_BLANKS = " \t\r"
_ESCAPES = {"b": json.decode("\"\\b\""), "f": json.decode("\"\\f\""), "n": "\n", "r": "\r", "t": "\t"}
_HEX = "0123456789abcdef"

def _hex(value):
    """Four digits."""
    return "".join([_HEX[(value // place) % 16] for place in (4096, 256, 16, 1)])

def _character(digits):
    """The character of a number, which JSON writes in one part or two."""
    code = int(digits, 16)
    units = [code] if code < 0x10000 else [0xD800 + (code - 0x10000) // 0x400, 0xDC00 + (code - 0x10000) % 0x400]
    return json.decode("\"{}\"".format("".join(["\\u" + _hex(unit) for unit in units])))

def _unescape(text):
    if "\\" not in text:
        return text
    parts = text.split("\\")
    result = parts[0]
    literal = False
    for part in parts[1:]:
        if literal:
            result += part
            literal = False
        elif not part:
            result += "\\"
            literal = True
        elif part[0] in " \t\r\n":
            # A backslash at the end of a line takes the blanks of the next ones with it.
            result += part.lstrip()
        elif part[0] in "uU":
            length = 5 if part[0] == "u" else 9
            result += _character(part[1:length]) + part[length:]
        else:
            result += _ESCAPES.get(part[0], part[0]) + part[1:]
    return result

def _closing_quote(text, start, quote):
    """Where a text ends, or -1."""
    at = start
    for _ in range(start, len(text) + 1):
        at = text.find(quote, at)
        if at < 0 or quote[0] == "'":
            return at
        before = text[start:at]
        if (len(before) - len(before.rstrip("\\"))) % 2 == 0:
            return at
        at += 1
    return -1

def _read_text(text, at, line, error):
    """Reads a text in quotes; returns its token and where it ends."""
    quote = text[at]
    if text[at:at + 3] == quote * 3:
        quote *= 3
    start = at + len(quote)
    end = _closing_quote(text, start, quote)
    raw = text[start:end]
    if end < 0 or (len(quote) == 1 and "\n" in raw):
        error(line, "a text without its closing {}".format(quote))
        return struct(kind = "string", line = line, text = ""), len(text)
    lines = raw.count("\n")
    if len(quote) == 3:
        raw = raw.removeprefix("\r").removeprefix("\n")
    value = raw if quote[0] == "'" else _unescape(raw)
    return struct(kind = "string", line = line + lines, text = value), end + len(quote)

def _read_word(text, at, line, error):
    end = at
    for _ in range(at, len(text)):
        if end == len(text) or text[end] not in _WORD:
            break
        end += 1
    if end == at:
        error(line, "{} is not TOML".format(repr(text[at])))
        return struct(kind = "word", line = line, text = text[at]), at + 1
    return struct(kind = "word", line = line, text = text[at:end]), end

def tokenize(text, error):
    """Splits a document.

    Args:
        text: string.
        error: function of a line and what is wrong there.

    Returns:
        list of structs of `kind` ("word", "string", "sign", "newline", "end"), `text` (of strings without quotes and
        escapes) and `line`.
    """
    tokens = []
    at = 0
    line = 1
    for _ in range(len(text)):
        if at >= len(text):
            break
        char = text[at]
        if char in _BLANKS:
            at += 1
        elif char == "#":
            end = text.find("\n", at)
            at = end if end >= 0 else len(text)
        elif char == "\n":
            tokens.append(struct(kind = "newline", line = line, text = "\n"))
            line += 1
            at += 1
        elif char in _SIGNS:
            tokens.append(struct(kind = "sign", line = line, text = char))
            at += 1
        else:
            token, at = (_read_text if char in "\"'" else _read_word)(text, at, line, error)
            tokens.append(token)
            line = token.line

    # What is read two at a time finds an end at either.
    end = struct(kind = "end", line = line, text = "the end of the file")
    return tokens + [end, end]
