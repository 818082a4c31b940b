"""Keeps the texts of a line of stdin, a JSON list, and answers which of them BuildKit's parser reads; reads them all again
for each empty line. `process.rs` starts it and measures how long the answer takes."""

import json
import sys

import dockerfile


def reads(text):
    try:
        dockerfile.parse_string(text)
    except dockerfile.GoParseError:
        return False
    return True


texts = []
for line in sys.stdin:
    if line != "\n":
        texts = json.loads(line)
    read = [reads(text) for text in texts]
    print("" if line == "\n" else json.dumps(read), flush=True)
