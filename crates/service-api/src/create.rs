//! Create-and-build: a project with its repository and its first build, or nothing.

use serde::{Deserialize, Serialize};
use service::project::NewProject;
use service::{BuildSpec, ProjectId};
use utoipa::ToSchema;

use crate::builds::Queued;

/// A project, and its first build.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAndBuild {
    /// The project.
    pub project: NewProject,
    /// The build.
    pub build: BuildSpec,
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Created {
    /// The project.
    pub project_id: ProjectId,
    /// The build.
    #[serde(flatten)]
    pub build: Queued,
}
