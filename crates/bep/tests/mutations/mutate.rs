//! Kinds of mistakes, each at places that the seed decides.

use fastrand::Rng;

use crate::tree::{self, Content, Field};

type Mutate = fn(&[u8], &mut Rng) -> Vec<u8>;

/// Every kind, with its name.
pub const KINDS: &[(&str, Mutate)] = &[
    ("cut off", cut_off),
    ("bits flipped", bits_flipped),
    ("bytes replaced", bytes_replaced),
    ("a piece taken out", piece_taken_out),
    ("a length changed", length_changed),
    ("a record's length changed", record_length_changed),
    ("a field dropped", field_dropped),
    ("a field doubled", field_doubled),
    ("a field moved", field_moved),
    ("a number changed", number_changed),
    ("a text changed", text_changed),
    ("another field's content", other_content),
    ("records mixed", records_mixed),
];

/// Numbers at the ends of their ranges, and lengths that lie.
const NUMBERS: [u64; 8] = [0, 1, 0x7f, 0xffff_ffff, 1 << 28, 1 << 31, 1 << 63, u64::MAX];

/// What doubling may add to a stream.
const MOST_BYTES: usize = 100_000;

/// Random numbers that are the same in every run.
pub fn random_for(recording: &str, kind: &str, round: u64) -> Rng {
    let seed = recording
        .bytes()
        .chain(kind.bytes())
        .fold(round, |seed, byte| {
            (seed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    Rng::with_seed(seed)
}

/// The stream with one to three mistakes of a kind.
pub fn mutated(mutate: Mutate, stream: &[u8], random: &mut Rng) -> Vec<u8> {
    let mut changed = stream.to_vec();
    for _ in 0..random.u8(1..=3) {
        if changed.is_empty() {
            break;
        }
        changed = mutate(&changed, random);
    }
    changed
}

fn cut_off(stream: &[u8], random: &mut Rng) -> Vec<u8> {
    stream[..random.usize(0..stream.len())].to_vec()
}

fn bits_flipped(stream: &[u8], random: &mut Rng) -> Vec<u8> {
    let mut changed = stream.to_vec();
    for _ in 0..random.u8(1..=16) {
        let place = random.usize(0..changed.len());
        changed[place] ^= 1 << random.u8(0..8);
    }
    changed
}

fn bytes_replaced(stream: &[u8], random: &mut Rng) -> Vec<u8> {
    let mut changed = stream.to_vec();
    let place = random.usize(0..changed.len());
    let end = (place + random.usize(1..64)).min(changed.len());
    changed[place..end].fill_with(|| random.u8(..));
    changed
}

fn piece_taken_out(stream: &[u8], random: &mut Rng) -> Vec<u8> {
    let place = random.usize(0..stream.len());
    let end = (place + random.usize(1..200)).min(stream.len());
    [&stream[..place], &stream[end..]].concat()
}

/// The length of something within a record, while what it measures stays.
fn length_changed(stream: &[u8], random: &mut Rng) -> Vec<u8> {
    in_a_record(stream, random, |record, random| {
        let length = random.usize(0..record.len());
        let mut number = Vec::new();
        tree::put_varint(NUMBERS[random.usize(0..NUMBERS.len())], &mut number);
        [&record[..length], &number, &record[length + 1..]].concat()
    })
}

fn record_length_changed(stream: &[u8], random: &mut Rng) -> Vec<u8> {
    let records = tree::records(stream);
    if records.is_empty() {
        return stream.to_vec();
    }
    let chosen = random.usize(0..records.len());
    let size = records[chosen].len() as u64;
    let wrong = match random.u8(0..4) {
        0 => size + 1,
        1 => size.saturating_sub(1),
        2 => size / 2,
        _ => NUMBERS[random.usize(0..NUMBERS.len())],
    };
    let mut changed = tree::stream(&records[..chosen]);
    tree::put_varint(wrong, &mut changed);
    changed.extend(&records[chosen]);
    changed.extend(tree::stream(&records[chosen + 1..]));
    changed
}

fn field_dropped(stream: &[u8], random: &mut Rng) -> Vec<u8> {
    in_a_list(stream, random, |fields, place, _| {
        fields.remove(place);
    })
}

fn field_doubled(stream: &[u8], random: &mut Rng) -> Vec<u8> {
    in_a_list(stream, random, |fields, place, random| {
        let field = fields[place].clone();
        let size = tree::encode(std::slice::from_ref(&field)).len();
        let most = (MOST_BYTES / size).clamp(1, 1_000);
        let times = if random.u8(0..8) == 0 { most } else { 1 };
        fields.splice(place..place, std::iter::repeat_n(field, times));
    })
}

fn field_moved(stream: &[u8], random: &mut Rng) -> Vec<u8> {
    in_a_list(stream, random, |fields, place, random| {
        fields[place].number = random.u64(1..40);
    })
}

fn number_changed(stream: &[u8], random: &mut Rng) -> Vec<u8> {
    in_a_list(stream, random, |fields, _, random| {
        for field in fields {
            if let Content::Number(number) = &mut field.content {
                *number = NUMBERS[random.usize(0..NUMBERS.len())];
            }
        }
    })
}

fn text_changed(stream: &[u8], random: &mut Rng) -> Vec<u8> {
    const TEXTS: [&[u8]; 8] = [
        b"",
        b"\xff\xfe\xc3",
        b"\x1b]0;title\x07\x1b[31m",
        b"//",
        b":",
        b"file://%zz%",
        "\u{c3}\u{a9}\u{fffe}".as_bytes(),
        b"a\0b\r\nc",
    ];
    in_a_list(stream, random, |fields, place, random| {
        let long = random.u8(0..8) == 0;
        let text = TEXTS[random.usize(0..TEXTS.len())];
        fields[place].content = Content::Bytes(text.repeat(if long { 5_000 } else { 1 }));
    })
}

/// A field of one event in another's.
fn other_content(stream: &[u8], random: &mut Rng) -> Vec<u8> {
    let records = tree::records(stream);
    let Some(other) = records.get(random.usize(0..records.len().max(1))) else {
        return stream.to_vec();
    };
    let other = tree::parse(other).unwrap_or_default();
    in_a_list(stream, random, |fields, place, random| {
        if let Some(field) = other.get(random.usize(0..other.len().max(1))) {
            fields[place].content = field.content.clone();
        }
    })
}

fn records_mixed(stream: &[u8], random: &mut Rng) -> Vec<u8> {
    let mut records = tree::records(stream);
    if records.is_empty() {
        return stream.to_vec();
    }
    for _ in 0..random.usize(1..=records.len()) {
        let (place, other) = (
            random.usize(0..records.len()),
            random.usize(0..records.len()),
        );
        match random.u8(0..3) {
            0 if records.len() > 1 => drop(records.remove(place)),
            1 => records.insert(other, records[place].clone()),
            _ => records.swap(place, other),
        }
    }
    tree::stream(&records)
}

fn in_a_record(
    stream: &[u8],
    random: &mut Rng,
    change: impl FnOnce(&[u8], &mut Rng) -> Vec<u8>,
) -> Vec<u8> {
    let mut records = tree::records(stream);
    let filled: Vec<usize> = (0..records.len())
        .filter(|at| !records[*at].is_empty())
        .collect();
    let Some(chosen) = random.choice(&filled) else {
        return stream.to_vec();
    };
    records[*chosen] = change(&records[*chosen], random);
    tree::stream(&records)
}

/// A change of one list of fields anywhere in a record, at one of them.
fn in_a_list(
    stream: &[u8],
    random: &mut Rng,
    change: impl FnOnce(&mut Vec<Field>, usize, &mut Rng),
) -> Vec<u8> {
    in_a_record(stream, random, |record, random| {
        let Some(mut fields) = tree::parse(record) else {
            return record.to_vec();
        };
        let mut left = random.usize(0..tree::count(&fields).max(1));
        let mut change = Some(change);
        tree::each_list(&mut fields, &mut |list| {
            if left < list.len()
                && let Some(change) = change.take()
            {
                change(list, left, random);
            }
            left = left.saturating_sub(list.len());
        });
        tree::encode(&fields)
    })
}
