//! Values that are known to be secret, found in all forms in which they may occur.

mod forms;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::REDACTED;

/// Shorter values are part of too much text.
const MIN_BYTES: usize = 4;

/// The forms of all values.
#[derive(Clone, Default)]
pub(crate) struct Values {
    known: Arc<Known>,
}

#[derive(Default)]
struct Known {
    /// In alphabetical order.
    forms: Vec<String>,
    /// How many bytes the longest has.
    longest: usize,
    /// Finds all of them at once; made for the first text, since many programs show none.
    search: OnceLock<Option<AhoCorasick>>,
}

impl Values {
    pub(crate) fn add(&mut self, secrets: impl IntoIterator<Item = String>) {
        let mut forms = self.known.forms.clone();
        let before = forms.len();
        for secret in secrets {
            let secret = secret.trim();
            if secret.len() >= MIN_BYTES {
                forms.extend(forms::of(secret));
            }
        }
        if forms.len() > before {
            *self = Self::of(forms);
        }
    }

    fn of(mut forms: Vec<String>) -> Self {
        forms.sort_unstable();
        forms.dedup();
        let known = Known {
            longest: forms.iter().map(String::len).max().unwrap_or(0),
            forms,
            search: OnceLock::new(),
        };
        Self {
            known: Arc::new(known),
        }
    }

    /// The values of both; those of one where it has all.
    pub(crate) fn joined(&self, other: &Self) -> Self {
        let (ours, theirs) = (&self.known.forms, &other.known.forms);
        if theirs.iter().all(|form| ours.binary_search(form).is_ok()) {
            return self.clone();
        }
        Self::of(ours.iter().chain(theirs).cloned().collect())
    }

    pub(crate) fn count(&self) -> usize {
        self.known.forms.len()
    }

    /// `text` up to `end` without the values, and how much of what is beyond `end` belongs to a
    /// value that begins before it. As much of the start of `text` was `redacted_before`.
    ///
    /// Values that overlap are redacted as one, so that no part of either is left.
    pub(crate) fn redacted(
        &self,
        text: &str,
        end: usize,
        redacted_before: usize,
    ) -> (String, usize) {
        let mut kept = String::with_capacity(end);
        let mut covered = redacted_before;
        for Range { start, end: behind } in self.places(text) {
            if start >= end {
                break;
            }
            if start >= covered {
                kept.push_str(&text[covered..start]);
                kept.push_str(REDACTED);
            }
            covered = covered.max(behind);
        }
        if covered < end {
            kept.push_str(&text[covered..end]);
        }
        (kept, covered.saturating_sub(end))
    }

    /// Where values stand; those that touch or overlap are one.
    pub(crate) fn joined_places(&self, text: &str) -> Vec<Range<usize>> {
        let mut joined: Vec<Range<usize>> = Vec::new();
        for place in self.places(text) {
            match joined.last_mut() {
                Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
                _ => joined.push(place),
            }
        }
        joined
    }

    /// Where the end of `text` begins that could be the start of a value; its length where none is.
    pub(crate) fn unfinished(&self, text: &str) -> usize {
        let first = (text.len() + 1).saturating_sub(self.known.longest);
        (first..text.len())
            .find(|start| self.is_start(&text.as_bytes()[*start..]))
            .unwrap_or(text.len())
    }

    /// Whether a longer value begins so.
    fn is_start(&self, bytes: &[u8]) -> bool {
        let forms = &self.known.forms;
        let next = forms.partition_point(|form| form.as_bytes() <= bytes);
        forms
            .get(next)
            .is_some_and(|form| form.as_bytes().starts_with(bytes))
    }

    /// Where values stand, in the order of their starts.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        if self.known.forms.is_empty() {
            return Vec::new();
        }
        // As fast as is needed, and made in a quarter of the time of a DFA.
        let kind = Some(AhoCorasickKind::ContiguousNFA);
        let build = || {
            let forms = &self.known.forms;
            AhoCorasick::builder().kind(kind).build(forms).ok()
        };
        let Some(search) = self.known.search.get_or_init(build) else {
            // Too many to search for: then everything is secret.
            return std::iter::once(0..text.len()).collect();
        };
        let found = search.find_overlapping_iter(text);
        let mut places: Vec<Range<usize>> = found.map(|value| value.range()).collect();
        places.sort_unstable_by_key(|place| (place.start, place.end));
        places
    }
}

/// Shows how many there are, but not the values.
impl std::fmt::Debug for Values {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} forms", self.count())
    }
}
