//! Secrets of the service and of its agents are in nothing that anybody is shown.

mod building;
mod process;

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use building::{Place, SECRET, build, events};
use process::{Client, LONG, Service, run};
use serde_json::{Value, json};

/// How many secrets an agent has.
const COUNT: usize = 20;

/// The secrets of an agent. Every third one has several lines.
fn agents_secrets() -> Vec<(String, String)> {
    let value = |number: usize| match number % 3 {
        0 => format!("begin-{number}-of-key\nmiddle-{number}-of-key\nend-{number}-of-key"),
        1 => format!("planted+/{number}=value-{number}"),
        _ => format!("\"quoted {number}\" \\ü-{number}"),
    };
    let all = (0..COUNT).map(|number| (format!("PLANTED_{number}"), value(number)));
    all.collect()
}

/// Prints each secret as it is, in Base64, in two halves, and over the end of what is read at once.
const TELLTALE: &str = r#"
for n in $(seq 0 19); do
  eval "value=\$PLANTED_$n"
  printf '%s\n' "$value"
  printf '%s' "$value" | base64
  printf '%s' "$value" | base64 -w 0; echo
  half=$(( ${#value} / 2 ))
  printf '%s' "$value" | head -c "$half"; sleep 0.02; printf '%s' "$value" | tail -c "+$((half + 1))"; echo
  printf '%16378s' x; printf '%s\n' "$value"
  printf '%s\n' "$value" >&2
done
echo all are told
touch right
"#;

/// What a build shows, and where.
fn shown(
    place: &Place,
    service: &Service,
    client: &Client,
    task: &str,
) -> Vec<(&'static str, String)> {
    vec![
        ("events", Value::from(events(client, task)).to_string()),
        ("build", client.get(&format!("/builds/{task}")).text),
        ("audit", client.get("/projects/shop/builds").text),
        (
            "artifact",
            client
                .get(&format!("/builds/{task}/artifacts/output.log"))
                .text,
        ),
        (
            "callbacks",
            client.get(&format!("/builds/{task}/callbacks")).text,
        ),
        ("metrics", client.get("/metrics").text),
        ("log", service.log()),
        ("repository", place.git(&["log", "-p", "main"])),
    ]
}

/// The callback, when it has arrived.
async fn received(receiver: &building::receiver::Receiver) -> String {
    let began = Instant::now();
    while receiver.requests().is_empty() {
        assert!(began.elapsed() < LONG, "no callback");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    format!("{:?}", receiver.requests().remove(0))
}

fn assert_none(shown: &[(&str, String)], secrets: &[String]) {
    for (what, text) in shown {
        assert!(!text.is_empty(), "{what} was not looked at");
        for secret in secrets {
            // As JSON and `Debug` have it, too.
            let quoted = format!("{secret:?}");
            let quoted = &quoted[1..quoted.len() - 1];
            for form in [secret, quoted] {
                assert!(!text.contains(form), "{what} has {secret:?}: {text}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agents_secrets_are_masked_however_it_prints_them() {
    let place = Place::new("");
    let mut command = place.program("data");
    let secrets = agents_secrets();
    let names: Vec<&str> = secrets.iter().map(|(name, _)| name.as_str()).collect();
    command
        .env(
            "TACHIKOMA_AGENT_ENVIRONMENT",
            format!("MARK {}", names.join(" ")),
        )
        .env("TACHIKOMA_LOG_LEVEL", "debug")
        .envs(secrets.clone());
    let service = Service::start(&mut command, &["serve", "--listen", "127.0.0.1:0"]);
    let client = service.client();
    let project = json!({
        "name": "shop",
        "repo_url": place.repository(),
        "agent_argv": ["sh", "-c", TELLTALE],
    });
    assert_eq!(client.post("/projects", &project).status, 201);
    let receiver = building::receiver::Receiver::start().await;
    let task = build(&client, "Tell everything", Some(&receiver.url()));
    let ended = client.wait_for_end(&task);
    assert_eq!(ended["status"], "completed", "{ended:#}");

    let mut shown = shown(&place, &service, &client, &task);
    shown.push(("callback", received(&receiver).await));
    let lines = secrets
        .iter()
        .flat_map(|(_, value)| value.split('\n').map(str::to_owned));
    let encoded = secrets.iter().map(|(_, value)| STANDARD.encode(value));
    let all: Vec<String> = lines.chain(encoded).collect();
    assert_none(&shown, &all);
    // It was all there to be seen.
    assert!(shown[3].1.contains("all are told"), "{}", shown[3].1);
    assert!(shown[3].1.matches("[redacted]").count() > COUNT * 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_services_secrets_do_not_reach_agents() {
    let place = Place::new("");
    let raw_key = "planted-callback-key-never-shown-4711";
    let key = format!("whsec_{}", STANDARD.encode(raw_key));
    let (_, token, _) = run(place.program("other").arg("admin-token"));
    let token = token.trim().to_owned();
    let header = "planted-header-4711";
    let mut command = place.program("data");
    command
        .env("TACHIKOMA_CALLBACKS_KEY", &key)
        .env("TACHIKOMA_ADMIN_TOKEN", &token)
        .env(
            "TACHIKOMA_GIT_HEADERS",
            format!("https://example.org/ Authorization: Basic {header}"),
        )
        .env("TACHIKOMA_LOG_LEVEL", "debug");
    let service = Service::start(&mut command, &["serve", "--listen", "127.0.0.1:0"]);
    let mut client = service.client();
    client.token = Some(token.clone());
    place.project(&client);
    let receiver = building::receiver::Receiver::start().await;
    // It prints what it is given, and what it must not be given.
    let names = [
        "MODEL_KEY",
        "TACHIKOMA_CALLBACKS_KEY",
        "TACHIKOMA_ADMIN_TOKEN",
        "TACHIKOMA_GIT_HEADERS",
    ];
    let lines = names.map(|name| format!("@env {name}\n"));
    let prompt = format!("{}@print end\n@write right yes", lines.concat());
    let task = build(&client, &prompt, Some(&receiver.url()));
    let ended = client.wait_for_end(&task);
    assert_eq!(ended["status"], "completed", "{ended:#}");
    let output = ended["result"]["output"].as_str().unwrap();
    assert_eq!(output, "[redacted]\n\n\n\nend\nlooks at //...\n");

    let mut shown = shown(&place, &service, &client, &task);
    shown.push(("callback", received(&receiver).await));
    // `tks_<id>_<secret>`, and the secret may have that character in it.
    let of_token = token.splitn(3, '_').last().unwrap();
    assert_eq!(of_token.len(), 43, "32 bytes in Base64");
    let secrets = [SECRET, &token, of_token, &key, &key[6..], raw_key, header];
    assert_none(&shown, &secrets.map(str::to_owned));
}
