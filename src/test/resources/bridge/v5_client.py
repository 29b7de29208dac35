"""A V5 module: posts an envelope as V5's own clients do. Usage: v5_client.py URL PRIVATE_KEY_PEM, with CORE_BRIDGE_SECRET set.

Prints the status of the first post, of the same one again, and of the same payload with another nonce.
"""

import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid

url, key = sys.argv[1:3]


def b64url(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def token():
    now = time.time()
    claims = {"iss": "core-bucket-bridge", "sub": "education", "roles": ["module"], "iat": now, "exp": now + 3600}
    signed = b64url(json.dumps({"alg": "HS256", "typ": "JWT"}).encode()) + "." + b64url(json.dumps(claims).encode())
    secret = os.environ["CORE_BRIDGE_SECRET"].encode()
    return signed + "." + b64url(hmac.new(secret, signed.encode(), hashlib.sha256).digest())


def sign(payload):
    canonical = json.dumps(payload, sort_keys=True).encode()
    done = subprocess.run(
        ["openssl", "dgst", "-sha256", "-sign", key], input=canonical, stdout=subprocess.PIPE, check=True)
    return base64.b64encode(done.stdout).decode()


def post(envelope):
    request = urllib.request.Request(
        url + "/core/update",
        json.dumps(envelope).encode(),
        {"Content-Type": "application/json", "Authorization": "Bearer " + token()})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)


payload = {
    "module": "education",
    "data": {"course": "Größe \U0001f600", "ratio": 0.1, "big": 10**30, "tiny": 1e-7, "none": None, "list": [1, 2.0]},
}
envelope = {"payload": payload, "signature": sign(payload), "nonce": str(uuid.uuid4())}
for attempt in (envelope, envelope, dict(envelope, nonce=str(uuid.uuid4()))):
    status, body = post(attempt)
    print(status, body.get("reason", body["status"]))
