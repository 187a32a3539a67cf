"""The address that the web server listens on."""

import ipaddress
import socket


def bind_once(host: str, port: int) -> None:
    """Raise OSError if the server can't listen on this address."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    family, kind, protocol, _name, address = found

    with socket.socket(family, kind, protocol) as trial:
        # Connections of an earlier server that are still closing don't block the port.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind(address)


def is_loopback(host: str) -> bool:
    # A name can have several addresses. If one can be reached from outside, the answer
    # is no.
    try:
        return all(
            ipaddress.ip_address(info[4][0]).is_loopback for info in socket.getaddrinfo(host, None)
        )
    except (OSError, ValueError):
        return False
