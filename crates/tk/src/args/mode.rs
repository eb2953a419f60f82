//! The flags that choose a mode.

use checkout::Mode;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// The flags that choose a mode.
#[derive(Args, Clone, Debug, Default)]
pub struct ModeArgs {
    /// Build in production mode: optimized, stripped
    #[arg(short, long, conflicts_with_all = ["development", "mode"])]
    pub production: bool,

    /// Build in development mode: fast
    #[arg(short, long, conflicts_with = "mode")]
    pub development: bool,

    /// Build in this mode
    #[arg(long, value_name = "MODE", value_parser = parser())]
    pub mode: Option<Mode>,
}

impl ModeArgs {
    /// The chosen mode, or the command's default.
    pub fn mode_or(&self, default: Mode) -> Mode {
        self.chosen().unwrap_or(default)
    }

    /// The chosen mode.
    pub fn chosen(&self) -> Option<Mode> {
        if self.production {
            Some(Mode::Production)
        } else if self.development {
            Some(Mode::Development)
        } else {
            self.mode
        }
    }
}

/// Parses a mode's name; a command's help says what each mode is for.
fn parser() -> impl TypedValueParser<Value = Mode> {
    let values = Mode::ALL.map(|mode| PossibleValue::new(mode.name()).help(mode.purpose()));
    PossibleValuesParser::new(values).try_map(|name| Mode::named(&name).ok_or("an unknown mode"))
}
