use super::super::{colored, plain};

#[test]
fn the_last_state_of_a_line_is_shown() {
    for (text, expected) in [
        (
            "\rprogress 1%\rprogress 20%\rprogress 100%\n",
            "progress 100%\n",
        ),
        ("downloading 100%\rdone\n", "done\n"),
        ("downloading 100%\r\u{1b}[Kdone\n", "done\n"),
        ("downloading 100%\u{1b}[2K\rdone\n", "done\n"),
        (
            "step 1\u{1b}[2K\u{1b}[1Gstep 2\u{1b}[2K\u{1b}[1Gready\n",
            "ready\n",
        ),
        ("step 1\u{1b}[2K\u{1b}[Gready", "ready"),
        ("-\u{8}\\\u{8}|\u{8}/\u{8}done", "done"),
        ("ab\u{1b}[1Kc", "  c"),
        ("abc\r\u{1b}[1Kxy\u{1b}[1Kz", "  z"),
        ("spinning\r\u{1b}[K\nnext\n", "\nnext\n"),
        ("windows\r\nlines\r\n", "windows\nlines\n"),
        ("50%\r\r\n100%\r\r\n", "50%\n100%\n"),
        ("a\tb\rX", "X"),
        ("漢字\u{1b}[G*", "* 字"),
        ("漢字\u{8}*", "漢 *"),
        (
            "caf\u{65}\u{301} 1\rcaf\u{65}\u{301} 2",
            "caf\u{65}\u{301} 2",
        ),
        ("1%\u{1b}[3D2%", "2%"),
        ("x\r\u{1b}[1;2Gy", "y"),
        ("unfinished\rU\u{1b}[", "U"),
    ] {
        assert_eq!(plain(text), expected, "{text:?}");
    }
}

#[test]
fn what_comes_after_a_wide_letter_keeps_its_place() {
    assert_eq!(plain("漢字!\r\u{1b}[4C?"), "漢字?");
}

#[test]
fn colours_are_those_of_the_last_state() {
    let text = "\x1b[33m10%\x1b[0m\r\x1b[32m100%\x1b[0m ok\n";
    assert_eq!(colored(text), "\x1b[32m100%\x1b[0m ok\n");
    assert_eq!(plain(text), "100% ok\n");
    assert_eq!(colored("old\r\x1b[1m\x1b[31mnew"), "\x1b[1m\x1b[31mnew");
    assert_eq!(colored("old\rn\x1b[31m"), "n\x1b[31m");
}

#[test]
fn long_lines_cost_what_they_are_long() {
    let colours = "x\r".to_owned() + &"\u{1b}[31m".repeat(100_000) + "y\u{1b}[0m";
    assert_eq!(plain(&colours), "y");
    assert!(colored(&colours).len() < 1000);
    let long = format!("\u{1b}[{}mx", "1;".repeat(100_000) + "1");
    assert_eq!(colored(&format!("{long}\r{long}")), "x");
    let erased = "x".repeat(100_000) + &"\u{8}\u{1b}[1K".repeat(90_000) + "\r\u{1b}[Kend";
    assert_eq!(plain(&erased), "end");
}

#[test]
fn moves_to_the_right_end_somewhere() {
    for far in ["\u{1b}[999999999C", "\u{1b}[99999999999999999999999G"] {
        let text = plain(&format!("x\r{far}y"));
        assert!(text.ends_with(" y") && text.len() < 1000, "{far:?}");
    }
}
