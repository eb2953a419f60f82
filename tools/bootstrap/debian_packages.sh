# shellcheck shell=sh
# Downloads and unpacks Debian packages with a private apt: its own lists, cache and sources,
# but this machine's mirror, proxy, credentials and keys. Sourced by prefix.sh: uses work and new.

# Debian's name of the architecture of this machine.
find_architecture() {
  case $machine in x86_64) architecture=amd64 ;; *) architecture=arm64 ;; esac
}

# The private apt: from here on its configuration is the one of every apt command. Sets mirrors.
prepare_apt() {
  mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/etc/preferences.d"
  : >"$work/status"
  [ -z "${TK_APT_KEYRING-}" ] || find_keyring
  mirrors=$(debian_mirrors)
  [ -n "$mirrors" ] || die "$EXIT_UNAVAILABLE" "apt's sources on this machine have no Debian mirror" \
    "Set TK_APT_MIRROR to the URL of one, or put bazelisk on PATH, with access to the Bazel Central Registry."
  write_apt_configuration
  export APT_CONFIG="$work/apt.conf"
}

fetch_package_lists() {
  find_keyring
  failures=
  for mirror in $mirrors; do
    echo "deb [signed-by=$keyring] $mirror $DEBIAN_SUITE main" >"$work/sources.list"
    if failure=$(apt-get -qq -o APT::Update::Error-Mode=any update 2>&1); then
      detail="from $mirror"
      return 0
    fi
    failures="$failures$failure
"
  done
  case $failures in *"No space left"*) cannot_write "$work" "$failures" ;; esac
  die "$EXIT_UNAVAILABLE" "cannot download the package lists of Debian $DEBIAN_SUITE from $(echo "$mirrors" | tr '\n' ' ')" "$failures" \
    "Check the network and apt's proxy, or set TK_APT_MIRROR to another Debian mirror."
}

find_keyring() {
  if [ -n "${TK_APT_KEYRING-}" ]; then
    keyring=$TK_APT_KEYRING
    [ ! -s "$keyring" ] || return 0
    die "$EXIT_UNAVAILABLE" "TK_APT_KEYRING is not a keyring file: $keyring" "Correct it, or unset it."
  fi
  for keyring in /usr/share/keyrings/debian-archive-keyring.pgp /usr/share/keyrings/debian-archive-keyring.gpg; do
    [ ! -s "$keyring" ] || return 0
  done
  die "$EXIT_UNAVAILABLE" "the Debian archive keyring is missing: packages cannot be verified" \
    "Install them: $(install_line debian-archive-keyring), or set TK_APT_KEYRING to the file."
}

