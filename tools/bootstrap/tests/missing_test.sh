#!/bin/sh
# What a machine can lack: each message names what is missing and how to get it.
. "$(dirname "$0")/harness.sh"

# expect_missing COMMAND PACKAGE
expect_missing() {
  fresh_machine
  without "$1"
  tk build
  expect_status 69 "without $1"
  expect_text "$err" "$1 is missing" "without $1, the message names it"
  expect_text "$err" "$2" "without $1, the message says where it comes from"
  expect_no_leftovers "without $1"
}

expect_missing apt-get "package 'apt'"
expect_missing dpkg-deb "apt-get install dpkg"
expect_missing tar "apt-get install tar"
expect_missing flock "apt-get install util-linux"
expect_missing bash "apt-get install bash"
expect_missing nproc "apt-get install coreutils"
expect_missing realpath "apt-get install coreutils"
expect_missing apt-cache "apt-get install apt"
expect_missing apt-config "apt-get install apt"
expect_missing xargs "apt-get install findutils"

# only_words_of_tk WHAT: nothing of what was said is the shell's own.
only_words_of_tk() {
  expect_equal "$(printf '%s\n' "$err" | grep -v '^tk: ')" "" "$1: the shell itself says nothing"
}

# The commands that every system has: each by itself, and none at all.
usual_commands=$(sed -n '/^USUAL_COMMANDS="/,/"$/p' "$source_root/tools/bootstrap/host.sh" | tr -d '"\n' | cut -d= -f2)
fresh_machine
for usual in $usual_commands; do
  mv "$fake_path/$usual" "$area/away"
  tk build
  expect_status 69 "without $usual"
  expect_text "$err" "not found on PATH: $usual" "without $usual, the message names it"
  only_words_of_tk "without $usual"
  mv "$area/away" "$fake_path/$usual"
done
expect_equal "$(calls apt-get)" 0 "without a usual command, nothing is downloaded"
tk build
expect_status 0 "with all of them"
settings="PATH=/nonexistent"
for command in build doctor env bazel help --version; do
  tk "$command"
  expect_status 69 "tk $command with a PATH that has nothing"
  expect_text "$err" "PATH is '/nonexistent'" "tk $command shows the PATH"
  only_words_of_tk "tk $command with a PATH that has nothing"
done
tk __complete -- tk build ''
expect_equal "$err" "" "a tab key says nothing of it"
ln -s "$checkout/tk" "$area/link"
status=0
in_machine "$area/link" build 2>"$area/err" || status=$?
err=$(cat "$area/err")
expect_status 69 "a link to tk with a PATH that has nothing"
expect_text "$err" "tk: error: cannot follow the link $area/link" "the link is named"
settings=

fresh_machine
settings="TMPDIR=/nonexistent"
tk build
expect_status 73 "with a TMPDIR that is not there"
expect_text "$err" "cannot write a temporary file: " "the message says what cannot be written"
expect_text "$err" "Set TMPDIR to a folder" "the message says what to do"
settings=

fresh_machine
without gcc
tk build
expect_status 69 "without a C compiler"
expect_text "$err" "no C compiler" "without a C compiler, the message names it"
expect_text "$err" "apt-get install gcc libc6-dev" "without a C compiler, the message says how to get one"
expect_equal "$(calls apt-get)" 0 "without a C compiler, nothing is downloaded first"

fresh_machine
printf '#!/bin/sh\ncat >/dev/null; echo "cannot find crt1.o" >&2; exit 1\n' | replace gcc
tk build
expect_status 69 "with a C compiler that cannot link"
expect_text "$err" "cannot find crt1.o" "the linker's own words are shown"

fresh_machine
mv "$fake_path/gcc" "$fake_path/clang"
tk build
expect_status 0 "with clang alone"
expect_text "$(cat "$checkout/.tk/bazelrc")" "--repo_env=CC=clang" "Bazel is told of clang"

fresh_machine
settings="npm_config_registry="
tk build
expect_status 0 "without npm and its registry, what needs no JavaScript is built"
expect_text "$err" "apt-get install npm" "without npm, the message says how to get it"
expect_text "$err" "JavaScript builds will fail" "without npm, the message says what will fail"
printf '#!/bin/sh\n' | replace npm
rm -r "$checkout/.tk"
tk build
refuse_text "$err" "npm" "with npm, nothing is said"
settings=

fresh_machine
printf '#!/bin/sh\ncase $1 in -m) echo mips;; *) echo Linux;; esac\n' | replace uname
tk build
expect_status 69 "on an unsupported machine"
expect_text "$err" "no Bazel for Linux on mips" "an unsupported machine is named"

fresh_machine
printf '#!/bin/sh\ncase $1 in -m) echo arm64;; *) echo Darwin;; esac\n' | replace uname
tk build
expect_status 69 "on a system without packages mode"
expect_text "$err" "Put bazelisk on PATH" "the message says what works there"

fresh_machine
settings="TK_APT_KEYRING=/nowhere"
tk build
expect_status 69 "without the archive's keys"
expect_text "$err" "TK_APT_KEYRING is not a keyring file: /nowhere" "the missing keys are named"
settings=

fresh_machine
printf '#!/bin/sh\n' | replace apt-get
tk build
expect_status 69 "without a mirror in apt's sources"
expect_text "$err" "TK_APT_MIRROR" "the message says how to name a mirror"

fresh_machine
printf '#!/bin/sh\necho "E: Failed to fetch it  Could not resolve mirror.invalid" >&2; exit 100\n' | replace apt-helper
printf '#!/bin/sh\ncase "$*" in indextargets*) echo Debian/Debian http://mirror.invalid/debian;; *--print-uris*) ;; *update*) echo "E: Could not resolve mirror.invalid" >&2; exit 100;; esac\n' | replace apt-get
tk build
expect_status 69 "with a mirror that does not answer"
expect_text "$err" "Could not resolve mirror.invalid" "apt's own words are shown"
expect_text "$err" "http://mirror.invalid/debian" "the mirror is named"
expect_no_leftovers "with a mirror that does not answer"

# A fresh image: apt has sources and no lists; the first source that has the suite is taken.
fresh_machine
echo bazel >"$log/gone"
mv "$fake_path/apt-get" "$fake_path/apt-get-usual"
replace apt-get <<'END'
#!/bin/sh
case "$*" in
  indextargets*) ;;
  *--print-uris*)
    echo "'https://others.invalid/apt/dists/stable/InRelease' others 0"
    echo "'https://company.invalid/debian-security/dists/stable-security/InRelease' security 0"
    echo "'https://company.invalid/debian/dists/stable/InRelease' debian 0"
    echo "'https://company.invalid/debian/dists/stable-updates/InRelease' updates 0"
    ;;
  *update*)
    case $(cat "${APT_CONFIG%/*}/sources.list") in *company.invalid/debian/*) ;; *) exit 100 ;; esac
    sed 's/.*\] //' "${APT_CONFIG%/*}/sources.list" >>"$FAKE_LOG/updates"
    ;;
  *) exec apt-get-usual "$@" ;;
esac
END
tk build
expect_status 0 "on a fresh image without package lists"
expect_equal "$(cat "$log/updates")" "https://company.invalid/debian/ forky main" "the company's mirror is asked, and it alone"

fresh_machine
printf '#!/bin/sh\necho "realpath: out of order" >&2; exit 9\n' | replace realpath
tk build
expect_status 70 "with a tool that fails where nobody expects it"
expect_text "$err" "realpath: out of order" "the tool's own words are shown"
expect_text "$err" "the setup failed (exit code 9" "the end is named"
expect_no_leftovers "with a tool that fails where nobody expects it"

finish
