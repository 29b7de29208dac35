#!/usr/bin/env python3
"""Sends one update to a Core-Bucket Bridge, and checks the receipt. Needs Python 3.8 and openssl, nothing else.

Usage: bridge_client.py FILE        FILE holds the data, a JSON object; - is standard input.

The environment says the rest:
  BRIDGE_URL         like https://bridge.example
  BRIDGE_MODULE      the module that sends
  BRIDGE_KEY         the file of its private key (PEM)
  BRIDGE_TOKEN_FILE  the file of its token
  BRIDGE_CA          the authority to trust over TLS (PEM); else what this host trusts
  BRIDGE_SESSION     the id of an update of which it is not known whether it is stored; else a new one

Exit codes: 0 it is in the ledger, and the receipt holds; 1 the bridge refuses it, or the receipt does not hold;
64 usage; 69 it is not known whether it is stored: run it again with the BRIDGE_SESSION that is named then.
"""
import base64
import datetime
import hashlib
import json
import os
import random
import re
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid

PATIENCE = 120  # seconds for all attempts; a timestamp is fresh for 300
TIMEOUT = 15  # seconds for one attempt


class Refused(Exception):
    """The bridge will never take this update, or its receipt does not hold."""


class Unreachable(Exception):
    """Nobody knows yet whether the update is stored."""


class Client:
    def __init__(self, url, module, key, token, ca=None):
        self.url, self.module, self.key, self.token = url.rstrip("/"), module, key, token
        self.tls = ssl.create_default_context(cafile=ca) if url.startswith("https:") else None

    def send(self, data, session):
        """Sends an update until its receipt is in hand. Gives {"seq": N, "hash": HEX}."""
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        payload = {"module": self.module, "session_id": session, "timestamp": now, "data": data}
        # These bytes stay the same for each attempt: under its Idempotency-Key an update is stored once.
        signed = json.dumps(payload, sort_keys=True)
        signature = base64.b64encode(self.sign(signed.encode("ascii"))).decode("ascii")
        body = json.dumps({"payload": payload, "signature": signature, "nonce": uuid.uuid4().hex})
        try:
            answer = self.until_answered("/core/update", body.encode("ascii"), {"Idempotency-Key": session})
        except Refused as e:
            if '"replay_detected"' not in str(e):
                raise
            answer = self.until_answered("/bucket/receipts/" + session)  # it arrived earlier, under another signature
        receipt = json.loads(answer)["receipt"]
        self.check(receipt, session, data)
        return receipt

    def sign(self, content):
        """RSASSA-PKCS1-v1_5 with SHA-256."""
        command = ["openssl", "dgst", "-sha256", "-sign", self.key]
        return subprocess.run(command, input=content, stdout=subprocess.PIPE, check=True).stdout

    def check(self, receipt, session, data):
        """Requires that the ledger has this update as the entry that the receipt names."""
        line = self.until_answered("/bucket/entries/%d" % receipt["seq"]).decode("ascii").rstrip("\n")
        unhashed = re.sub(r'"hash": "[0-9a-f]{64}", ', "", line, count=1)
        entry = json.loads(line)
        if (
            hashlib.sha256(unhashed.encode("ascii")).hexdigest() != receipt["hash"]
            or entry["session_id"] != session
            or entry["payload"]["data"] != data
        ):
            raise Refused("entry %d of the ledger is not what the receipt names" % receipt["seq"])

    def until_answered(self, path, body=None, headers=None):
        """Asks again, later and later, while the bridge can't be reached or can't answer now."""
        end = time.monotonic() + PATIENCE
        pause = 0.5
        while True:
            try:
                return self.ask(path, body, headers or {})
            except urllib.error.HTTPError as e:
                if e.code < 500 and e.code != 429:
                    raise Refused("%d %s" % (e.code, e.read().decode("utf-8", "replace"))) from None
                trouble, wanted = str(e), e.headers.get("Retry-After", "")
            except OSError as e:  # no connection, or it broke: it may have arrived
                trouble, wanted = str(e), ""
            wait = int(wanted) if wanted.isdigit() else pause * (0.5 + random.random())
            if time.monotonic() + wait > end:
                raise Unreachable(trouble)
            time.sleep(wait)
            pause = min(pause * 2, 20)

    def ask(self, path, body, headers):
        request = urllib.request.Request(self.url + path, data=body, headers=headers)
        request.add_header("Authorization", "Bearer " + self.token)
        if body is not None:
            request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=TIMEOUT, context=self.tls) as answer:
            return answer.read()


def main(arguments):
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 64
    try:
        with sys.stdin if arguments[0] == "-" else open(arguments[0], encoding="utf-8") as file:
            data = json.load(file)
        with open(os.environ["BRIDGE_TOKEN_FILE"], encoding="ascii") as file:
            token = file.read().strip()
        names = ("BRIDGE_URL", "BRIDGE_MODULE", "BRIDGE_KEY")
        missing = [name for name in names if not os.environ.get(name)]
        if missing:
            raise ValueError("not set: " + ", ".join(missing))
        client = Client(*(os.environ[name] for name in names), token, os.environ.get("BRIDGE_CA"))
    except (KeyError, ValueError, OSError) as e:
        print("bridge_client.py: %s: %s" % (type(e).__name__, e), file=sys.stderr)
        return 64
    session = os.environ.get("BRIDGE_SESSION") or str(uuid.uuid4())
    try:
        receipt = client.send(data, session)
    except Refused as e:
        print("bridge_client.py: refused: %s" % e, file=sys.stderr)
        return 1
    except Unreachable as e:
        print("bridge_client.py: not known whether it is stored: %s" % e, file=sys.stderr)
        print("Run it again with BRIDGE_SESSION=%s" % session, file=sys.stderr)
        return 69
    print("entry %d %s" % (receipt["seq"], receipt["hash"]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
