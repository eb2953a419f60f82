#!/bin/sh
# make.sh: signs the small mirror of real_apt_test.sh anew, with a key that is thrown away. For another set of packages
# in versions.sh; needs gpg. The packages themselves are made by the test: each holds its own name.
set -eu
here=$(CDPATH='' cd -- "$(dirname "$0")" && pwd)
parts=$here/../..
TK_ROOT=$(CDPATH='' cd -- "$parts/../.." && pwd)
. "$parts/say.sh"
. "$parts/versions.sh"
GNUPGHOME=$(mktemp -d)
export GNUPGHOME
trap 'gpgconf --kill all; rm -rf "$GNUPGHOME"' EXIT

# stanza NAME [DEPENDS]
stanza() {
  sum=$(echo "$1" | sha256sum)
  printf 'Package: %s\nVersion: 7.7.1+fixture-1\nArchitecture: all\nMaintainer: nobody <nobody@invalid>\n' "$1"
  [ -z "${2-}" ] || printf 'Depends: %s\n' "$2"
  printf 'Filename: pool/main/%s_7.7.1+fixture-1_all.deb\nSize: %s\nSHA256: %s\nDescription: fixture\n\n' "$1" "$((${#1} + 1))" "${sum%% *}"
}

{
  stanza bazel-bootstrap bazel-fake
  stanza default-jre-headless openjdk-fake
  for name in bazel-fake openjdk-fake $CLIENT_LIBRARIES $SERVER_JARS $RULE_SETS $PREFIX_TOOLS; do stanza "$name"; done
} >"$here/Packages"

{
  printf 'Origin: fixture\nDate: Sat, 01 Jan 2022 00:00:00 UTC\nArchitectures: amd64 arm64\nComponents: main\nSHA256:\n'
  sum=$(sha256sum <"$here/Packages")
  for architecture in amd64 arm64; do
    printf ' %s %s main/binary-%s/Packages\n' "${sum%% *}" "$(wc -c <"$here/Packages")" "$architecture"
  done
} >"$GNUPGHOME/Release"

gpg --batch --quiet --passphrase '' --quick-generate-key fixture@invalid rsa3072 sign never
gpg --batch --quiet --export fixture@invalid >"$here/keyring.gpg"
gpg --batch --quiet --yes --digest-algo SHA512 --clearsign --output "$here/InRelease" "$GNUPGHOME/Release"
