"""Images as the engine reads them, see docs/engine.md. It needs nothing but Python."""

import struct
import uuid
import zlib


def image_of(*people):
    """A grey PNG whose comment says who is in it; no two are the same."""
    width, height = 200, 100

    def chunk(kind, content):
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    return b"".join([
        b"\x89PNG\r\n\x1a\n",
        chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        chunk(b"tEXt", b"Comment\0faces=" + ",".join(people).encode()),
        chunk(b"tEXt", b"Salt\0" + str(uuid.uuid4()).encode()),
        chunk(b"IDAT", zlib.compress(b"\x80" * (width + 1) * height)),
        chunk(b"IEND", b""),
    ])
