//! Texts behind each other, in pieces of memory that never move.

/// How much memory is asked from the system at a time, at the most and at first.
const CHUNK: usize = 64 * 1024;
const FIRST_CHUNK: usize = 1024;

/// Texts that are added and never removed. Beyond four gigabytes of them, further ones are kept
/// as empty ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    /// Each text behind its length.
    chunks: Vec<String>,
}

/// Where a text begins: the chunk's number and the place in it, of 16 bits each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place(u32);

/// No text begins here: the last place in a chunk is never taken.
const NOWHERE: Place = Place(u32::MAX);

impl Texts {
    pub(super) fn add(&mut self, text: &str) -> Place {
        let needed = text.len() + length_size(text.len());
        let is_full = |chunk: &String| {
            chunk.len() + needed > chunk.capacity() || chunk.len() >= usize::from(u16::MAX)
        };
        if self.chunks.last().is_none_or(is_full) {
            let last = self.chunks.last().map_or(0, String::capacity);
            let size = (2 * last).clamp(FIRST_CHUNK, CHUNK).max(needed);
            self.chunks.push(String::with_capacity(size));
        }
        let index = self.chunks.len() - 1;
        let Ok(number) = u16::try_from(index) else {
            return NOWHERE;
        };
        let chunk = &mut self.chunks[index];
        let start = chunk.len() as u32;
        push_length(chunk, text.len());
        chunk.push_str(text);
        Place(u32::from(number) << 16 | start)
    }

    pub(super) fn get(&self, Place(place): Place) -> &str {
        let rest = self
            .chunks
            .get((place >> 16) as usize)
            .and_then(|chunk| chunk.get((place & 0xffff) as usize..));
        rest.and_then(first_text).unwrap_or_default()
    }
}

/// A length is written in ASCII letters of six bits each, the lowest first, so that chunks stay
/// text; this bit is set where another letter follows.
const FOLLOWS: u8 = 0x40;

fn push_length(chunk: &mut String, mut length: usize) {
    while length >= usize::from(FOLLOWS) {
        chunk.push(char::from(length as u8 & (FOLLOWS - 1) | FOLLOWS));
        length >>= 6;
    }
    chunk.push(char::from(length as u8));
}

fn length_size(length: usize) -> usize {
    let bits = usize::BITS - length.leading_zeros();
    bits.div_ceil(6).max(1) as usize
}

/// The text at the beginning, without its length.
fn first_text(chunk: &str) -> Option<&str> {
    let mut length = 0;
    for (index, byte) in chunk.bytes().enumerate() {
        length |= usize::from(byte & (FOLLOWS - 1)) << (6 * index);
        if byte & FOLLOWS == 0 {
            return chunk.get(index + 1..index + 1 + length);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_all_lengths_come_back() {
        let mut texts = Texts::default();
        let sizes = (0..200).chain([4_095, 4_096, CHUNK - 3, CHUNK, 3 * CHUNK, 0, 1]);
        let all: Vec<String> = sizes.map(|size| "a\u{e9}b".repeat(size / 4)).collect();
        let places: Vec<Place> = all.iter().map(|text| texts.add(text)).collect();
        for (text, place) in all.iter().zip(places) {
            assert_eq!(texts.get(place), text);
        }
        assert_eq!(texts.get(NOWHERE), "");
        for length in [0, 1, 63, 64, 4_095, 4_096, 300_000] {
            let mut written = String::new();
            push_length(&mut written, length);
            assert_eq!(written.len(), length_size(length), "{length}");
        }
    }
}
