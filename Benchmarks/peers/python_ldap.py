"""python-ldap as cardferry-bench measures it: python3 python_ldap.py FILE.

Reads the entries of FILE, prints one line that tells what this is, how many entries there are and
how many bytes it makes of them. From then on each line on standard input is answered with the
seconds that one pass over all entries took: written by LDIFWriter into memory, part by part, each
read just before, which isn't counted.
"""

import gc
import io
import platform
import sys
import time

import ldap
import ldif

WARM_UP_PASSES = 3
PART_SIZE = 500


def parts(path):
    """Yields all entries, as many at once as PART_SIZE."""
    with open(path, "rb") as file:
        text = file.read().strip().split(b"\n\n")
    for start in range(0, len(text), PART_SIZE):
        part = io.BytesIO(b"\n\n".join(text[start : start + PART_SIZE]) + b"\n")
        records = ldif.LDIFRecordList(part)
        records.parse()
        yield records.all_records


def write(path):
    """Returns seconds, entries, bytes."""
    seconds = count = size = 0
    for entries in parts(path):
        text = io.StringIO()
        start = time.perf_counter()
        writer = ldif.LDIFWriter(text)
        for name, entry in entries:
            writer.unparse(name, entry)
        seconds += time.perf_counter() - start
        count += len(entries)
        size += len(text.getvalue())
    return seconds, count, size


path = sys.argv[1]
_, count, size = write(path)
versions = f"python-ldap {ldap.__version__} on Python {platform.python_version()}"
print(versions, count, size, sep="\t", flush=True)
# As timeit has it: no pass pays for the garbage of another.
gc.disable()
for _ in range(WARM_UP_PASSES):
    write(path)
for _ in sys.stdin:
    print(write(path)[0], flush=True)
