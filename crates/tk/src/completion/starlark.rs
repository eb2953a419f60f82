//! The words, strings and signs of a Starlark file.

/// A part of a file; comments and blanks are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// A name, a keyword or a number.
    Word(&'a str),
    /// A string's contents.
    Text(String),
    /// Any other letter.
    Sign(char),
}

/// The tokens of a file, as far as it can be read.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        rest = match letter {
            '#' => rest.split_once('\n').map_or("", |(_, behind)| behind),
            '"' | '\'' => {
                let (string, behind) = split_string(rest, letter);
                tokens.push(Token::Text(string));
                behind
            }
            _ if is_word(letter) => {
                let (word, behind) =
                    rest.split_at(rest.find(|c| !is_word(c)).unwrap_or(rest.len()));
                tokens.push(Token::Word(word));
                behind
            }
            _ => {
                if !letter.is_whitespace() {
                    tokens.push(Token::Sign(letter));
                }
                &rest[letter.len_utf8()..]
            }
        };
    }
    tokens
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The contents of the string that a text begins with, and what follows it.
fn split_string(text: &str, quote: char) -> (String, &str) {
    let triple = quote.to_string().repeat(3);
    let end = match text.starts_with(&triple) {
        true => triple.as_str(),
        false => &triple[..1],
    };
    let mut string = String::new();
    let mut rest = &text[end.len()..];
    loop {
        if let Some(behind) = rest.strip_prefix(end) {
            return (string, behind);
        }
        let mut letters = rest.chars();
        match letters.next() {
            None => return (string, ""),
            // Escapes of other letters are in no target's name.
            Some('\\') => string.extend(letters.next()),
            Some(letter) => string.push(letter),
        }
        rest = letters.as_str();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_words_strings_and_signs() {
        let text = |string: &str| Token::Text(string.to_owned());
        assert_eq!(
            tokens("a_1 = 'b\"c' # d\n\"\"\"e \"f\"\n\"\"\" \"\\\"g\\\\\"+\"unclosed"),
            [
                Token::Word("a_1"),
                Token::Sign('='),
                text("b\"c"),
                text("e \"f\"\n"),
                text("\"g\\"),
                Token::Sign('+'),
                text("unclosed"),
            ]
        );
    }
}