# This machine's mirrors, the likeliest first: those whose lists apt has and knows as Debian's, then
# those with the usual path, then the rest (a company's mirror can have any name). Fresh images have
# no lists yet. Never the security archive: it has other suites.
debian_mirrors() {
  if [ -n "${TK_APT_MIRROR-}" ]; then
    echo "$TK_APT_MIRROR"
    return
  fi
  # shellcheck disable=SC2016  # apt replaces these itself
  known=$(apt-get indextargets --format '$(ORIGIN)/$(LABEL) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null) || :
  # With lists of its own, asking needs no root and changes nothing.
  all=$(apt-get -o Dir::State::lists="$work/lists" --print-uris update 2>/dev/null | sed -n "s|^'\(.*/\)dists/.*|\1|p") || :
  {
    echo "$known" | sed -n 's|^Debian/Debian ||p'
    echo "$all" | grep -E '/debian/'
    echo "$all"
  } | awk '$0 != "" && !/-security/ && !seen[$0]++'
}

write_apt_configuration() {
  {
    apt-config dump | grep -E '^Acquire::(https?|ftp|tor|ForceIPv4|ForceIPv6|Retries|Changelogs)' || :
    netrc=$(apt-config shell found Dir::Etc::netrc/f | sed -n "s/^found='\(.*\)'$/\1/p")
    netrc_parts=$(apt-config shell found Dir::Etc::netrcparts/d | sed -n "s/^found='\(.*\)'$/\1/p")
    cat <<END
Dir::Etc "$work/etc"; Dir::Etc::main "/dev/null"; Dir::Etc::parts "/dev/null";
Dir::Etc::netrc "$netrc"; Dir::Etc::netrcparts "$netrc_parts";
Dir::Etc::sourcelist "$work/sources.list"; Dir::Etc::sourceparts "/dev/null";
Dir::State "$work"; Dir::State::lists "$work/lists"; Dir::State::status "$work/status";
Dir::Cache "$work"; Dir::Cache::archives "$work/archives";
APT::Architecture "$architecture"; APT::Architectures { "$architecture"; };
APT::Sandbox::User ""; Acquire::Languages "none"; Acquire::GzipIndexes "true";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::IndexTargets::deb::DEP-11-icons::DefaultEnabled "false";
END
    # The suite's lists are served past the date that they carry.
    echo 'Acquire::Check-Valid-Until "false";'
  } >"$work/apt.conf"
}

# The names of the packages, one a line, each once.
package_names() {
  offered=$(apt-cache show --no-all-versions bazel-bootstrap 2>/dev/null | sed -n 's/^Version: //p' | head -n 1)
  case $offered in
    "$BAZEL_VERSION"[+-]*) ;;
    *) die "$EXIT_UNAVAILABLE" "Debian $DEBIAN_SUITE has ${offered:+Bazel }${offered:-no Bazel}, but this repository needs Bazel $BAZEL_VERSION" \
      "Put bazelisk on PATH, with access to the Bazel Central Registry (TK_MODULES=central)," \
      "or set TK_BAZEL to a Bazel $BAZEL_VERSION," \
      "or set TK_APT_MIRROR to a mirror that still has the pinned packages, such as a snapshot." ;;
  esac
  # Names with a version in them change in the suite: the package itself knows them.
  own=$(dependencies_of bazel-bootstrap | grep -E '^(bazel-|lib.*[0-9]|zlib1g$)' | grep -v '^lib.*-java') || own=
  runtime=$(dependencies_of default-jre-headless | grep openjdk) || runtime=
  [ -n "$own" ] && [ -n "$runtime" ] ||
    die "$EXIT_UNAVAILABLE" "apt-cache does not list the dependencies of bazel-bootstrap and default-jre-headless"
  # shellcheck disable=SC2086  # lists of package names
  printf '%s\n' bazel-bootstrap $own $runtime $CLIENT_LIBRARIES $SERVER_JARS $RULE_SETS $PREFIX_TOOLS | sort -u
}

# Downloads what the suite has now. Pinned packages that are there already and still current are kept.
download_current_packages() {
  names=$(package_names) || exit
  # shellcheck disable=SC2086  # a list of package names
  apt-cache show --no-all-versions $names | awk '/^Package: / { name = $2 } /^SHA256: / { print $2, name }' >"$work/current"
  for file in "$work"/archives/*.deb; do
    [ -s "$file" ] || continue
    found=$(sha256sum <"$file")
    if name=$(sed -n "s/^${found%% *} //p" "$work/current") && [ -n "$name" ]; then
      names=$(printf '%s\n' "$names" | grep -vxF "$name") || :
    else
      rm -f "$file"
    fi
  done
  # shellcheck disable=SC2086  # a list of package names
  [ -z "$names" ] || attempt "the download" in_folder "$work/archives" apt-get -qq download $names
  detail="$(find "$work/archives" -name '*.deb' | wc -l | tr -d ' ') packages, $(size_of "$work/archives")"
}

dependencies_of() { apt-cache depends --important "$1" | sed -n 's/^ *Depends: //p'; }

in_folder() { (cd "$1" && shift && "$@"); }

unpack_packages() {
  attempt "unpacking" unpack_all
  for file in usr/bin/bazel usr/share/bazel/A-server.jar usr/bin/patchelf; do
    [ -s "$new/$file" ] || die "$EXIT_UNAVAILABLE" "Debian's packages have no $file"
  done
  detail=$(size_of "$new")
}

unpack_all() {
  find "$work/archives" -name '*.deb' -print0 |
    xargs -0 -n 1 -P "$(nproc)" sh "$parts/unpack_package.sh" "$new"
}
