//! Running something in an empty workspace, to see what an agent would find.

use redact::Redactor;
use service::EventKind;
use service::event::Stream;
use service::limits::Limits;
use service::ports::{Reporter, StepError, Workspace, stopper};

use super::{End, Program, Sandbox};
use crate::files::{failed, make_folder};
use crate::output::Output;
use crate::places::Places;

/// Bytes of output.
const OUTPUT: u64 = 64 * 1024;

impl Sandbox {
    /// Runs a program in an empty workspace, without a network; how it ended, and what it printed.
    ///
    /// # Errors
    ///
    /// It cannot be started.
    pub async fn try_out(&self, argv: &[&str]) -> Result<(End, String), StepError> {
        let top = tempfile::tempdir().map_err(failed(&std::env::temp_dir()))?;
        let places = Places::of_workspace(&Workspace {
            folder: top.path().join("tree"),
            base: None,
        });
        for folder in [places.tree(), places.home(), places.kept()] {
            make_folder(&folder)?;
        }
        let program = Program {
            argv: argv.iter().map(|word| (*word).to_owned()).collect(),
            environment: Vec::new(),
            input: String::new(),
            network: false,
            writable: Vec::new(),
            streams: (Stream::Stdout, Stream::Stderr),
        };
        let (reporter, mut reports) = Reporter::new();
        let (_stopper, stop) = stopper();
        let run = async {
            // It must not outlive the run: the text ends with it.
            let reporter = reporter;
            let redactor = Redactor::new();
            let kept = places.kept();
            let output = Output::new(&reporter, &redactor, &kept, OUTPUT).map_err(failed(&kept))?;
            self.run(&program, &places, &Limits::default(), &output, stop)
                .await
        };
        let read = async {
            let mut all = String::new();
            while let Some(report) = reports.recv().await {
                if let EventKind::Output { text, .. } = report {
                    all.push_str(&text);
                }
            }
            all
        };
        let (end, printed) = tokio::join!(run, read);
        Ok((end?, printed))
    }
}
