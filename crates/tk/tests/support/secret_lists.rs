//! The secrets that are planted, by where they stand.

/// Variables of tk's own environment.
pub const ENVIRONMENT: [(&str, &str); 20] = [
    ("DEPLOY_TOKEN", "plant01-Zq8vT2mKxR"),
    ("AWS_SECRET_ACCESS_KEY", "plant02/wJalrXUtn+FEMI"),
    ("DB_PASSWORD", "plant03 with spaces & <signs>"),
    ("GITHUB_TOKEN", "plant04_ghx0123456789"),
    ("API_KEY", "plant05-\"quoted\"\\back"),
    ("SESSION_COOKIE", "plant06=; Path=/q"),
    ("NPM_AUTH", "plant07-äöü-秘密"),
    ("SIGNING_CREDENTIAL", "plant08-line"),
    ("HEADER_SECRET", "plant09-0123456789abcdef"),
    ("MYSQL_PWD", "plant21-mysql"),
    ("npm_config__authToken", "plant22-npm-auth"),
    ("sshPassphrase", "plant23-ssh-phrase"),
    ("VAULT_CREDS", "plant24-vault-creds"),
    ("OAUTH2_BEARER", "plant25-oauth"),
    (
        "PRIVATE_KEY_PEM",
        "-----BEGIN KEY-----\nplant26-first-line\nplant26-second-line\n-----END KEY-----",
    ),
    ("CI_JOB_JWT", "plant27.eyJzdWIi.c2ln"),
    (
        "DATABASE_URL",
        "postgres://app:plant28-db-user@db.example/x",
    ),
    (
        "WEBHOOK_ADDRESS",
        "https://hooks.example/x?access_token=plant29-hook&sig=plant29-hook",
    ),
    ("FILE_TOKEN", "plant30-in-a-name"),
    ("SIGNATURE", "/Plant31Slash/xY9"),
];

/// A line of one of them.
pub const ONE_LINE: &str = "plant26-second-line";

/// Flags for Bazel, with the secret that stands in each.
pub const FLAGS: [(&str, &str); 26] = [
    (
        "--remote_header=authorization=Bearer plant10-remote",
        "plant10-remote",
    ),
    (
        "--bes_header=x-api=plant11-bes-header",
        "plant11-bes-header",
    ),
    (
        "--remote_cache_header=c=plant12-cache-header",
        "plant12-cache-header",
    ),
    (
        "--remote_exec_header=e=plant13-exec-header",
        "plant13-exec-header",
    ),
    (
        "--action_env=ACTION_VALUE=plant14-action-env",
        "plant14-action-env",
    ),
    (
        "--host_action_env=HOST_VALUE=plant15-host-env",
        "plant15-host-env",
    ),
    ("--repo_env=REPO_VALUE=plant16-repo-env", "plant16-repo-env"),
    ("--test_env=TEST_VALUE=plant17-test-env", "plant17-test-env"),
    (
        "--define=registry=https://ci:plant18-user-info@host.example/x",
        "plant18-user-info",
    ),
    ("--define=DB_PASSWORD2=plant32-define", "plant32-define"),
    ("--define=apiKey=plant33-camel", "plant33-camel"),
    (
        "--define=deploy.token=plant34=with=signs",
        "plant34=with=signs",
    ),
    ("--define=KEY=plant35-key", "plant35-key"),
    ("--define=my-auth=plant36-auth", "plant36-auth"),
    ("--define", ""),
    ("CLIENT_SECRET=plant37 two words", "plant37 two words"),
    ("--action_env", ""),
    ("SPLIT_VALUE=plant38-two-word", "plant38-two-word"),
    ("--test_arg=--password=plant39-test-arg", "plant39-test-arg"),
    ("--test_arg=--api_key", ""),
    ("--test_arg=plant40-handed-on", "plant40-handed-on"),
    ("--copt=-DLICENSE_KEY=plant41-copt", "plant41-copt"),
    (
        "--build_metadata=TOKEN=plant42-metadata",
        "plant42-metadata",
    ),
    (
        "--define=from=https://h.example/?token=plant43-query&x=1",
        "plant43-query",
    ),
    (
        "--remote_downloader_header=d=plant44-downloader",
        "plant44-downloader",
    ),
    ("--define=passwd=plant45-passwd", "plant45-passwd"),
];

/// Flags in `tk.toml`.
pub const SETTINGS: [(&str, &str); 4] = [
    ("--define=SETTING_TOKEN=plant46-setting", "plant46-setting"),
    (
        "--action_env=SETTING_VALUE=plant47-setting-env",
        "plant47-setting-env",
    ),
    (
        "--remote_header=setting=plant48-setting-header",
        "plant48-setting-header",
    ),
    (
        "--test_arg=--secret=plant49-setting-arg",
        "plant49-setting-arg",
    ),
];

/// Lines of `.bazelrc`.
pub const DEFAULTS: [(&str, &str); 4] = [
    (
        "build --define=RC_PASSWORD=plant50-rc-define",
        "plant50-rc-define",
    ),
    (
        "build --remote_header=rc=plant51-rc-header",
        "plant51-rc-header",
    ),
    (
        "test --test_env=RC_API_KEY=plant52-rc-env",
        "plant52-rc-env",
    ),
    (
        "build --action_env RC_CREDENTIAL=plant53-rc-two",
        "plant53-rc-two",
    ),
];

/// What tools print of secrets that nobody told: their places give them away.
pub const PRINTED: [(&str, &str); 16] = [
    (
        "fetching https://robot:plant19-printed-user@registry.example/npm",
        "plant19-printed-user",
    ),
    ("export OTHER_PASSWORD=plant54-exported", "plant54-exported"),
    (
        "{\"client_secret\": \"plant55-json\", \"x\": 1}",
        "plant55-json",
    ),
    ("{\"auth\":\"plant56-compact\"}", "plant56-compact"),
    ("> Authorization: Bearer plant57-bearer", "plant57-bearer"),
    ("> X-Auth-Token: plant58-header", "plant58-header"),
    (
        "> Cookie: sid=plant59-cookie; b=plant59-cookie",
        "plant59-cookie",
    ),
    (
        "GET https://h.example/p?x=1&access_token=plant60-query",
        "plant60-query",
    ),
    (
        "GET https://h.example/p?sig=plant61-sig#done",
        "plant61-sig",
    ),
    ("tool --api_key plant62-two-words --x", "plant62-two-words"),
    ("tool --token=plant63-flag", "plant63-flag"),
    (
        "tool --token \\\n    plant64-next-line",
        "plant64-next-line",
    ),
    ("password: plant65-field", "plant65-field"),
    (
        "using ghp_plant66a1B2c3D4e5F6a7B8c9D0e1F2a3B4c5D6",
        "plant66a1B2",
    ),
    ("curl -H 'Private-Token: plant67-curl' x", "plant67-curl"),
    ("it is $DEPLOY_TOKEN=plant68-assigned", "plant68-assigned"),
];

/// What looks like a secret's name and is none.
pub const HARMLESS: &str = "keyboard=us --jobs=4 author=someone tokenizer=bpe passthrough=1 --define=MODE=release \
    --tls_client_key=/etc/ssl/client.key token: Token, use_auth=true option --action_env has changed";

/// So often that Bazel's pieces of output (10 KiB) end within it.
pub const SPLIT: (&str, &str) = (
    "SPLIT_TOKEN",
    "plant20-abcdefghijklmnopqrstuvwxyz0123456789",
);
