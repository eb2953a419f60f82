use super::*;

fn found(text: &str) -> Option<String> {
    first(text, "/home/me/ws").map(|place| match place.column {
        Some(column) => format!("{} {} {column}", place.file, place.line),
        None => format!("{} {}", place.file, place.line),
    })
}

#[test]
fn places_as_tools_write_them() {
    for (text, expected) in [
        (
            "error[E0308]: mismatched types\n  --> crates/a/src/lib.rs:3:5\n",
            "crates/a/src/lib.rs 3 5",
        ),
        ("main.c:12:7: error: expected ';'", "main.c 12 7"),
        ("main.c:12: undefined reference", "main.c 12"),
        ("src/a.ts(3,15): error TS2322: no", "src/a.ts 3 15"),
        (
            "Traceback:\n  File \"tools/x.py\", line 8, in <module>",
            "tools/x.py 8",
        ),
        (
            "/home/me/ws/BUILD.bazel:48:8: Executing genrule",
            "BUILD.bazel 48 8",
        ),
        (
            "at /x/sandbox/linux-sandbox/3/execroot/_main/web/a.svelte:1:2",
            "web/a.svelte 1 2",
        ),
        ("(src/app.ts:9:1)", "src/app.ts 9 1"),
        ("pkg/BUILD:7:1: no such target", "pkg/BUILD 7 1"),
        ("C:\\ws\\a.cs:4:2", "C:\\ws\\a.cs 4 2"),
        (
            "/c/bazel/0123456789abcdef0123456789abcdef/external/zlib~/BUILD:3:4: error loading",
            "external/zlib~/BUILD 3 4",
        ),
    ] {
        assert_eq!(found(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn paths_have_blanks_where_the_line_tells_their_start() {
    for (text, expected) in [
        (
            "  --> my crates/a b/src/lib.rs:3:5",
            "my crates/a b/src/lib.rs 3 5",
        ),
        (
            "my dir/a b.c:12:7: error: expected ';'",
            "my dir/a b.c 12 7",
        ),
        ("my dir/a b.c:12: warning: unused", "my dir/a b.c 12"),
        ("my dir/a.ts(3,15): error TS2322: no", "my dir/a.ts 3 15"),
        (
            "ERROR: /home/me/ws/a b/BUILD:48:8: Executing genrule",
            "a b/BUILD 48 8",
        ),
        (
            "at /my cache/sandbox/linux-sandbox/3/execroot/_main/web/a b.svelte:1:2",
            "web/a b.svelte 1 2",
        ),
        (
            "  File \"my tools/x y.py\", line 8, in <module>",
            "my tools/x y.py 8",
        ),
        (
            "copied /home/me/ws/a b to /home/me/ws/c d.c:3:4",
            "c d.c 3 4",
        ),
    ] {
        assert_eq!(found(text).as_deref(), Some(expected), "{text}");
    }
    let in_a_folder_with_blanks = first("ERROR: /my ws/a/BUILD:3:1: no", "/my ws");
    assert_eq!(
        in_a_folder_with_blanks.map(|place| place.file).as_deref(),
        Some("a/BUILD")
    );
}

#[test]
fn paths_have_all_kinds_of_letters() {
    for (text, expected) in [
        (
            "src/routes/[id]/+page.svelte:3:5 Error",
            "src/routes/[id]/+page.svelte 3 5",
        ),
        ("[id].svelte:3:5", "[id].svelte 3 5"),
        ("(app)/+page.ts:1:2", "(app)/+page.ts 1 2"),
        ("[src/a.ts:3:4]", "src/a.ts 3 4"),
        ("see (src/a.ts:3:4), which", "src/a.ts 3 4"),
        ("src/a(1).ts(3,15): error", "src/a(1).ts 3 15"),
        (
            "gr\u{fc}\u{df}e/\u{6f22}\u{5b57}.c:1:2: error: no",
            "gr\u{fc}\u{df}e/\u{6f22}\u{5b57}.c 1 2",
        ),
        ("c++/a+b=c.cc:4:1: error: no", "c++/a+b=c.cc 4 1"),
        (
            "node_modules/@scope/a/index.ts:4:1",
            "node_modules/@scope/a/index.ts 4 1",
        ),
        ("@scope/a/index.ts:4:1", "@scope/a/index.ts 4 1"),
        ("cc: a.c:3:4: error: x", "a.c 3 4"),
        ("[3/7] a.c:3:4: error: x", "a.c 3 4"),
        ("In file included from my.h:3:", "my.h 3"),
    ] {
        assert_eq!(found(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn times_addresses_and_labels_are_no_places() {
    for text in [
        "at 12:30:05 it stopped",
        "http://host:80/x.js:3",
        "see example.com:8080",
        "//pkg:name.rs",
        "//pkg/a.b:7",
        "@repo//pkg/a.b:7: no such target",
        "a.rs:0",
        "v1.2:3",
        "",
        "error: 3:4",
    ] {
        assert_eq!(found(text), None, "{text}");
    }
}
