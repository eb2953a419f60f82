use super::*;

#[test]
fn escapes_go_and_text_stays() {
    for (text, expected) in [
        ("\u{1b}[31mred\u{1b}[0m\n", "red\n"),
        ("\u{1b}]8;;http://x\u{7}link\u{1b}]8;;\u{7} é", "link é"),
        ("\u{1b}]8;;http://x\u{1b}\\link", "link"),
        ("\u{1b}]8;;http://é\u{1b}\\link", "link"),
        ("\u{1b}]0;never ended\nnext", "\nnext"),
        ("\u{1b}]0;other\u{1b}[1mnext", "next"),
        ("\u{1b}]52;c;aGk=\u{7}copied", "copied"),
        ("\u{1b}Pq#0\u{1b}\\picture", "picture"),
        (
            "\u{1b}_app\u{1b}\\\u{1b}^private\u{1b}\\\u{1b}Xstring\u{1b}\\",
            "",
        ),
        ("\u{1b}(Bdone\r\n\u{1b}7", "done\n"),
        ("cut \u{1b}", "cut "),
        ("cut \u{1b}[1;", "cut "),
        ("cut \u{1b}[1;\nnext", "cut \nnext"),
        ("\u{1b}[1;é", "é"),
        ("a\u{1b}[3\t1mb", "a\tb"),
        ("ünï → ok “quoted”", "ünï → ok “quoted”"),
    ] {
        assert_eq!(plain(text), expected, "{text:?}");
        assert!(is_plain(&plain(text)), "{text:?}");
    }
}

#[test]
fn control_characters_of_both_sets_go() {
    for (text, expected) in [
        ("\u{9b}2Kx", "x"),
        ("\u{9d}0;title\u{9c}x", "x"),
        ("\u{9d}0;title\u{7}x", "x"),
        ("\u{90}q\u{9c}x", "x"),
        ("\u{85}x\u{84}\u{8d}", "x"),
        ("bar\rfoo\u{8}\u{8}u\u{7f}\u{7}\u{b}\u{c}", "fuo"),
        ("x\u{18}\u{1a}\0", "x"),
    ] {
        assert_eq!(plain(text), expected, "{text:?}");
        assert_eq!(colored(text), expected, "{text:?}");
    }
}

#[test]
fn no_text_reads_as_another() {
    let directions = ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}');
    for letter in directions {
        let text = format!("user{letter}nimda\u{1b}[1;{letter}x");
        assert_eq!(plain(&text), "usernimdax", "{letter:?}");
        assert_eq!(visible(&text).matches(VISIBLE).count(), 3);
    }
    // Marks and joiners belong to languages and emoji.
    let text = "אב\u{200f}ג \u{200d}👩‍🚀 …";
    assert_eq!(plain(text), text);
}

#[test]
fn colors_stay_where_they_are_wanted() {
    let text =
        "\x1b[31mred\x1b[0m\x1b]0;title\x07 \x1b]8;;x\x1b\\link \x1b[2Jbell\x07\ttab\r\n\x1b";
    assert_eq!(colored(text), "\x1b[31mred\x1b[0m link bell\ttab\n");
    assert_eq!(plain(text), "red link bell\ttab\n");
    assert_eq!(colored("\x1b[?25mx\x1b[m"), "x\x1b[m");
    assert_eq!(colored("\x1b[38:2::9:9:9mx"), "\x1b[38:2::9:9:9mx");
    assert_eq!(colored("\x1b[1\r;31mx\u{9b}31my\x1b[>4;1mz"), "xyz");
}

#[test]
fn escapes_can_be_seen_and_not_obeyed() {
    assert_eq!(visible("a\u{1b}[2J\tb\n"), "a\u{fffd}[2J\tb\n");
}

#[test]
fn json_means_the_same_and_is_obeyed_by_no_terminal() {
    let value = serde_json::json!({"\u{9b}2J": ["\u{7f}\u{202e}é", "a\u{1b}b\n"]});
    let json = escaped_in_json(&value.to_string());
    assert!(is_plain(&json), "{json:?}");
    assert!(
        json.contains("\\u009b2J") && json.contains("\\u202eé"),
        "{json}"
    );
    let read: serde_json::Value = serde_json::from_str(&json).unwrap_or_default();
    assert_eq!(read, value);
}

#[test]
fn whatever_comes_nothing_unsafe_is_left() {
    let letters = [
        '\u{1b}', '[', ']', 'P', 'm', '3', ';', ':', '\u{7}', '\\', '\u{9b}', '\u{9c}', '\u{9d}',
        '\u{90}', '\u{202e}', 'é', 'x', '\n', '\t', '\r', '?', '(',
    ];
    let mut random = fastrand::Rng::with_seed(3);
    for _ in 0..20_000 {
        let text: String = (0..random.usize(0..12))
            .filter_map(|_| random.choice(letters))
            .collect();
        assert!(is_plain(&plain(&text)), "{text:?}");
        let colored = colored(&text);
        let without: String = colored
            .split("\u{1b}[")
            .enumerate()
            .map(|(at, part)| match at {
                0 => part,
                _ => part.split_once('m').map_or(part, |(_, rest)| rest),
            })
            .collect();
        assert!(is_plain(&without), "{text:?} as {colored:?}");
        assert_eq!(plain(&colored), plain(&text), "{text:?}");
        assert_eq!(
            text.matches('\n').count(),
            plain(&text).matches('\n').count()
        );
    }
}
