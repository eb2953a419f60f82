//! What programs print: streamed in pieces, with secrets masked, and kept in a file of limited size.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use redact::Redactor;
use service::event::Stream;
use service::ports::Reporter;
use tokio::io::{AsyncRead, AsyncReadExt};

use decoder::Decoder;

mod decoder;

const CHUNK: usize = 16 * 1024;

/// The name of the file that keeps the output.
pub const OUTPUT_FILE: &str = "output.log";

/// Takes what the programs of an attempt print.
pub struct Output<'a> {
    reporter: &'a Reporter,
    redactor: &'a Redactor,
    file: Mutex<Limited>,
}

/// A file that takes only so many bytes.
struct Limited {
    file: Option<File>,
    left: u64,
}

impl<'a> Output<'a> {
    /// Output that is reported, and kept in `folder` up to `limit` bytes over all programs of the attempt.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn new(
        reporter: &'a Reporter,
        redactor: &'a Redactor,
        folder: &Path,
        limit: u64,
    ) -> io::Result<Self> {
        let path = folder.join(OUTPUT_FILE);
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        let left = limit.saturating_sub(file.metadata()?.len());
        Ok(Self {
            reporter,
            redactor,
            file: Mutex::new(Limited {
                file: Some(file),
                left,
            }),
        })
    }

    /// Who is told.
    #[must_use]
    pub fn reporter(&self) -> &Reporter {
        self.reporter
    }

    /// Hides secrets.
    #[must_use]
    pub fn redactor(&self) -> &Redactor {
        self.redactor
    }

    /// Reads a pipe to its end. A reader that is slow makes the program wait.
    pub async fn read(&self, mut pipe: impl AsyncRead + Unpin, stream: Stream) {
        let mut decoder = Decoder::default();
        let mut masked = self.redactor.stream();
        let mut chunk = vec![0; CHUNK];
        // A pipe that cannot be read any more has ended.
        while let Ok(count @ 1..) = pipe.read(&mut chunk).await {
            let text = masked.push(&decoder.push(&chunk[..count]));
            self.show(stream, text).await;
        }
        let mut text = masked.push(&decoder.finish());
        text.push_str(&masked.finish());
        self.show(stream, text).await;
    }

    /// Shows what the service itself has to say.
    pub async fn say(&self, text: &str) {
        self.show(Stream::Service, self.redactor.text(text)).await;
    }

    async fn show(&self, stream: Stream, text: String) {
        if text.is_empty() {
            return;
        }
        self.keep(text.as_bytes());
        self.reporter.output(stream, text).await;
    }

    fn keep(&self, text: &[u8]) {
        let mut limited = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = usize::try_from(limited.left).map_or(text.len(), |left| left.min(text.len()));
        limited.left -= taken as u64;
        let Some(file) = &mut limited.file else {
            return;
        };
        if let Err(error) = file.write_all(&text[..taken]) {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "output is not kept any more"
            );
            limited.file = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use service::event::EventKind;

    use super::*;

    /// Runs what is printed, piece by piece, through an output; returns what is reported and what is kept.
    async fn shown(secrets: Vec<String>, pieces: Vec<Vec<u8>>, limit: u64) -> (String, String) {
        let folder = tempfile::tempdir().unwrap();
        let redactor = Redactor::new().with_secrets(secrets);
        let (reporter, mut reports) = Reporter::new();
        let (mut end, pipe) = tokio::io::duplex(7);
        let write = async {
            for piece in pieces {
                tokio::io::AsyncWriteExt::write_all(&mut end, &piece)
                    .await
                    .unwrap();
            }
            drop(end);
        };
        let read = async {
            let reporter = reporter;
            let output = Output::new(&reporter, &redactor, folder.path(), limit).unwrap();
            output.read(pipe, Stream::Stdout).await;
        };
        let collect = async {
            let mut all = String::new();
            while let Some(EventKind::Output { text, .. }) = reports.recv().await {
                all.push_str(&text);
            }
            all
        };
        let (all, (), ()) = tokio::join!(collect, write, read);
        let kept = std::fs::read_to_string(folder.path().join(OUTPUT_FILE)).unwrap();
        (all, kept)
    }

    fn planted() -> Vec<String> {
        let mut secrets: Vec<String> = (0..17)
            .map(|number| format!("s3cr3t-{number:02}-{}", "xQ7z".repeat(number % 4 + 1)))
            .collect();
        secrets.push("first line of key\nsecond line of key\nthird line of key".to_owned());
        secrets.push("päss\u{1f511}wörd-of-letters".to_owned());
        secrets.push("with \"quotes\" and \\ in it".to_owned());
        secrets
    }

    fn forms(secret: &str) -> Vec<String> {
        vec![
            secret.to_owned(),
            STANDARD.encode(secret),
            STANDARD.encode(format!("user:{secret}")),
            STANDARD.encode(format!("me:{secret}:x")),
            format!("{secret:?}"),
            secret.lines().next_back().unwrap_or_default().to_owned(),
        ]
    }

    #[tokio::test]
    async fn planted_secrets_are_nowhere_however_they_are_cut() {
        let secrets = planted();
        assert_eq!(secrets.len(), 20);
        let mut text = String::new();
        for secret in &secrets {
            for form in forms(secret) {
                text.push_str(&format!("before {form} after\n"));
            }
        }
        for size in [1, 2, 3, 5, 8, 13, 1000, text.len()] {
            let pieces = text.as_bytes().chunks(size).map(<[u8]>::to_vec).collect();
            let (all, kept) = shown(secrets.clone(), pieces, u64::MAX).await;
            assert_eq!(all, kept);
            assert_eq!(all.matches("before ").count(), 120, "in pieces of {size}");
            for secret in &secrets {
                for form in forms(secret) {
                    assert!(!all.contains(&form), "{form} is shown in pieces of {size}");
                }
            }
        }
    }

    #[tokio::test]
    async fn without_masking_the_planted_secrets_are_found() {
        let secrets = planted();
        let text = forms(&secrets[0]).join(" ");
        let (all, _) = shown(Vec::new(), vec![text.clone().into_bytes()], u64::MAX).await;
        assert!(all.contains(&secrets[0]));
    }

    #[tokio::test]
    async fn the_file_is_limited_and_the_report_is_not() {
        let (all, kept) = shown(Vec::new(), vec![vec![b'x'; 5000]; 3], 6000).await;
        assert_eq!((all.len(), kept.len()), (15_000, 6000));
    }
}
