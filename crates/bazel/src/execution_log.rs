//! Bazel's execution log (`--execution_log_binary_file`): what each process was given.
//!
//! The log is a sequence of `tools.protos.SpawnExec` (spawn.proto of Bazel 7), each behind its
//! length. A cold build's log can have gigabytes: records are read one at a time, and texts are
//! borrowed from them. Only actions that ran a process, or took its result from a disk or remote
//! cache, are in it.

pub mod sample;

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use bep::protobuf::{Value, each_field};

/// No record is longer: more is damage.
const MAX_RECORD: u64 = 1 << 30;

/// One process, or the result of one that a cache had.
#[derive(Debug, Default, PartialEq)]
pub struct Spawn<'a> {
    /// Its command line.
    pub arguments: Vec<Cow<'a, str>>,
    /// Its environment, and the properties of its platform as `platform NAME`.
    pub environment: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// The files that it could see.
    pub inputs: Vec<LoggedFile<'a>>,
    /// The files and folders that it was to make.
    pub listed_outputs: Vec<Cow<'a, str>>,
    /// The files that it made, those in folders by themselves.
    pub outputs: Vec<LoggedFile<'a>>,
    /// The kind of work.
    pub mnemonic: Cow<'a, str>,
    /// Its target, as Bazel writes it: [`bep::readable_label`] is how people do.
    pub label: Cow<'a, str>,
    /// What ran it.
    pub runner: Cow<'a, str>,
    /// How it ended.
    pub exit_code: i32,
    /// Whether its result may be kept in caches.
    pub cacheable: bool,
    /// How long it took, milliseconds.
    pub duration_ms: Option<f64>,
}

/// A file of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoggedFile<'a> {
    /// Its path below the execution root, as bytes.
    pub path: &'a [u8],
    /// The first 64 bits of its digest; of a link without one, of where it points.
    pub digest: u64,
    /// Whether it is part of the tool.
    pub tool: bool,
}

/// Reads a log, record by record, up to where it ends or is cut off.
///
/// # Errors
/// When the log cannot be read; what `each` returns.
pub fn read<E: From<io::Error>>(
    log: impl BufRead,
    each: impl FnMut(&Spawn<'_>) -> Result<(), E>,
) -> Result<(), E> {
    read_some(log, |_| true, each)
}

/// Reads the records of one kind of work; the inputs of others, which can be many, are passed over.
///
/// # Errors
/// When the log cannot be read; what `each` returns.
pub fn read_kind<E: From<io::Error>>(
    log: impl BufRead,
    mnemonic: &str,
    each: impl FnMut(&Spawn<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let is_wanted = |record: &[u8]| {
        let mut found = false;
        let whole = each_field(record, |number, field| {
            if let (10, Value::Bytes(name)) = (number, field) {
                found = name == mnemonic.as_bytes();
            }
            Some(())
        });
        // What is damaged is read, and told of.
        found || whole.is_none()
    };
    read_some(log, is_wanted, each)
}

fn read_some<E: From<io::Error>>(
    mut log: impl BufRead,
    is_wanted: impl Fn(&[u8]) -> bool,
    mut each: impl FnMut(&Spawn<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut record = Vec::new();
    while let Some(length) = length(&mut log)? {
        record.clear();
        let read = log.by_ref().take(length).read_to_end(&mut record)?;
        if read as u64 != length {
            break;
        }
        if !is_wanted(&record) {
            continue;
        }
        let spawn = spawn(&record).ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                "a record of the execution log is damaged",
            )
        })?;
        each(&spawn)?;
    }
    Ok(())
}

/// The next record's length; `None` at the end.
fn length(log: &mut impl BufRead) -> io::Result<Option<u64>> {
    let mut number = 0_u64;
    for shift in (0..63).step_by(7) {
        let Some(byte) = log.fill_buf()?.first().copied() else {
            return Ok(None);
        };
        log.consume(1);
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return if number <= MAX_RECORD {
                Ok(Some(number))
            } else {
                Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "a record of the execution log has an invalid length",
                ))
            };
        }
    }
    Ok(None)
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

