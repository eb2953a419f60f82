//! Who may call: this machine alone, or who has a token.

mod process;

use std::fs;

use process::{Service, program, run};

/// A setting is wrong, or would open the machine to everybody.
const SETTINGS: i32 = 78;

#[test]
fn an_address_of_others_needs_a_token() {
    let home = tempfile::tempdir().unwrap();
    let refusal = |address: &str| {
        let (code, _, said) =
            run(program(home.path()).args(["serve", "--slots", "0", "--listen", address]));
        assert_eq!(code, SETTINGS, "{said}");
        // The lines of the log have a time.
        let lines: Vec<&str> = said.lines().filter(|line| !line.starts_with('{')).collect();
        lines.join("\n")
    };
    let said = [refusal("0.0.0.0:0"), refusal("[::]:0")].join("\n");
    insta::assert_snapshot!(said, @r"
    tachikoma-serve: 0.0.0.0:0 is reached from other machines, which needs a token: make one, or listen on 127.0.0.1.
    Make one with `tachikoma-serve admin-token`, or set TACHIKOMA_ADMIN_TOKEN
    tachikoma-serve: [::]:0 is reached from other machines, which needs a token: make one, or listen on 127.0.0.1.
    Make one with `tachikoma-serve admin-token`, or set TACHIKOMA_ADMIN_TOKEN
    ");
    let (code, token, _) = run(program(home.path()).arg("admin-token"));
    let token = token.trim().to_owned();
    assert!(code == 0 && token.starts_with("tks_"), "{token}");

    let arguments = ["serve", "--slots", "0", "--listen", "0.0.0.0:0"];
    let service = Service::start(&mut program(home.path()), &arguments);
    let mut client = service.client();
    client.address = client.address.replace("0.0.0.0", "127.0.0.1");
    assert_eq!(client.get("/projects").status, 401);
    assert_eq!(client.get("/metrics").status, 401);
    assert_eq!(client.get("/healthz").status, 200);
    client.token = Some(token.clone());
    assert_eq!(client.get("/projects").status, 200);
    assert!(!service.log().contains(&token));
}

#[test]
fn a_token_of_the_environment_or_a_file_is_made_once() {
    let home = tempfile::tempdir().unwrap();
    let (_, token, _) = run(program(tempfile::tempdir().unwrap().path()).arg("admin-token"));
    let token = token.trim();
    let path = home.path().join("token");
    fs::write(&path, format!("{token}\n")).unwrap();
    for (name, value) in [
        ("TACHIKOMA_ADMIN_TOKEN", token),
        ("TACHIKOMA_ADMIN_TOKEN_FILE", path.to_str().unwrap()),
    ] {
        let mut command = program(home.path());
        command.env(name, value);
        let service = Service::start(
            &mut command,
            &["serve", "--slots", "0", "--listen", "127.0.0.1:0"],
        );
        let mut client = service.client();
        assert_eq!(client.get("/projects").status, 401, "{name}");
        client.token = Some(token.to_owned());
        assert_eq!(
            client.get("/tokens").json()["items"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    }
}
