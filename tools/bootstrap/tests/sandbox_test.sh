#!/bin/sh
# Where sandboxes go: to memory only where it is this user's alone, roomy, and lets programs run.
. "$(dirname "$0")/harness.sh"
. "$source_root/tools/bootstrap/folders.sh"
. "$source_root/tools/bootstrap/sandbox.sh"

machine_shm=$(mktemp -d /dev/shm/tk-test.XXXXXX) || { fail "no /dev/shm to test with"; finish; }
trap 'rm -rf "$area" "$machine_shm"' EXIT
memory_mb() { echo 9000; }
free_mb() { echo 9000; }

choose_sandbox_base "$machine_shm"
expect_equal "$TK_SANDBOX_BASE" "$machine_shm/tachikoma-$(id -u)" "a roomy tmpfs is used"
expect_equal "$(stat -c %a "$TK_SANDBOX_BASE")" 700 "its folder is for this user alone"

chmod 755 "$TK_SANDBOX_BASE"
choose_sandbox_base "$machine_shm"
expect_equal "$TK_SANDBOX_BASE" "$machine_shm/tachikoma-$(id -u)" "a folder that others can look into is used"
expect_equal "$(stat -c %a "$TK_SANDBOX_BASE")" 700 "and shut"

chmod 775 "$TK_SANDBOX_BASE"
choose_sandbox_base "$machine_shm"
expect_equal "$TK_SANDBOX_BASE" "" "a folder that others can write in is not used"
expect_text "$sandbox_reason" "not a private folder of this user" "the reason is named"

rmdir "$machine_shm/tachikoma-$(id -u)"
ln -s /tmp "$machine_shm/tachikoma-$(id -u)"
choose_sandbox_base "$machine_shm"
expect_equal "$TK_SANDBOX_BASE" "" "a link is not used"
rm "$machine_shm/tachikoma-$(id -u)"

free_mb() { echo 63; }
choose_sandbox_base "$machine_shm"
expect_equal "$TK_SANDBOX_BASE" "" "a container's small shared memory is not used"
expect_text "$sandbox_reason" "only 63 MB free, 2048 MB needed" "its size is named"
free_mb() { echo 9000; }

memory_mb() { echo 1000; }
choose_sandbox_base "$machine_shm"
expect_text "$sandbox_reason" "only 1000 MB of memory available" "a machine short of memory keeps to the disk"
memory_mb() { echo 9000; }

choose_sandbox_base /proc
expect_text "$sandbox_reason" "is not a tmpfs" "another file system is told"

can_execute_in() { return 1; }
choose_sandbox_base "$machine_shm"
expect_text "$sandbox_reason" "programs cannot run from" "a noexec mount is not used"

finish
