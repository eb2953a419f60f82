//! The kinds of events that come in great numbers, read without copying.
//!
//! What is not understood here, or comes rarely, is `None`: it is for [`super::BuildEvent`].

use crate::protobuf::{Fields, Value, each_field};

/// A record, as far as its outermost fields tell.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Record<'a> {
    /// The kind of its id and the id's message.
    pub(crate) id: Option<(u32, &'a [u8])>,
    /// The kind of its payload and the payload's message.
    pub(crate) payload: Option<(u32, &'a [u8])>,
    /// Whether it says what comes after it.
    pub(crate) announces: bool,
    pub(crate) last_message: bool,
}

/// Fields of `BuildEvent`.
mod event {
    pub(super) const ID: u32 = 1;
    pub(super) const CHILDREN: u32 = 2;
    pub(super) const LAST_MESSAGE: u32 = 20;
}

impl<'a> Record<'a> {
    /// The outermost fields; `None` where the record is unusual or broken.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut record = Self::default();
        let mut fields = Fields::new(bytes);
        for (tag, value) in fields.by_ref() {
            match (tag, value) {
                (event::CHILDREN, Value::Bytes(_)) => record.announces = true,
                (event::ID, Value::Bytes(id)) if record.id.is_none() => {
                    record.id = Some(only(id)?);
                }
                (event::LAST_MESSAGE, Value::Number(number)) => record.last_message = number != 0,
                (tag, Value::Bytes(payload))
                    if record.payload.is_none()
                        && tag != event::ID
                        && tag != event::LAST_MESSAGE =>
                {
                    record.payload = Some((tag, payload));
                }
                _ => return None,
            }
        }
        fields.is_whole().then_some(record)
    }
}

/// Numbers of the kinds of events that are read here.
pub(crate) mod kind {
    /// Fields of `BuildEventId`.
    pub(crate) mod id {
        pub(crate) const PROGRESS: u32 = 2;
        pub(crate) const TARGET_COMPLETED: u32 = 5;
        pub(crate) const ACTION_COMPLETED: u32 = 6;
        pub(crate) const NAMED_SET: u32 = 13;
        pub(crate) const TARGET_CONFIGURED: u32 = 16;
    }
    /// Fields of `BuildEvent`.
    pub(crate) mod payload {
        pub(crate) const PROGRESS: u32 = 3;
        pub(crate) const ACTION: u32 = 7;
        pub(crate) const COMPLETED: u32 = 8;
        pub(crate) const NAMED_SET: u32 = 15;
        pub(crate) const CONFIGURED: u32 = 18;
    }
}

/// The one field of a oneof, a message.
fn only(message: &[u8]) -> Option<(u32, &[u8])> {
    let mut fields = Fields::new(message);
    let (tag, value) = fields.next()?;
    let bytes = value.bytes()?;
    (fields.next().is_none() && fields.is_whole()).then_some((tag, bytes))
}

/// `TargetConfigured` with its id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Configured<'a> {
    pub(crate) label: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) is_test: bool,
}

impl<'a> Configured<'a> {
    pub(crate) fn read(id: &'a [u8], payload: &'a [u8]) -> Option<Self> {
        let mut read = Self::default();
        each_field(id, |tag, value| {
            match tag {
                1 => read.label = value.text()?,
                2 => {
                    value.text()?;
                }
                _ => {}
            }
            Some(())
        })?;
        each_field(payload, |tag, value| {
            match tag {
                1 => read.kind = value.text()?,
                2 => read.is_test = value.number()? as i32 != 0,
                _ => {}
            }
            Some(())
        })?;
        Some(read)
    }
}

/// `TargetComplete` of a target without a failure, with its id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Completed<'a> {
    pub(crate) label: &'a str,
    pub(crate) aspect: &'a str,
    pub(crate) configuration: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) success: bool,
    /// Output groups and sets of files in them, where they were asked for.
    pub(crate) groups: Vec<(&'a str, &'a str)>,
}

