//! What is redacted, and what is not.

mod words;

use crate::{REDACTED, Redactor};

fn secrets(text: &str) -> String {
    Redactor::new().text(text)
}

#[test]
fn flags_lose_their_values_and_keep_their_names() {
    for (text, expected) in [
        (
            "bazel build --remote_header=authorization=hunter2 --jobs=4",
            "bazel build --remote_header=authorization=[redacted] --jobs=4",
        ),
        (
            "--bes_header 'x=hunter2'\n",
            "--bes_header 'x=[redacted]'\n",
        ),
        (
            "'--action_env=TOKEN=hunter2'",
            "'--action_env=TOKEN=[redacted]'",
        ),
        ("--action_env=TOKEN", "--action_env=[redacted]"),
        ("a--b_env x", "a--b_env x"),
        // Values with blanks in them.
        (
            "'--remote_header=authorization=Bearer hunter2 more' --jobs=4",
            "'--remote_header=authorization=[redacted]  ' --jobs=4",
        ),
        (
            "--remote_header=authorization=Bearer hunter2 --jobs=4",
            "--remote_header=authorization=[redacted] [redacted] --jobs=4",
        ),
        (
            "--bes_header 'authorization=Bearer hunter2'",
            "--bes_header 'authorization=[redacted] '",
        ),
    ] {
        assert_eq!(secrets(text), expected);
    }
}

#[test]
fn addresses_lose_their_users() {
    for (text, expected) in [
        (
            "see https://me:hunter2@host/p.",
            "see https://[redacted]@host/p.",
        ),
        ("https://host/p@q", "https://host/p@q"),
        ("a://u@h b://v@i", "a://[redacted]@h b://[redacted]@i"),
        (
            "https://h/p?a=1&access_token=hunter2&b=2",
            "https://h/p?a=1&access_token=[redacted]&b=2",
        ),
        ("if a && token=1", "if a && token=1"),
    ] {
        assert_eq!(secrets(text), expected);
    }
}

#[test]
fn printed_environments_lose_their_values() {
    let text = "  exec env - \\\n    PATH=/bin \\\n    TOKEN=a b=c \\\n  /bin/x A=1 \\\n";
    let expected =
        "  exec env - \\\n    PATH=[redacted] \\\n    TOKEN=[redacted] \\\n  /bin/x A=1 \\\n";
    assert_eq!(secrets(text), expected);
}

#[test]
fn headers_and_tokens_of_known_shapes_go() {
    let token = format!("ghp_{}", "a1B2".repeat(9));
    assert_eq!(
        secrets(&format!("push with {token}, then")),
        "push with [redacted], then"
    );
    assert_eq!(
        secrets("> Authorization: Bearer hunter2\n> Accept: x"),
        "> Authorization: Bearer [redacted]\n> Accept: x"
    );
    assert_eq!(secrets("ghp_short npm_install"), "ghp_short npm_install");
}

const SECRET: &str = "s3cr3t/+ value\"!";

fn knowing() -> Redactor {
    Redactor::new().with_secrets([SECRET.to_owned()])
}

#[test]
fn known_values_go_in_every_form() {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};
    let redactor = knowing();
    for before in ["", "u", "us", "use", "user:"] {
        for behind in ["", "x", "xy", "xyz"] {
            let whole = format!("{before}{SECRET}{behind}");
            for encoded in [STANDARD.encode(&whole), URL_SAFE.encode(&whole)] {
                let text = redactor.text(&format!("<{encoded}>"));
                assert!(text.contains(REDACTED), "{whole:?} as {encoded}: {text}");
                // At most the letters that the neighbours have a share in are left.
                assert!(
                    text.len() < before.len() * 2 + behind.len() * 2 + 22,
                    "{text}"
                );
            }
        }
    }
    for form in [
        SECRET,
        "s3cr3t%2F%2B%20value%22%21",
        "s3cr3t%2f%2b%20value%22%21",
        "s3cr3t/+ value\\\"!",
    ] {
        assert_eq!(redactor.text(&format!("({form})")), "([redacted])");
    }
    assert!(!format!("{redactor:?}").contains("s3cr3t"));
}

#[test]
fn lines_of_a_longer_secret_go_one_by_one() {
    let key = "-----BEGIN KEY-----\nMIIEvQIBADAN\nab\n-----END KEY-----";
    let redactor = Redactor::new().with_secrets([key.to_owned()]);
    assert_eq!(redactor.text("at MIIEvQIBADAN: ab"), "at [redacted]: ab");
    assert_eq!(redactor.text(key), "[redacted]");
}

