//! The exit codes for errors of the crates below `tk`.

use std::io;

use crate::exit_code::ExitCode;

/// The code for a checkout or a file that is missing or unreadable.
pub fn of_checkout(error: &checkout::Error) -> ExitCode {
    match error {
        checkout::Error::NoWorkspace(_) => ExitCode::BadWorkspace,
        checkout::Error::NoBazel(_) => ExitCode::Unavailable,
        checkout::Error::Read { source, .. } if source.kind() == io::ErrorKind::NotFound => {
            ExitCode::NotFound
        }
        checkout::Error::Read { .. } => ExitCode::BadWorkspace,
        checkout::Error::Write { .. } => ExitCode::CannotWrite,
    }
}

/// The code for a Bazel that cannot be run or does not answer.
pub fn of_bazel(error: &bazel::Error) -> ExitCode {
    match error {
        bazel::Error::Start { .. } => ExitCode::Unavailable,
        bazel::Error::Query { code, .. } | bazel::Error::Unreachable { code, .. } => {
            ExitCode::Bazel(*code)
        }
        bazel::Error::NoPlace { .. } => ExitCode::Bazel(bazel::exit_code::INTERRUPTED),
        bazel::Error::ReservedFlag { .. } | bazel::Error::NoPlatforms(_) => ExitCode::Usage,
        bazel::Error::Events { .. } | bazel::Error::Profile(_) => ExitCode::BadWorkspace,
        bazel::Error::File(error) => of_checkout(error),
        bazel::Error::QueryAnswer { .. } | bazel::Error::Signals(_) => ExitCode::Internal,
    }
}

/// The code for revisions that cannot be compared.
pub fn of_affected(error: &affected::Error) -> ExitCode {
    match error {
        affected::Error::Checkout(error) => of_checkout(error),
        affected::Error::Bazel(error) => of_bazel(error),
        affected::Error::UnknownRevision { .. }
        | affected::Error::NoMainBranch { .. }
        | affected::Error::NoMergeBase { .. } => ExitCode::NotFound,
        affected::Error::NoGit(_) => ExitCode::Unavailable,
        affected::Error::Base { .. }
        | affected::Error::NoRepository { .. }
        | affected::Error::Git { .. }
        | affected::Error::Answer { .. } => ExitCode::BadWorkspace,
    }
}

/// The code for what is wrong with `dist/`.
pub fn of_artifacts(error: &artifacts::Error) -> ExitCode {
    match error {
        artifacts::Error::Checkout(error) => of_checkout(error),
        artifacts::Error::MissingArtifact { .. }
        | artifacts::Error::NoArtifacts { .. }
        | artifacts::Error::NotForPlatform { .. } => ExitCode::NotFound,
        artifacts::Error::SamePlace { .. }
        | artifacts::Error::BadPlace { .. }
        | artifacts::Error::Unfit { .. } => ExitCode::BadWorkspace,
        artifacts::Error::HasForeignFiles { .. } => ExitCode::Refused,
    }
}

/// The code for builds that cannot be compared.
pub fn of_determinism(error: &determinism::Error) -> ExitCode {
    match error {
        determinism::Error::Checkout(error) => of_checkout(error),
        determinism::Error::Log { .. } | determinism::Error::Git { .. } => ExitCode::BadWorkspace,
    }
}

/// The code for generated files that cannot be compared or updated.
pub fn of_drift(error: &drift::Error) -> ExitCode {
    match error {
        drift::Error::Checkout(error) => of_checkout(error),
        drift::Error::Manifest { .. }
        | drift::Error::Version { .. }
        | drift::Error::Journal { .. } => ExitCode::BadWorkspace,
    }
}

/// The code for a history that is missing or cannot be used.
pub fn of_history(error: &history::Error) -> ExitCode {
    match error {
        history::Error::Missing(_) => ExitCode::NotFound,
        history::Error::Write { .. }
        | history::Error::Database { .. }
        | history::Error::Query(_)
        | history::Error::ExecutionLog(_)
        | history::Error::Newer(_) => ExitCode::BadWorkspace,
    }
}

/// The code for a setting that is wrong.
pub fn of_settings(error: &settings::Error) -> ExitCode {
    match error {
        settings::Error::Checkout(error) => of_checkout(error),
        settings::Error::ConfigFile { .. } => ExitCode::BadWorkspace,
        settings::Error::Variable { .. } => ExitCode::Usage,
    }
}