impl<'a> Completed<'a> {
    pub(crate) fn read(id: &'a [u8], payload: &'a [u8], with_groups: bool) -> Option<Self> {
        let mut read = Self::default();
        each_field(id, |tag, value| {
            match tag {
                1 => read.label = value.text()?,
                2 => read.aspect = value.text()?,
                3 => read.configuration = configuration(value)?,
                _ => {}
            }
            Some(())
        })?;
        each_field(payload, |tag, value| {
            match tag {
                1 => read.success = value.number()? != 0,
                5 => read.kind = value.text()?,
                2 if with_groups => group(value.bytes()?, &mut read.groups)?,
                2 => {
                    value.bytes()?;
                }
                // A failure has more to say.
                9 => return None,
                _ => {}
            }
            Some(())
        })?;
        Some(read)
    }
}

fn group<'a>(bytes: &'a [u8], groups: &mut Vec<(&'a str, &'a str)>) -> Option<()> {
    let mut name = "";
    let first = groups.len();
    each_field(bytes, |tag, value| {
        match tag {
            1 => name = value.text()?,
            3 => groups.push(("", set_id(value.bytes()?)?)),
            _ => {}
        }
        Some(())
    })?;
    for group in &mut groups[first..] {
        group.0 = name;
    }
    Some(())
}

/// `File`: its name, where it is, and into `prefix` the rest of its path.
pub(crate) fn file<'a>(
    bytes: &'a [u8],
    prefix: &mut Vec<&'a str>,
) -> Option<(&'a str, Option<&'a str>)> {
    let (mut name, mut uri) = ("", None);
    prefix.clear();
    each_field(bytes, |tag, value| {
        match tag {
            1 => name = value.text()?,
            2 => uri = Some(value.text()?),
            3 => {
                value.bytes()?;
                uri = None;
            }
            4 => prefix.push(value.text()?),
            _ => {}
        }
        Some(())
    })?;
    Some((name, uri))
}

/// `NamedSetOfFiles`: each of its files, and the ids of the sets that are part of it.
pub(crate) fn named_set<'a>(
    payload: &'a [u8],
    mut file: impl FnMut(&'a [u8]) -> Option<()>,
    mut part: impl FnMut(&'a str),
) -> Option<()> {
    each_field(payload, |tag, value| {
        match tag {
            1 => file(value.bytes()?)?,
            2 => part(set_id(value.bytes()?)?),
            _ => {}
        }
        Some(())
    })
}

/// `NamedSetOfFilesId`.
pub(crate) fn set_id(bytes: &[u8]) -> Option<&str> {
    let mut id = "";
    each_field(bytes, |tag, value| {
        if tag == 1 {
            id = value.text()?;
        }
        Some(())
    })?;
    Some(id)
}

/// `ActionExecuted` of an action that succeeded, in a stream that tells no times, with its id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Succeeded<'a> {
    pub(crate) primary_output: &'a str,
    pub(crate) label: &'a str,
    pub(crate) mnemonic: &'a str,
}

impl<'a> Succeeded<'a> {
    pub(crate) fn read(id: &'a [u8], payload: &'a [u8]) -> Option<Self> {
        let mut read = Self::default();
        let mut success = false;
        each_field(id, |tag, value| {
            match tag {
                1 => read.primary_output = value.text()?,
                2 => read.label = value.text()?,
                3 => {
                    configuration(value)?;
                }
                _ => {}
            }
            Some(())
        })?;
        each_field(payload, |tag, value| {
            match tag {
                1 => success = value.number()? != 0,
                8 => read.mnemonic = value.text()?,
                // What it printed is of use for failures alone; a detail or times are unusual.
                2 => {
                    value.number()?;
                }
                3 | 4 => {
                    value.bytes()?;
                }
                11..=13 => return None,
                _ => {}
            }
            Some(())
        })?;
        success.then_some(read)
    }
}

/// `Progress` with its id: its number and what went to stderr.
pub(crate) fn progress<'a>(id: &'a [u8], payload: &'a [u8]) -> Option<(i32, &'a str)> {
    let (mut number, mut stderr) = (0, "");
    each_field(id, |tag, value| {
        if tag == 1 {
            number = value.number()? as i32;
        }
        Some(())
    })?;
    each_field(payload, |tag, value| {
        match tag {
            1 => {
                value.text()?;
            }
            2 => stderr = value.text()?,
            _ => {}
        }
        Some(())
    })?;
    Some((number, stderr))
}

/// `ConfigurationId`.
fn configuration(value: Value<'_>) -> Option<&str> {
    let mut id = "";
    each_field(value.bytes()?, |tag, value| {
        if tag == 1 {
            id = value.text()?;
        }
        Some(())
    })?;
    Some(id)
}