fn spawn(record: &[u8]) -> Option<Spawn<'_>> {
    let mut spawn = Spawn::default();
    each_field(record, |number, field| {
        match (number, field) {
            (1, Value::Bytes(word)) => spawn.arguments.push(text(word)),
            (2, Value::Bytes(variable)) => spawn.environment.push(pair(variable)?),
            (3, Value::Bytes(platform)) => each_field(platform, |number, field| {
                if let (1, Value::Bytes(property)) = (number, field) {
                    let (name, value) = pair(property)?;
                    spawn
                        .environment
                        .push((format!("platform {name}").into(), value));
                }
                Some(())
            })?,
            (4, Value::Bytes(input)) => spawn.inputs.push(file(input)?),
            (5, Value::Bytes(path)) => spawn.listed_outputs.push(text(path)),
            (7, Value::Number(number)) => spawn.cacheable = number != 0,
            (10, Value::Bytes(name)) => spawn.mnemonic = text(name),
            (11, Value::Bytes(output)) => spawn.outputs.push(file(output)?),
            (12, Value::Bytes(name)) => spawn.runner = text(name),
            // Negative numbers are written as 64 bits.
            (15, Value::Number(code)) => spawn.exit_code = code as i32,
            (18, Value::Bytes(label)) => spawn.label = text(label),
            (20, Value::Bytes(metrics)) => spawn.duration_ms = duration(metrics)?,
            _ => {}
        }
        Some(())
    })?;
    Some(spawn)
}

/// `{ name = 1, value = 2 }`.
fn pair(message: &[u8]) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
    let mut pair = (Cow::default(), Cow::default());
    each_field(message, |number, field| {
        match (number, field) {
            (1, Value::Bytes(name)) => pair.0 = text(name),
            (2, Value::Bytes(value)) => pair.1 = text(value),
            _ => {}
        }
        Some(())
    })?;
    Some(pair)
}

fn file(message: &[u8]) -> Option<LoggedFile<'_>> {
    let mut file = LoggedFile::default();
    each_field(message, |number, field| {
        match (number, field) {
            (1, Value::Bytes(path)) => file.path = path,
            (2, Value::Bytes(digest)) => each_field(digest, |number, field| {
                if let (1, Value::Bytes(hash)) = (number, field) {
                    file.digest = first_bits(hash);
                }
                Some(())
            })?,
            (4, Value::Number(tool)) => file.tool = tool != 0,
            (5, Value::Bytes(target)) if file.digest == 0 => file.digest = fnv(target),
            _ => {}
        }
        Some(())
    })?;
    Some(file)
}

/// Of hexadecimal digits.
fn first_bits(hash: &[u8]) -> u64 {
    let digits = hash.iter().take(16);
    digits.fold(0, |bits, digit| {
        bits << 4 | u64::from((*digit as char).to_digit(16).unwrap_or(0))
    })
}

/// `SpawnMetrics.total_time`, a `google.protobuf.Duration`.
fn duration(metrics: &[u8]) -> Option<Option<f64>> {
    let mut duration_ms = None;
    each_field(metrics, |number, field| {
        if let (1, Value::Bytes(time)) = (number, field) {
            let mut sum = 0.0;
            each_field(time, |number, field| {
                match (number, field) {
                    (1, Value::Number(seconds)) => sum += seconds as f64 * 1000.0,
                    (2, Value::Number(nanos)) => sum += nanos as f64 / 1_000_000.0,
                    _ => {}
                }
                Some(())
            })?;
            duration_ms = Some(sum);
        }
        Some(())
    })?;
    Some(duration_ms)
}

/// FNV-1a: quick, and the same in every version of `tk`.
pub fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests;
