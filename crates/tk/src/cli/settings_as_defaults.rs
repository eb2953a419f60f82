//! Passes settings to clap: each is the default of a flag, which clap parses as if it had been typed.

use std::ffi::OsString;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};

use checkout::Mode;
use settings::keys::{KEYS, Key, Kind};
use settings::{Config, Setting, Sources, Value};

/// Adds the opposite of every switch that has a setting, to undo the setting: `--no-verbose`,
/// `--parallel`. They are hidden from help.
pub fn with_opposites(command: Command) -> Command {
    command.mut_subcommands(with_opposites_of)
}

/// Gives the switches of one command their opposites.
pub fn with_opposites_of(command: Command) -> Command {
    let name = command.get_name().to_owned();
    KEYS.iter()
        .filter(|key| key.kind == Kind::Switch && key.counts_for(&name))
        .fold(command, with_opposite)
}

fn with_opposite(command: Command, key: &Key) -> Command {
    let long = opposite(key);
    let Some(own) = find(&command, key.flag).map(|arg| arg.get_id().clone()) else {
        return command;
    };
    if find(&command, &long).is_some() {
        return command;
    }
    let opposite = Arg::new(long.clone())
        .long(long.clone())
        .action(ArgAction::SetTrue)
        .hide(true)
        .overrides_with(own.clone());
    command
        .mut_arg(own, |arg| arg.overrides_with(long))
        .arg(opposite)
}

/// The long flag that says the opposite of a switch's.
fn opposite(key: &Key) -> String {
    if key.is_inverted() {
        key.name.to_owned()
    } else {
        format!("no-{}", key.flag)
    }
}

fn find<'a>(command: &'a Command, long: &str) -> Option<&'a Arg> {
    command
        .get_arguments()
        .find(|arg| arg.get_long() == Some(long))
}

/// Whether anything can be set for a command.
pub fn is_settable(command: &Command, name: &str) -> bool {
    let Some(sub) = command.find_subcommand(name) else {
        return false;
    };
    KEYS.iter()
        .any(|key| key.counts_for(name) && find(sub, key.flag).is_some())
}

/// The mode of the build that a command line asks for: its section applies.
pub fn mode(name: &str, given: &ArgMatches, sources: &Sources) -> Mode {
    let is_given = |flag: &str| matches!(given.try_get_one::<bool>(flag), Ok(Some(true)));
    let asked = given.try_get_one::<Mode>("mode").ok().flatten().copied();
    match name {
        _ if is_given("production") => Mode::Production,
        _ if is_given("development") => Mode::Development,
        _ if asked.is_some() => asked.unwrap_or(Mode::Development),
        "verify" => Mode::Production,
        "gen" => Mode::Development,
        "test" => sources.mode("test-mode").unwrap_or(Mode::Test),
        _ => sources.mode("mode").unwrap_or(Mode::Development),
    }
}

/// Puts settings into the places of the flags that are not given: a command with other defaults,
/// and the words of lists, which the command line's own are to follow.
pub fn complete(
    mut command: Command,
    name: &str,
    given: &ArgMatches,
    config: &Config,
) -> (Command, Vec<OsString>) {
    let mut words = Vec::new();
    let counting = KEYS.iter().filter(|key| key.counts_for(name));
    for (key, setting) in counting.filter_map(|key| Some((key, config.get(key.name)?))) {
        let Some(sub) = command.find_subcommand(name) else {
            break;
        };
        let Some(arg) = find(sub, key.flag) else {
            continue;
        };
        if is_overruled(sub, arg, key, given) {
            continue;
        }
        match default_value(key, arg, setting) {
            Default::None => {}
            Default::One(value) => {
                let id = arg.get_id().clone();
                command = command
                    .mut_subcommand(name, |sub| sub.mut_arg(id, |arg| arg.default_value(value)));
            }
            Default::Words(more) => {
                words.extend(
                    more.iter()
                        .map(|word| format!("--{}={word}", key.flag).into()),
                );
            }
        }
    }
    (command, words)
}

enum Default<'a> {
    None,
    One(String),
    Words(&'a [String]),
}

fn default_value<'a>(key: &Key, arg: &Arg, setting: &'a Setting) -> Default<'a> {
    match &setting.value {
        Value::Switch(on) => match (on ^ key.is_inverted(), arg.get_action()) {
            (true, ArgAction::SetTrue) => Default::One("true".to_owned()),
            // As it is anyway; and a counter's value is none of ours.
            (false, ArgAction::SetTrue) | (_, ArgAction::Count) => Default::None,
            (on, _) => Default::One(on.to_string()),
        },
        Value::Number(number) => Default::One(number.to_string()),
        Value::Text(text) => Default::One(text.clone()),
        Value::Words(words) => Default::Words(words),
    }
}

