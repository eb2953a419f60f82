//! The agent.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use service::event::Stream;
use service::ports::{AgentEnd, Job, Reporter, StepError, Stop};

pub async fn run(
    remote: &Path,
    job: &Job,
    prompt: &str,
    reporter: &Reporter,
    mut stop: Stop,
) -> Result<AgentEnd, StepError> {
    for word in prompt.split_whitespace() {
        let (name, number) = word.split_once(':').unwrap_or((word, "0"));
        let number = || number.parse::<u64>().unwrap();
        match name {
            "print" => {
                for line in 1..=number() {
                    reporter.output(Stream::Stdout, format!("{line}\n")).await;
                }
            }
            "sleep" => wait(Duration::from_millis(number()), &mut stop).await?,
            // Dies when it is asked to stop, and says that it failed.
            "dies" => {
                let died = wait(Duration::from_millis(number()), &mut stop)
                    .await
                    .is_err();
                let message = died.then(|| "killed by signal 15".to_owned());
                return Ok(AgentEnd {
                    success: !died,
                    message,
                });
            }
            "deaf" => tokio::time::sleep(Duration::from_millis(number())).await,
            "process" if job.build.attempt == 1 => {
                process(remote, job, number(), &mut stop).await?
            }
            "panic" if job.build.attempt == 1 => panic!("as it was told to"),
            "passing" if u64::from(job.build.attempt) <= number() => {
                return Err(StepError::Passing("no network".to_owned()));
            }
            "fail" => {
                return Ok(AgentEnd {
                    success: false,
                    message: Some("exit code 3".to_owned()),
                });
            }
            _ => {}
        }
    }
    Ok(AgentEnd {
        success: true,
        message: None,
    })
}

async fn wait(duration: Duration, stop: &mut Stop) -> Result<(), StepError> {
    tokio::select! {
        () = tokio::time::sleep(duration) => Ok(()),
        _ = stop.wait() => Err(StepError::Stopped),
    }
}

/// A program, whose id is in a file beside the remote.
async fn process(remote: &Path, job: &Job, seconds: u64, stop: &mut Stop) -> Result<(), StepError> {
    let mut child = Command::new("sleep")
        .arg(seconds.to_string())
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    std::fs::write(
        remote.join(format!("{}.pid", job.task_id())),
        child.id().to_string(),
    )
    .unwrap();
    let end = Instant::now() + Duration::from_secs(seconds);
    while Instant::now() < end && child.try_wait().unwrap().is_none() {
        if wait(Duration::from_millis(10), stop).await.is_err() {
            child.kill().unwrap();
            child.wait().unwrap();
            return Err(StepError::Stopped);
        }
    }
    Ok(())
}
