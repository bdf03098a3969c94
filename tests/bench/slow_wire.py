"""
A wire that takes its time: everything that goes through it arrives half a round trip later, in order.

    python -m tests.bench.slow_wire PORT TO_PORT ROUND_TRIP
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress


def main() -> None:
    """
    Serves until it is killed.
    """
    port, to_port, round_trip = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])

    async def attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", to_port)
        await asyncio.gather(_carry(reader, there_writer, round_trip / 2), _carry(there_reader, writer, round_trip / 2))

    async def serve() -> None:
        server = await asyncio.start_server(attend, "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(serve())


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float) -> None:
    loop = asyncio.get_running_loop()
    on_its_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def deliver() -> None:
        while True:
            due, octets = await on_its_way.get()
            await asyncio.sleep(max(0.0, due - loop.time()))
            if not octets:
                break
            writer.write(octets)
            await writer.drain()
        writer.close()

    delivering = asyncio.ensure_future(deliver())
    with suppress(OSError):
        while octets := await reader.read(65_536):
            on_its_way.put_nowait((loop.time() + delay, octets))
    on_its_way.put_nowait((loop.time() + delay, b""))
    with suppress(OSError):
        await delivering


if __name__ == "__main__":
    main()
