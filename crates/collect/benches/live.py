"""Asks one host for its parts as users of these libraries do: one question after another.

live.py redfish|sushy PORT USER PASSWORD: prints seconds and resources.
"""
import sys, time

library, port, user, password = sys.argv[1:5]
base = f"http://127.0.0.1:{port}"
begun = time.monotonic()
n = 0


def walk(get, path, seen):
    global n
    if path in seen:
        return
    seen.add(path)
    n += 1
    body = get(path)

    def links(value):
        if isinstance(value, dict):
            for name, inner in value.items():
                if name == "@odata.id" and isinstance(inner, str) and inner.startswith("/redfish/v1"):
                    yield inner
                elif name not in ("AccountService", "LogServices", "Sessions"):
                    yield from links(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from links(inner)

    for link in list(links(body)):
        walk(get, link, seen)


if library == "redfish":
    import redfish

    client = redfish.redfish_client(base_url=base, username=user, password=password)
    client.login(auth="session")
    walk(lambda path: client.get(path).dict, "/redfish/v1", set())
    client.logout()
else:
    import sushy
    from sushy import auth

    root = sushy.Sushy(base + "/redfish/v1", auth=auth.SessionAuth(user, password), verify=False)
    walk(lambda path: root._conn.get(path).json(), "/redfish/v1", set())
    root._auth.close()
print(f"{time.monotonic() - begun:.3f} {n}")
