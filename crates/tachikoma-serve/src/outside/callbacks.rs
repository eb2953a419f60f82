//! What posts callbacks, and the key that it signs with.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use service::ports::Clock;
use service_callback::{Deliverer, Key, Keys, Ports, Rules, Settings};

use crate::failure::Failure;
use crate::settings::{Config, Database};

/// The key that is made where none is set.
pub const FILE: &str = "callback.key";

/// What posts, by the settings.
///
/// # Errors
///
/// A key or the authorities cannot be read.
pub fn deliverer(
    config: &Config,
    data: &Path,
    clock: Arc<dyn Clock>,
) -> Result<Deliverer, Failure> {
    let previous = config.callback_previous_key.reveal();
    let previous = previous.map(|text| key("callbacks.previous_key", text));
    let keys = Keys::new(current(config, data)?, previous.transpose()?);
    let settings = Settings {
        rules: rules(config),
        authorities: authorities(config)?,
        ..Settings::new(keys)
    };
    Deliverer::new(settings, clock)
        .map_err(|error| Failure::fault("callbacks cannot be posted", error))
}

fn rules(config: &Config) -> Rules {
    let ports = match config.callback_ports.contains(&0) {
        true => Ports::All,
        false => Ports::Only(config.callback_ports.clone()),
    };
    Rules {
        http: config.callback_http,
        ports,
        networks: config.callback_networks.clone(),
    }
}

fn authorities(config: &Config) -> Result<Option<String>, Failure> {
    let read = |path: &Path| fs::read_to_string(path).map_err(Failure::reading(path));
    config.callback_authorities.as_deref().map(read).transpose()
}

fn key(name: &str, text: &str) -> Result<Key, Failure> {
    text.parse()
        .map_err(|error| Failure::setting(format!("{name} is {error}")))
}

/// The key of the settings, or that of the data folder: one service alone needs no other one to agree with.
fn current(config: &Config, data: &Path) -> Result<Key, Failure> {
    if let Some(text) = config.callback_key.reveal() {
        return key("callbacks.key", text);
    }
    if matches!(config.database, Database::Postgres(_)) {
        return Err(Failure::setting(
            "callbacks.key is not set: with PostgreSQL all services must sign with the same one. Make it with `openssl rand -base64 32`, \
             and set TACHIKOMA_CALLBACKS_KEY or callbacks.key_file",
        ));
    }
    let path = data.join(FILE);
    let failed = |what| {
        let path = path.clone();
        move |source| Failure::Io { what, path, source }
    };
    match fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
    {
        Ok(mut file) => {
            let text = random()?;
            file.write_all(text.as_bytes()).map_err(failed("write"))?;
            file.sync_all().map_err(failed("write"))?;
            key(FILE, &text)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => key(
            FILE,
            &fs::read_to_string(&path).map_err(Failure::reading(&path))?,
        ),
        Err(error) => Err(failed("make")(error)),
    }
}

fn random() -> Result<String, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::fault("there are no random bytes", error))?;
    Ok(format!("whsec_{}\n", STANDARD.encode(bytes)))
}