/// Whether the command line overrides the setting.
fn is_overruled(command: &Command, arg: &Arg, key: &Key, given: &ArgMatches) -> bool {
    let is_given = |arg: &Arg| {
        let id = arg.get_id().as_str();
        given.value_source(id) == Some(ValueSource::CommandLine)
    };
    // What failed last time knows its mode and platform.
    let repeats = matches!(given.try_get_one::<bool>("failed"), Ok(Some(true)));
    if repeats && matches!(key.flag, "mode" | "platform") {
        return true;
    }
    let is_list = matches!(key.kind, Kind::Words(_));
    if is_given(arg) && !is_list {
        return true;
    }
    if find(command, &opposite(key)).is_some_and(is_given) {
        return true;
    }
    let conflict = |one: &Arg, other: &Arg| {
        command
            .get_arg_conflicts_with(one)
            .iter()
            .any(|found| found.get_id() == other.get_id())
    };
    command
        .get_arguments()
        .filter(|other| is_given(other))
        .any(|other| conflict(arg, other) || conflict(other, arg))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::command;

    /// Flags of builds that no key sets: they are of one build, or what a setting is made of.
    const NOT_SET: [&str; 7] = [
        // What is affected is asked for each time.
        "affected",
        "base",
        "dry-run",
        "failed",
        "production",
        "development",
        "help",
    ];

    #[test]
    fn every_flag_of_all_builds_can_be_set() {
        let command = command();
        let flags = |name: &str| -> Vec<String> {
            let sub = command.find_subcommand(name).unwrap();
            let visible = sub.get_arguments().filter(|arg| !arg.is_hide_set());
            visible
                .filter_map(|arg| arg.get_long().map(str::to_owned))
                .collect()
        };
        let test = flags("test");
        for flag in flags("build").iter().filter(|flag| test.contains(flag)) {
            let known = KEYS.iter().any(|key| key.flag == flag);
            assert!(
                known || NOT_SET.contains(&flag.as_str()),
                "--{flag} is a flag of every build: give it a line in crates/settings/src/keys.rs"
            );
        }
    }

    #[test]
    fn keys_and_their_flags_have_the_same_kind() {
        let command = command();
        for sub in command.get_subcommands() {
            for key in KEYS.iter().filter(|key| key.counts_for(sub.get_name())) {
                let Some(arg) = find(sub, key.flag) else {
                    continue;
                };
                let is_switch = !arg.get_action().takes_values();
                assert_eq!(is_switch, key.kind == Kind::Switch, "{}", key.name);
                let is_list = matches!(arg.get_action(), ArgAction::Append);
                assert_eq!(is_list, matches!(key.kind, Kind::Words(_)), "{}", key.name);
            }
        }
    }

    /// Whether a switch is on, and how many jobs there are, for a command line and variables.
    fn parsed(words: &[&str], variables: &[(&str, &str)]) -> (bool, bool, Option<u32>) {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        let plain = command().try_get_matches_from(&words).unwrap();
        let (name, given) = plain.subcommand().unwrap();
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        let sources = Sources::read(None, None, variables).unwrap();
        let config = sources.config(mode(name, given, &sources));
        let (command, more) = complete(command(), name, given, &config);
        assert!(more.is_empty());
        let matches = command.try_get_matches_from(words).unwrap();
        let (_, given) = matches.subcommand().unwrap();
        (
            given.get_flag("verbose"),
            given.get_flag("no_parallel"),
            given.get_one("jobs").copied(),
        )
    }

    #[test]
    fn what_failed_is_repeated_as_it_was() {
        let mode_of = |words: &[&str]| {
            let plain = command().try_get_matches_from(words).unwrap();
            let (name, given) = plain.subcommand().unwrap();
            let set = [("TK_MODE", "production")].map(|(name, value)| (name.into(), value.into()));
            let sources = Sources::read(None, None, set.into_iter()).unwrap();
            let config = sources.config(mode(name, given, &sources));
            let (command, _) = complete(command(), name, given, &config);
            let matches = command.try_get_matches_from(words).unwrap();
            let (_, given) = matches.subcommand().unwrap();
            given.get_one::<Mode>("mode").copied()
        };
        assert_eq!(mode_of(&["tk", "build"]), Some(Mode::Production));
        assert_eq!(mode_of(&["tk", "build", "--failed"]), None);
    }

    #[test]
    fn a_flag_is_stronger_than_what_is_set() {
        let set = [("TK_VERBOSE", "1"), ("TK_PARALLEL", "0"), ("TK_JOBS", "3")];
        let all = (true, true, Some(3));
        assert_eq!(parsed(&["tk", "build"], &[]), (false, false, None));
        assert_eq!(parsed(&["tk", "build"], &set), all);
        assert_eq!(parsed(&["tk", "build", "-v"], &set), all);
        assert!(!parsed(&["tk", "build", "--no-verbose"], &set).0);
        assert!(!parsed(&["tk", "build", "-v", "--no-verbose"], &set).0);
        assert!(parsed(&["tk", "build", "--no-verbose", "-v"], &[]).0);
        assert!(!parsed(&["tk", "build", "--parallel"], &set).1);
        // What a flag contradicts is not set.
        let (_, one_by_one, jobs) = parsed(&["tk", "build", "--jobs=8"], &set);
        assert_eq!((one_by_one, jobs), (false, Some(8)));
        let (_, one_by_one, jobs) = parsed(&["tk", "build", "--no-parallel"], &set);
        assert_eq!((one_by_one, jobs), (true, None));
    }
}
