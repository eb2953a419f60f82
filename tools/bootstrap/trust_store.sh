# shellcheck shell=sh
# The certificates that Bazel's downloader trusts: this machine's, so that a company's own
# authority counts, or else Debian's. Sourced by prefix.sh: uses new, work, jvm.

make_trust_store() {
  find "$new/usr/share/ca-certificates" -name '*.crt' -exec cat {} + >"$work/debian.pem"
  bundle=$(certificate_bundle "$work/debian.pem")
  store=$new/$jvm/lib/security/cacerts
  rm -f "$store"
  # The runtime's image holds a compiler: it runs source files.
  attempt "making the trust store" with_new_libraries "$new/$jvm/bin/java" -Xshare:auto \
    "$parts/TrustStore.java" "$bundle" "$store"
  detail="from $bundle"
}

certificate_bundle() {
  for pem in "${SSL_CERT_FILE-}" /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt "$1"; do
    if [ -s "$pem" ]; then
      echo "$pem"
      return 0
    fi
  done
}