#[test]
fn wrapped_base64_of_a_longer_secret_goes_line_by_line() {
    use base64::Engine;
    let key: String = (0..40).map(|n| format!("part-{n} ")).collect();
    let redactor = Redactor::new().with_secrets([key.clone()]);
    let encoded = base64::engine::general_purpose::STANDARD.encode(key.trim());
    for width in [64, 76] {
        let lines = encoded.as_bytes().chunks(width);
        let wrapped: Vec<_> = lines.map(String::from_utf8_lossy).collect();
        let text = redactor.text(&wrapped.join("\n"));
        assert!(text.split('\n').all(|line| line == REDACTED), "{text}");
    }
}

#[test]
fn variables_are_told_by_their_names() {
    let variables = [
        ("API_TOKEN", "token-value"),
        ("AWS_SECRET_ACCESS_KEY", "secret-value"),
        ("npm_config__auth", "auth-value"),
        ("PGPASSWORD", "short"),
        ("PATH", "/usr/bin:/bin"),
        ("PWD", "/home/someone"),
        ("SSH_AUTH_SOCK", "/tmp/ssh-agent"),
        ("MONKEY", "banana-eater"),
        ("GOOGLE_CREDENTIALS_FILE", "/etc/google.json"),
    ];
    let owned = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let redactor = Redactor::from_environment(owned);
    let text = variables.map(|(_, value)| value).join("|");
    assert_eq!(
        redactor.text(&text),
        "[redacted]|[redacted]|[redacted]|short|/usr/bin:/bin|/home/someone|/tmp/ssh-agent|\
         banana-eater|/etc/google.json"
    );
}

#[test]
fn pieces_say_the_same_as_the_whole() {
    let redactor = knowing();
    let text = format!(
        "start {SECRET} s3cr3t/ s3cr3t/+ value\"? --x_header=a=b\n  exec env - \\\n    A=1 \\\n \
         /bin/x https://u:p@h/ {SECRET}{SECRET} end s3cr"
    );
    let whole = redactor.text(&text);
    assert!(
        !whole.contains(SECRET) && whole.contains("s3cr3t/+ value\"?"),
        "{whole}"
    );
    assert!(whole.ends_with("end s3cr"), "{whole}");
    for size in 1..40 {
        let mut stream = redactor.stream();
        let mut out = String::new();
        let letters: Vec<char> = text.chars().collect();
        for piece in letters.chunks(size) {
            out.push_str(&stream.push(&piece.iter().collect::<String>()));
            assert!(whole.starts_with(&out), "{size}: {out}");
        }
        out.push_str(&stream.finish());
        assert_eq!(out, whole, "in pieces of {size}");
    }
}

#[test]
fn text_without_secrets_stays_and_comes_at_once() {
    let text = "error: a == b\n\t--> src/main.rs:3:5  \n\n  é = 漢字;\r\n";
    let redactor = knowing();
    assert_eq!(redactor.text(text), text);
    assert_eq!(redactor.stream().push(text), text);
}

#[test]
fn values_that_overlap_leave_nothing_of_either() {
    let secrets = ["abcdef", "defghi", "ghij"].map(str::to_owned);
    let redactor = Redactor::new().with_secrets(secrets);
    assert_eq!(redactor.text("<abcdefghijk>"), "<[redacted]k>");
    assert_eq!(redactor.text("<abcdefabcdef>"), "<[redacted][redacted]>");
    let mut stream = redactor.stream();
    let pieces = ["<abcdefgh", "ij abcde", "f ghijk>"].map(|piece| stream.push(piece));
    assert_eq!(pieces, ["", "<[redacted] ", "[redacted] "]);
    assert_eq!(stream.finish(), "[redacted]k>");
}

#[test]
fn random_pieces_say_the_same_as_the_whole() {
    let mut random = fastrand::Rng::with_seed(7);
    let word = |random: &mut fastrand::Rng, sizes: std::ops::Range<usize>| -> String {
        let size = random.usize(sizes);
        (0..size)
            .map(|_| random.choice(['a', 'b', ' ', 'é']).unwrap_or('a'))
            .collect()
    };
    for _ in 0..300 {
        let secrets: Vec<String> = (0..3).map(|_| word(&mut random, 4..8)).collect();
        let redactor = Redactor::new().with_secrets(secrets);
        let pieces: Vec<String> = (0..20).map(|_| word(&mut random, 0..9)).collect();
        let mut stream = redactor.stream();
        let mut out: String = pieces.iter().map(|piece| stream.push(piece)).collect();
        out.push_str(&stream.finish());
        assert_eq!(out, redactor.text(&pieces.concat()), "{pieces:?}");
    }
}
