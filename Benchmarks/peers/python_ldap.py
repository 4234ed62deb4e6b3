"""python-ldap as cardferry-bench measures it: python3 python_ldap.py FILE.

Reads the entries of FILE, prints one line that tells what this is, how many entries there are and
how many bytes it makes of them. From then on each line on standard input is answered with the
seconds that one pass over all entries took: written by LDIFWriter into memory.
"""

import gc
import io
import platform
import sys
import time

import ldap
import ldif

WARM_UP_PASSES = 3


def write(entries):
    text = io.StringIO()
    writer = ldif.LDIFWriter(text)
    for name, entry in entries:
        writer.unparse(name, entry)
    return text


with open(sys.argv[1], "rb") as file:
    records = ldif.LDIFRecordList(file)
    records.parse()
entries = records.all_records
size = len(write(entries).getvalue())
versions = f"python-ldap {ldap.__version__} on Python {platform.python_version()}"
print(versions, len(entries), size, sep="\t", flush=True)
# As timeit has it: no pass pays for the garbage of another.
gc.disable()
for _ in range(WARM_UP_PASSES):
    write(entries)
for _ in sys.stdin:
    start = time.perf_counter()
    write(entries)
    print(time.perf_counter() - start, flush=True)
