"""cards.py FILE: reads vCards by vobject and prints what it understood as a jCard document."""

import base64
import json
import sys

import vobject

NAMES = ("family", "given", "additional", "prefix", "suffix")
ADDRESSES = ("box", "extended", "street", "city", "region", "code", "country")


def values(line):
    """The values of a property, a structure as a list in it."""
    value = line.value
    if isinstance(value, vobject.vcard.Name):
        return [[getattr(value, name) for name in NAMES]]
    if isinstance(value, vobject.vcard.Address):
        return [[getattr(value, name) for name in ADDRESSES]]
    if isinstance(value, bytes):
        return ["data:;base64," + base64.b64encode(value).decode()]
    if isinstance(value, list):
        return [value] if line.name == "ORG" else value
    return [value]


def lines(card):
    for line in card.lines():
        parameters = {name.lower(): texts for name, texts in line.params.items()}
        if line.group:
            parameters["group"] = line.group
        yield [line.name.lower(), parameters, "text", *values(line)]


with open(sys.argv[1], encoding="utf-8", newline="") as file:
    cards = [["vcard", list(lines(card))] for card in vobject.readComponents(file)]
sys.stdout.buffer.write(json.dumps(cards).encode())
