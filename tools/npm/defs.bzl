"""Checks on the npm side of the workspace."""

load("//tools/npm/private:lock_check.bzl", _lock_check = "lock_check")

lock_check = _lock_check
