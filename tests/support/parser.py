"""Answers each line of stdin, a JSON list of Dockerfile texts, with one line: a JSON list of what BuildKit's own
parser made of them. `parser.rs` starts it and speaks to it."""

import json
import re
import sys

import dockerfile

# The wheel hands strings over as C strings, which end at the first NUL. To the parser a NUL is a character like any
# other control character that is not a blank, so another one stands in for it on the way there and back.
STAND_INS = [code for code in range(0x01, 0x1C) if not 0x09 <= code <= 0x0D]

# Lines that may hold directives, which govern an ONBUILD's instruction too.
HEAD = re.compile(r"(?:[ \t]*#[^\n]*\n)*")
ONBUILD = re.compile(r"\s*onbuild", re.IGNORECASE)

# BuildKit's words and heredocs (parser.go: heredocsFromLine, reHeredoc). The wheel tells neither `-` nor quotes.
WORD = re.compile(r"""(?:[^\s"'\\]|"(?:[^"\\]|\\.)*"|'[^']*'|\\.)+""", re.DOTALL)
HEREDOC = re.compile(r"\d*<<(-?)([^<]*)", re.DOTALL)
QUOTED = re.compile(r"""'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)""", re.DOTALL)


def unquoted(word):
    """A word without its quotes and backslashes, and whether there were quotes."""
    quotes = []

    def inside(match):
        if match[3] is not None:
            return match[3]
        quotes.append(match[0])
        return match[1] if match[1] is not None else re.sub(r'\\(["$\\])', r"\1", match[2])

    return QUOTED.sub(inside, word), bool(quotes)


def heredocs(command):
    words = iter(WORD.findall(" ".join(command.value)))
    for heredoc in command.heredocs:
        for word in words:
            match = HEREDOC.fullmatch(word)
            if match and unquoted(match[2])[0] == heredoc.name:
                break
        else:
            raise ValueError(f"no word of the instruction opens the heredoc {heredoc.name!r}")
        yield {
            "name": heredoc.name,
            "descriptor": heredoc.file_descriptor,
            "content": heredoc.content,
            "strip_tabs": match[1] == "-",
            "expand": not unquoted(match[2])[1],
        }


def onbuild(command, text):
    """The instruction inside an ONBUILD, of which the wheel loses flags and heredocs: parsed by itself."""
    head = HEAD.match(text)[0]
    lines = text.split("\n")[command.start_line - 1 : command.end_line]
    inner = ONBUILD.sub("", "\n".join(lines), count=1)
    try:
        found = instructions(head + inner)
    except dockerfile.GoParseError:
        # Text that is no instruction.
        return None
    if len(found) != 1:
        raise ValueError(f"the ONBUILD of line {command.start_line} holds {len(found)} instructions")
    shift = command.start_line - 1 - head.count("\n")
    found[0]["start_line"] += shift
    found[0]["end_line"] += shift
    return found[0]


def instructions(text):
    return [
        {
            "name": command.cmd,
            "flags": command.flags,
            "values": command.value,
            "json": command.json,
            "original": command.original,
            "start_line": command.start_line,
            "end_line": command.end_line,
            "heredocs": list(heredocs(command)),
            "onbuild": onbuild(command, text) if command.sub_cmd else None,
        }
        for command in dockerfile.parse_string(text)
    ]


def replaced(value, pairs):
    if isinstance(value, str):
        for old, new in pairs:
            value = value.replace(old, new)
        return value
    if isinstance(value, (list, tuple)):
        return [replaced(item, pairs) for item in value]
    if isinstance(value, dict):
        return {key: replaced(item, pairs) for key, item in value.items()}
    return value


def parse(text):
    if "\0" not in text and "\\u0000" not in text:
        return instructions(text)
    lower = text.lower()
    for code in STAND_INS:
        there = [("\0", chr(code)), ("\\u0000", f"\\u{code:04x}")]
        if not any(new in lower for _, new in there):
            back = [(new, old) for old, new in there]
            return replaced(instructions(replaced(text, there)), back)
    raise ValueError("the text holds NUL and every character that could stand in for it")


def answer(text):
    try:
        return {"instructions": parse(text)}
    except dockerfile.GoParseError as error:
        return {"error": str(error)}
    except ValueError as error:
        return {"error": f"parser.py: {error}"}


for line in sys.stdin:
    print(json.dumps([answer(text) for text in json.loads(line)]), flush=True)
