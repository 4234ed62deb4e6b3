"""What one would write in an afternoon: python3 export.py PORT DIRECTORY.

Fetches the contacts of folder 2 from fake-exchange with requests, makes vCards of the commonest
fields with vobject, and writes one file for each. Nothing is kept for a second run, nothing is
made durable.
"""

import os
import sys
import uuid

import requests
import vobject

port, directory = sys.argv[1:]
AIRSYNC, CONTACTS, FOLDERHIERARCHY, AIRSYNCBASE = 0, 1, 7, 17
session = requests.Session()
session.auth = ("anna@contoso.com", "secret")
session.headers.update(
    {"Content-Type": "application/vnd.ms-sync.wbxml", "MS-ASProtocolVersion": "14.1"})


def text(token, value):
    return bytes([token | 0x40, 0x03]) + value.encode() + b"\x00\x01"


def ask(command, page, body):
    answer = session.post(
        f"http://127.0.0.1:{port}/Microsoft-Server-ActiveSync",
        params={"Cmd": command, "User": "anna@contoso.com", "DeviceId": "bench", "DeviceType": "x"},
        data=b"\x03\x01\x6a\x00\x00" + bytes([page]) + body)
    answer.raise_for_status()
    return decode(answer.content)


def sync(key):
    options = b"\x57\x00\x11\x45" + text(0x06, "1") + text(0x07, "1000000") + b"\x01\x00\x00\x01"
    collection = text(0x0B, key) + text(0x12, "2")
    if key != "0":
        collection += b"\x13" + text(0x15, "100") + options
    answer = ask("Sync", AIRSYNC, b"\x45\x5c\x4f" + collection + b"\x01\x01\x01")
    collection = find(answer, (AIRSYNC, 0x05), (AIRSYNC, 0x1C), (AIRSYNC, 0x0F))
    if find(collection, (AIRSYNC, 0x0E)) != "1":
        sys.exit(f"Sync: {answer}")
    return collection


def decode(data):
    """Elements as ((page, token), children or text)."""
    index, page = 4, 0
    stack = [[]]
    while index < len(data):
        token = data[index]
        index += 1
        if token == 0x00:
            page = data[index]
            index += 1
        elif token == 0x01:
            children = stack.pop()
            name, _ = stack[-1].pop()
            value = children[0] if children and isinstance(children[0], str) else children
            stack[-1].append((name, value))
        elif token == 0x03:
            end = data.index(0, index)
            stack[-1].append(data[index:end].decode())
            index = end + 1
        elif token == 0xC3:
            length = 0
            while True:
                byte = data[index]
                index += 1
                length = length << 7 | byte & 0x7F
                if byte < 0x80:
                    break
            stack[-1].append(data[index:index + length].decode())
            index += length
        else:
            stack[-1].append(((page, token & 0x3F), ""))
            if token & 0x40:
                stack.append([])
    return stack[0]


def find(elements, *path):
    for tag in path:
        elements = next((value for name, value in elements if name == tag), [])
    return elements


def card(data):
    values = dict(data)
    get = lambda token, page=CONTACTS: values.get((page, token))
    card = vobject.vCard()
    card.add("uid").value = "urn:uuid:" + str(uuid.uuid4())
    card.add("n").value = vobject.vcard.Name(
        family=get(0x29) or "", given=get(0x1F) or "", additional=get(0x2A) or "")
    card.add("fn").value = " ".join(filter(None, [get(0x1F), get(0x29)])) or get(0x1E) or "Unnamed"
    if get(0x19):
        card.add("org").value = [get(0x19)] + ([get(0x1A)] if get(0x1A) else [])
    if get(0x28):
        card.add("title").value = get(0x28)
    for token in (0x1B, 0x1C, 0x1D):
        if get(token):
            card.add("email").value = get(token)
    for token, kind in ((0x13, "work"), (0x27, "home"), (0x2B, "cell"), (0x12, "fax")):
        if get(token):
            number = card.add("tel")
            number.value = get(token)
            number.type_param = kind
    for kind, (city, country, code, state, street) in (
            ("work", (0x0D, 0x0E, 0x0F, 0x10, 0x11)), ("home", (0x21, 0x22, 0x23, 0x24, 0x25))):
        if any(get(token) for token in (city, country, code, state, street)):
            address = card.add("adr")
            address.type_param = kind
            address.value = vobject.vcard.Address(
                street=get(street) or "", city=get(city) or "", region=get(state) or "",
                code=get(code) or "", country=get(country) or "")
    if get(0x37):
        card.add("url").value = get(0x37)
    if get(0x08):
        card.add("bday").value = get(0x08)[:10]
    categories = [value for _, value in get(0x15) or []]
    if categories:
        card.add("categories").value = categories
    note = find(get(0x0A, AIRSYNCBASE) or [], (AIRSYNCBASE, 0x0B))
    if note:
        card.add("note").value = note
    return card


os.makedirs(directory)
ask("FolderSync", FOLDERHIERARCHY, b"\x56" + text(0x12, "0") + b"\x01")
key, more = "0", True
while more:
    collection = sync(key)
    more = key == "0" or any(name == (AIRSYNC, 0x14) for name, _ in collection)
    key = find(collection, (AIRSYNC, 0x0B))
    for name, item in find(collection, (AIRSYNC, 0x16)) or []:
        if name == (AIRSYNC, 0x07):
            made = card(find(item, (AIRSYNC, 0x1D)))
            with open(f"{directory}/{made.uid.value[9:]}.vcf", "w", newline="") as file:
                file.write(made.serialize())
