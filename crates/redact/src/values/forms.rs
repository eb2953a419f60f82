//! The forms in which a value may occur: encoded, escaped, one line of it.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Shorter pieces of base64 are part of too much text.
const MIN_BASE64_BYTES: usize = 6;
/// Shorter lines of secrets of several lines are part of too much text.
const MIN_LINE_BYTES: usize = 8;

/// How wide lines of base64 are: as `base64` and as PEM have it.
const WRAPPED_AT: [usize; 2] = [76, 64];

/// All forms of a secret.
pub(super) fn of(secret: &str) -> Vec<String> {
    let mut forms = vec![secret.to_owned()];
    let lines = secret.lines().map(str::trim);
    forms.extend(
        lines
            .filter(|line| line.len() >= MIN_LINE_BYTES)
            .map(str::to_owned),
    );
    forms.push(percent_encoded(secret, b"0123456789ABCDEF"));
    forms.push(percent_encoded(secret, b"0123456789abcdef"));
    if let Ok(json) = serde_json::to_string(secret) {
        forms.push(json.trim_matches('"').to_owned());
    }
    // As shells print it between single quotes.
    forms.push(secret.replace('\'', "'\\''"));
    forms.extend(base64_forms(secret.as_bytes()));
    forms
}

/// In base64 a value looks different for each place that it can have among groups of three bytes;
/// letters that its neighbours have a share in are left out.
fn base64_forms(secret: &[u8]) -> Vec<String> {
    let mut forms = Vec::new();
    for before in 0..3_usize {
        let mut bytes = vec![0; before];
        bytes.extend_from_slice(secret);
        let first = (before * 8).div_ceil(6);
        let whole = bytes.len() * 8 / 6;
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            let encoded = engine.encode(&bytes);
            forms.extend(encoded.get(first..whole).map(str::to_owned));
        }
    }
    // Alone, or at the end of a text, the last letter is its own.
    forms.push(STANDARD_NO_PAD.encode(secret));
    forms.push(URL_SAFE_NO_PAD.encode(secret));
    forms.push(STANDARD.encode(secret));
    forms.extend(
        WRAPPED_AT
            .into_iter()
            .flat_map(|width| wrapped(secret, width)),
    );
    forms.retain(|form| form.len() >= MIN_BASE64_BYTES);
    forms
}

/// The lines of a longer secret in base64 as programs wrap it.
fn wrapped(secret: &[u8], width: usize) -> Vec<String> {
    let encoded = STANDARD.encode(secret);
    if encoded.len() <= width {
        return Vec::new();
    }
    let lines = encoded.as_bytes().chunks(width);
    lines
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect()
}

fn percent_encoded(text: &str, digits: &[u8; 16]) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(digits[usize::from(byte >> 4)]));
            out.push(char::from(digits[usize::from(byte & 15)]));
        }
    }
    out
}
