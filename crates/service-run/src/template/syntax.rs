//! The language of templates: `{{ name }}`, `{% if name %}`, `{% elif not name %}`, `{% if name == "text" %}`, `{% else %}`,
//! `{% endif %}` and `{# comments #}`. There are no loops, calls, filters or operators, so a template takes as long as it is.

/// Bytes of a file that is rendered.
const BYTES: usize = 1024 * 1024;

/// Tags of a file.
const TAGS: usize = 10_000;

/// Conditions within each other: a parser of many takes minutes.
const DEPTH: usize = 20;

/// What a template has that it may not have.
pub(super) fn fault(source: &str) -> Option<String> {
    if source.len() > BYTES {
        return Some(format!(
            "has more than {BYTES} bytes, which is too much to be rendered"
        ));
    }
    let (mut rest, mut count, mut depth) = (source, 0, 0_usize);
    while let Some(start) = next_tag(rest) {
        let (opening, inside) = rest[start..].split_at(2);
        let closing = match opening {
            "{{" => "}}",
            "{%" => "%}",
            _ => "#}",
        };
        let Some(end) = inside.find(closing) else {
            return Some(format!("has {opening} without {closing}"));
        };
        let tag = inside[..end].trim_matches(['-', '+']).trim();
        let is_right = match opening {
            "{{" => is_variable(tag),
            "{%" => is_condition(tag),
            _ => true,
        };
        if !is_right {
            return Some(format!(
                "has {opening} {tag} {closing}: it is a template and no program"
            ));
        }
        count += 1;
        if opening == "{%" && tag.starts_with("if") {
            depth += 1;
        } else if tag == "endif" {
            depth = depth.saturating_sub(1);
        }
        if count > TAGS || depth > DEPTH {
            return Some(format!(
                "has more than {TAGS} tags, or {DEPTH} conditions within each other"
            ));
        }
        rest = &inside[end + 2..];
    }
    None
}

fn next_tag(text: &str) -> Option<usize> {
    let mut pairs = text.as_bytes().windows(2);
    pairs.position(|pair| pair[0] == b'{' && matches!(pair[1], b'{' | b'%' | b'#'))
}

fn is_variable(word: &str) -> bool {
    !word.is_empty()
        && word.starts_with(|first: char| first.is_ascii_lowercase())
        && word
            .chars()
            .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_')
}

fn is_condition(tag: &str) -> bool {
    let (verb, rest) = tag.split_once(' ').unwrap_or((tag, ""));
    match verb {
        "else" | "endif" => rest.is_empty(),
        "if" | "elif" => match rest.trim().split_once("==") {
            Some((name, text)) => is_variable(name.trim()) && is_text(text.trim()),
            None => is_variable(rest.trim().strip_prefix("not ").unwrap_or(rest).trim()),
        },
        _ => false,
    }
}

fn is_text(text: &str) -> bool {
    text.strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .is_some_and(|text| !text.contains(['"', '\\']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_and_conditions_are_all() {
        for right in [
            "",
            "plain } % #",
            "{{ name }}{{name}}{{- name -}}",
            "{% if a %}x{% elif not b %}y{% else %}z{% endif %}",
            "{%- if a == \"b c\" -%}{%- endif -%}",
            "{# anything {{ goes #}",
        ] {
            assert_eq!(fault(right), None, "{right}");
        }
        for wrong in [
            "{{ 7 * 7 }}",
            "{{ a.b }}",
            "{{ a() }}",
            "{{ a | upper }}",
            "{{ a ~ a }}",
            "{{ }}",
            "{{ a",
            "{% for a in b %}{% endfor %}",
            "{% set a = b %}",
            "{% include \"x\" %}",
            "{% import \"x\" as y %}",
            "{% extends \"x\" %}",
            "{% macro a() %}",
            "{% raw %}",
            "{% if a() %}",
            "{% if a == b %}",
            "{% if a and b %}",
            "{% if a == \"x\" or \"y\" %}",
            "{% autoescape true %}",
            "{# a",
        ] {
            assert!(fault(wrong).is_some(), "{wrong}");
        }
    }
}
