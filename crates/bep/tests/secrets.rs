//! Secrets that stand in all places of a stream, and are in no report of it.

mod support;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bep::ReportOptions;
use bep::wire::{BuildEvent, BuildEventId, Id, Payload, Progress, ProgressId};
use redact::Redactor;
use support::{events, model};

/// A piece of what Bazel printed, behind all that it printed.
fn printed(number: i32, text: &str) -> BuildEvent {
    BuildEvent {
        id: Some(BuildEventId {
            id: Some(Id::Progress(ProgressId {
                opaque_count: 1_000 + number,
            })),
        }),
        payload: Some(Payload::Progress(Progress {
            stdout: String::new(),
            stderr: text.to_owned(),
        })),
        ..BuildEvent::default()
    }
}

/// Twenty secrets: ten that only their places give away, and ten of a known environment.
struct Planted {
    unknown: Vec<String>,
    known: Vec<(String, String)>,
}

impl Planted {
    fn new() -> Self {
        let names = [
            "API_TOKEN",
            "AWS_SECRET_ACCESS_KEY",
            "NPM_AUTH",
            "DB_PASSWORD",
            "GH_PAT",
            "SIGNING_KEY",
            "SESSION_COOKIE",
            "VAULT_CREDENTIAL",
            "HTTP_PASS",
            "MY_PASSPHRASE",
        ];
        let known = names.iter().enumerate();
        Self {
            unknown: (0..10).map(|n| format!("unkn0wn-s3cr3t-{n}")).collect(),
            known: known
                .map(|(n, name)| ((*name).to_owned(), format!("kn0wn s3cr3t/{n}+ü&")))
                .collect(),
        }
    }

    fn lines(&self) -> Vec<String> {
        let [a, b, c, d, e, f, g, h, i, j] = self.unknown.as_slice() else {
            panic!("ten are planted")
        };
        let value = |n: usize| self.known[n].1.as_str();
        let percent: String = value(5)
            .bytes()
            .map(|byte| format!("%{byte:02X}"))
            .collect();
        vec![
            format!("ERROR: --remote_header=authorization={a} was refused"),
            format!("ERROR: '--bes_header=authorization=Bearer {b}' was refused"),
            format!("ERROR: --action_env API_KEY={c} is odd"),
            format!("ERROR: fetching https://me:{d}@host/path failed"),
            format!("ERROR: GET https://host/p?x=1&access_token={e} failed"),
            format!("ERROR: sent Authorization: Bearer {f}"),
            format!("ERROR: sent Cookie: {g}"),
            format!("ERROR: git+ssh://{h}@host:22/x"),
            format!("ERROR: --client_env=OTHER={i}"),
            format!("ERROR: \"--test_env=A={j}\""),
            format!("ERROR: it is {}", value(0)),
            format!(
                "ERROR: Basic {}",
                STANDARD.encode(format!("me:{}", value(1)))
            ),
            format!("ERROR: encoded {}", STANDARD.encode(value(2))),
            format!("ERROR: {{\"password\": {:?}}}", value(3)),
            format!("ERROR: 'x={}'", value(4)),
            format!("ERROR: https://host/{percent}/x and https://host/{}", {
                let plain = value(6).replace('/', "%2F").replace('+', "%2B");
                plain
                    .replace('ü', "%C3%BC")
                    .replace('&', "%26")
                    .replace(' ', "%20")
            }),
            format!("ERROR: twice {0}{0}", value(7)),
            format!("ERROR: in words {}", value(8)),
            format!("ERROR: last {}", value(9)),
        ]
    }
}

#[test]
fn none_of_twenty_secrets_is_in_the_report() {
    let planted = Planted::new();
    let text = planted.lines().join("\n");
    let variables = planted.known.clone();
    // Cut into two pieces in the middle of each secret, and anywhere else.
    for cut in (1..text.len())
        .filter(|cut| text.is_char_boundary(*cut))
        .step_by(11)
    {
        let mut events = events("verbose_failures");
        events.push(printed(0, &text[..cut]));
        events.push(printed(1, &text[cut..]));
        let report = model(&events).report(&ReportOptions {
            redactor: Redactor::from_environment(variables.clone()),
            ..ReportOptions::default()
        });
        let json = serde_json::to_string(&report).unwrap_or_default();
        assert!(json.contains("it is [redacted]"), "{json}");
        for secret in planted
            .unknown
            .iter()
            .chain(variables.iter().map(|(_, value)| value))
        {
            for form in [secret.clone(), STANDARD.encode(secret)] {
                assert!(!json.contains(&form), "{form} in {json}");
            }
        }
        assert!(!json.contains("s3cr3t"), "{json}");
    }
}
