#!/bin/sh
# A wheel built from the tree, installed into an empty environment, runs the demonstration from any folder.
set -eu
here=$(pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"$here/.venv/bin/python" -m build --wheel --outdir "$place/dist" . >/dev/null
python3 -m venv "$place/env"
"$place/env/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
"$place/env/bin/pip" install --quiet --disable-pip-version-check --no-deps "$place"/dist/*.whl
cd "$place"
EXCHANGE_DATA="$place/data" "$place/env/bin/exchange" demo --prepare-only
EXCHANGE_DATA="$place/data/demo" EXCHANGE_DEMO=yes "$place/env/bin/exchange" search "koruyucu aile" --json | grep -q '"total"'
echo "The wheel prepares the demonstration and searches it."
