"""Verifies each DKIM signature of some mails by dkimpy. First argument: a file of DNS records, "name value" a line; then files
of one mail each. Prints "file selector True" or "file selector False" for each signature."""

import re
import sys

import dkim

with open(sys.argv[1], encoding="ascii") as lines:
    records = dict(line.rstrip("\n").split(" ", 1) for line in lines)


def txt(name, timeout=5):
    value = records.get(name.decode("ascii").rstrip("."))
    return value.encode("ascii") if value else None


for path in sys.argv[2:]:
    with open(path, "rb") as file:
        mail = file.read()
    header = re.sub(rb"\r\n[ \t]", b" ", mail[: mail.index(b"\r\n\r\n")])
    selectors = re.findall(rb"(?m)^DKIM-Signature:.*? s=([^;]+);", header)
    for index, selector in enumerate(selectors):
        try:
            verified = dkim.DKIM(mail).verify(idx=index, dnsfunc=txt)
        except dkim.DKIMException as refusal:
            verified = False
            print(path, refusal, file=sys.stderr)
        print(path, selector.decode("ascii"), verified)
