//! Measures how fast, and in how much memory, a huge stream becomes a model.
//!
//!     measure_decoding generate RECORDING MEGABYTES FILE
//!     measure_decoding framing|summary|model|report FILE
//!
//! `generate` makes a stream of real events: those of a recording, again and again, each time with
//! targets, files and numbers of their own. The others read it and print one line of JSON: bytes,
//! milliseconds by the clock and of the processor, the process's largest resident memory in KiB (Linux), and what was found.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use bep::protobuf::{Fields, Value, varint};
use bep::{Follower, Model, ReportOptions, read_stream_into};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["generate", recording, megabytes, file] => generate(recording, megabytes, file),
        [how, file] => measure(how, Path::new(file)),
        _ => Err(format!("no such arguments: {arguments:?}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do when stderr is closed, too.
            let _ = writeln!(io::stderr(), "measure_decoding: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(how: &str, file: &Path) -> Result<(), String> {
    let fault = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let source = File::open(file).map_err(|error| fault(&error))?;
    let bytes = source.metadata().map_err(|error| fault(&error))?.len();
    let started = Instant::now();
    let found = match how {
        "framing" => framing(source).map_err(|error| fault(&error))?,
        "summary" | "report" | "model" => {
            let model = match how {
                "model" => Model::new(),
                _ => Model::without_files(),
            };
            let reading = read_stream_into(model, source).map_err(|error| fault(&error))?;
            match how {
                "report" => reading
                    .model
                    .report(&ReportOptions::default())
                    .targets
                    .len(),
                _ => usize::from(reading.model.is_complete()),
            }
        }
        other => return Err(format!("there is nothing to measure as {other}")),
    };
    let ms = started.elapsed().as_secs_f64() * 1_000.0;
    let line = format!(
        "{{\"bytes\":{bytes},\"ms\":{ms:.1},\"cpuMs\":{:.1},\"kib\":{},\"found\":{found}}}\n",
        processor_ms(),
        largest_resident_kib()
    );
    let written = io::stdout().write_all(line.as_bytes());
    written.map_err(|error| error.to_string())
}

/// The records alone, each by its length: what no reader can be faster than.
fn framing(source: impl Read) -> bep::Result<usize> {
    let mut records = Follower::new(source);
    let mut count = 0;
    while records.poll_record()?.is_some() {
        count += 1;
    }
    Ok(count)
}

/// What the process had of a processor, which other work on the machine does not change much; 0
/// where the system does not tell.
fn processor_ms() -> f64 {
    let told = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = told.split_whitespace().next();
    nanoseconds
        .and_then(|number| number.parse::<f64>().ok())
        .map_or(0.0, |nanoseconds| nanoseconds / 1e6)
}

/// 0 where the system does not tell.
fn largest_resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn generate(recording: &str, megabytes: &str, file: &str) -> Result<(), String> {
    let megabytes: u64 = megabytes
        .parse()
        .map_err(|_| format!("{megabytes} is no number of megabytes"))?;
    let bytes = std::fs::read(recording).map_err(|error| format!("{recording}: {error}"))?;
    let template = Template::new(&bytes)?;
    let fault = |error: io::Error| format!("{file}: {error}");
    let mut out = BufWriter::new(File::create(file).map_err(fault)?);
    template
        .write(megabytes * 1_000_000, &mut out)
        .and_then(|()| out.flush())
        .map_err(fault)
}

/// The kinds of payloads that are repeated: what Bazel printed, actions, targets, sets of files.
const REPEATED: &[u32] = &[3, 7, 8, 15, 18];

/// A recording: what comes once, and what comes for each target.
struct Template {
    before: Vec<Vec<u8>>,
    repeated: Vec<Vec<u8>>,
    after: Vec<Vec<u8>>,
}

impl Template {
    fn new(mut bytes: &[u8]) -> Result<Self, String> {
        let mut template = Self {
            before: Vec::new(),
            repeated: Vec::new(),
            after: Vec::new(),
        };
        while !bytes.is_empty() {
            let (size, length) = varint(bytes).ok_or("the recording is no stream")?;
            let (record, rest) = bytes[length..]
                .split_at_checked(size as usize)
                .ok_or("the recording is cut off")?;
            bytes = rest;
            let names_module = record.windows(MODULE.len()).any(|part| part == MODULE);
            let kind = Fields::new(record)
                .map(|field| field.0)
                .find(|tag| REPEATED.contains(tag));
            let part = match (names_module && kind.is_some(), template.repeated.is_empty()) {
                (true, _) => &mut template.repeated,
                (false, true) => &mut template.before,
                (false, false) => &mut template.after,
            };
            part.push(record.to_vec());
        }
        match template.repeated.is_empty() {
            true => Err("the recording has no targets named module_N".to_owned()),
            false => Ok(template),
        }
    }

    fn write(&self, least: u64, out: &mut impl Write) -> io::Result<()> {
        let mut written = 0;
        for record in &self.before {
            written += put(record, out)?;
        }
        let mut round = 1;
        while written < least {
            for record in &self.repeated {
                written += put(&renamed(record, round), out)?;
            }
            round += 1;
        }
        for record in &self.after {
            put(record, out)?;
        }
        Ok(())
    }
}

fn put(record: &[u8], out: &mut impl Write) -> io::Result<u64> {
    let mut length = Vec::new();
    push_number(&mut length, record.len() as u64);
    out.write_all(&length)?;
    out.write_all(record)?;
    Ok((length.len() + record.len()) as u64)
}

/// How the targets of the recording are named; a number of seven digits follows.
const MODULE: &[u8] = b"module_";
const DIGITS: usize = 7;

/// The record with names and numbers of its round.
fn renamed(record: &[u8], round: u64) -> Vec<u8> {
    let mut record = renumbered(record, &[], round);
    let mut from = 0;
    while let Some(at) = record[from..]
        .windows(MODULE.len())
        .position(|part| part == MODULE)
    {
        let start = from + at + MODULE.len();
        from = start;
        let Some(digits) = record.get_mut(start..start + DIGITS) else {
            break;
        };
        // The last digit tells the recording's own targets apart.
        let number = format!("{:0width$}", round % 1_000_000, width = DIGITS - 1);
        digits[..DIGITS - 1].copy_from_slice(number.as_bytes());
    }
    record
}

/// Paths of fields from `BuildEvent` to the numbers of pieces of output and to the names of sets.
const NUMBERS: &[&[u32]] = &[&[1, 2, 1], &[2, 2, 1]];
const SETS: &[&[u32]] = &[&[1, 13, 1], &[2, 13, 1], &[15, 2, 1], &[8, 2, 3, 1]];

/// The message with each such number moved to its round.
fn renumbered(message: &[u8], path: &[u32], round: u64) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len() + 16);
    for (tag, value) in Fields::new(message) {
        let here = [path, &[tag]].concat();
        let begins = |known: &&[u32]| known.starts_with(&here);
        match value {
            Value::Number(number) => {
                let moved = if NUMBERS.contains(&here.as_slice()) {
                    number + 1_000 * round
                } else {
                    number
                };
                push_number(&mut out, u64::from(tag) << 3);
                push_number(&mut out, moved);
            }
            Value::Bytes(bytes) => {
                let inner = if SETS.contains(&here.as_slice()) {
                    format!("{round}{}", String::from_utf8_lossy(bytes)).into_bytes()
                } else if NUMBERS.iter().chain(SETS).any(begins) {
                    renumbered(bytes, &here, round)
                } else {
                    bytes.to_vec()
                };
                push_number(&mut out, u64::from(tag) << 3 | 2);
                push_number(&mut out, inner.len() as u64);
                out.extend(inner);
            }
            // Bazel's events have numbers and bytes alone.
            Value::Fixed => {}
        }
    }
    out
}

fn push_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}
