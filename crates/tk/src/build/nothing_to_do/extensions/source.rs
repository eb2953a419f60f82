//! What the text of a Starlark file says of its module extensions, without running it. What is not plain is not proven.

/// What an extension can ask for that is the same for all who have the same files.
const HARMLESS: [&str; 6] = [
    ".modules",
    ".extension_metadata(",
    ".is_dev_dependency(",
    ".root_module_has_non_dev_dependency",
    ".os.name",
    ".os.arch",
];

/// With these, no promise is believed: programs and all variables.
const DOUBTFUL: [&str; 3] = [".execute(", ".environ", ".which("];

/// How an argument begins that is an absolute path, or a label.
const PATH: &str = "(\"/";

const STRINGS: [&str; 2] = ["\"\"\"", "'''"];

/// A file.
pub(super) struct Source<'a>(pub &'a str);

impl<'a> Source<'a> {
    /// Whether an extension that the file defines makes the same again: it asks for nothing of the machine, or promises
    /// it to Bazel.
    pub fn makes_the_same_again(&self, name: &str) -> bool {
        let Some(made) = self.value_of(name) else {
            return false;
        };
        // Skylib's calls a macro, which is not told of the machine.
        if made.starts_with("modules.as_extension(") {
            return true;
        }
        let implementation = made
            .strip_prefix("module_extension(")
            .and_then(implementation);
        implementation
            .and_then(|function| self.function(function))
            .is_some_and(|(parameter, body)| {
                asks_for_nothing(parameter, &body) || (promises(&body) && !is_doubtful(&body))
            })
    }

    /// The file and the name in it of what is called otherwise here: `name = loaded`.
    pub fn other_name_of(&self, name: &str) -> Option<(String, String)> {
        let local = identifier(self.value_of(name)?);
        calls(self.0, "load(").find_map(|call| {
            let (label, names) = call.split_once(',')?;
            let mut names = names.split(',').filter_map(|argument| {
                let loaded = strings(argument).next()?;
                let renamed = argument.split_once('=').map(|(name, _)| name.trim());
                Some((renamed.unwrap_or(loaded), loaded))
            });
            let (_, loaded) = names.find(|(name, _)| *name == local)?;
            Some((strings(label).next()?.to_owned(), loaded.to_owned()))
        })
    }

    /// What is assigned to a name, up to the end of the file.
    fn value_of(&self, name: &str) -> Option<&'a str> {
        let lines = line_starts(self.0);
        let mut values = lines.filter_map(|line| {
            let rest = line.strip_prefix(name)?.trim_start_matches(' ');
            Some(rest.strip_prefix('=')?.trim_start_matches(' '))
        });
        let value = values.next()?;
        // Which of two it is depends on how the file runs.
        values.next().is_none().then_some(value)
    }

    /// The name of a function's only parameter, and its body without comments.
    fn function(&self, name: &str) -> Option<(&'a str, String)> {
        let start = format!("def {name}(");
        let mut found = line_starts(self.0).filter_map(|line| line.strip_prefix(&*start));
        let rest = found.next().filter(|_| found.next().is_none())?;
        let (parameter, body) = rest.split_once("):")?;
        let is_one = !parameter.is_empty() && identifier(parameter) == parameter;
        is_one.then(|| (parameter, body_of(body)))
    }
}

/// The extension files and names of `use_extension("//:file.bzl", "name")`.
pub(super) fn usages(text: &str) -> Vec<(String, String)> {
    let usage = |call| {
        let mut strings = strings(call).map(str::to_owned);
        strings.next().zip(strings.next())
    };
    calls(text, "use_extension(").filter_map(usage).collect()
}

/// The files that a MODULE.bazel includes.
pub(super) fn included(text: &str) -> Vec<String> {
    calls(text, "include(")
        .filter_map(|call| strings(call).next().map(str::to_owned))
        .collect()
}

/// What stands behind each occurrence of a call, up to the first bracket that ends.
fn calls<'a>(text: &'a str, call: &str) -> impl Iterator<Item = &'a str> {
    text.split(call)
        .skip(1)
        .map(|rest| rest.split_once(')').map_or(rest, |(inside, _)| inside))
}

/// The texts in double quotes.
fn strings(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

/// The function that an extension runs, from the arguments of `module_extension`.
fn implementation(arguments: &str) -> Option<&str> {
    let named = arguments
        .split_once("implementation")
        .and_then(|(_, rest)| rest.trim_start().strip_prefix('='));
    let name = identifier(named.unwrap_or(arguments).trim_start());
    (!name.is_empty() && name != "lambda").then_some(name)
}

fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !is_of_name(c)).unwrap_or(text.len());
    &text[..end]
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The text from the start of each line on.
fn line_starts(text: &str) -> impl Iterator<Item = &str> {
    let behind = text.match_indices('\n').map(|(at, _)| &text[at + 1..]);
    std::iter::once(text).chain(behind)
}

/// The lines up to the next that is not indented, without those that are comments.
fn body_of(text: &str) -> String {
    let mut body = String::new();
    let mut in_string = false;
    for line in text.lines() {
        let is_end = line.starts_with(|c: char| !c.is_whitespace() && c != ')' && c != '#');
        if is_end && !in_string {
            break;
        }
        let marks: usize = STRINGS.iter().map(|mark| line.matches(mark).count()).sum();
        in_string ^= marks % 2 == 1;
        if in_string || !line.trim_start().starts_with('#') {
            body.push_str(line);
            body.push('\n');
        }
    }
    body
}

/// Whether a function does nothing with its parameter but what is harmless.
fn asks_for_nothing(parameter: &str, body: &str) -> bool {
    body.match_indices(parameter).all(|(at, _)| {
        let (before, rest) = (&body[..at], &body[at + parameter.len()..]);
        let is_part = before.ends_with(is_of_name) || rest.starts_with(is_of_name);
        is_part || HARMLESS.iter().any(|harmless| rest.starts_with(harmless))
    })
}

/// Whether a function does what cannot be promised.
fn is_doubtful(body: &str) -> bool {
    let mut arguments = body.split(PATH).skip(1);
    DOUBTFUL.iter().any(|doubtful| body.contains(doubtful))
        || arguments.any(|path| !path.starts_with('/'))
}

/// `reproducible = True`, also as an entry of a dict.
fn promises(body: &str) -> bool {
    body.split("reproducible").skip(1).any(|rest| {
        let rest = rest.trim_start_matches(['"', ']', ' ']);
        let value = rest.strip_prefix(['=', ':']).map(str::trim_start);
        value.is_some_and(|value| identifier(value) == "True")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn makes_the_same_again(body: &str) -> bool {
        let text = format!(
            "load(\":x.bzl\", \"x\")\n\ndef _ext(mctx):\n{body}\nx = 1\n\next = module_extension(\n    doc = \"x\",\n    implementation = _ext,\n)\n"
        );
        Source(&text).makes_the_same_again("ext")
    }

    #[test]
    fn what_asks_for_nothing_or_promises_makes_the_same_again() {
        for body in [
            "    pass",
            "    for module in mctx.modules:\n        x(name = module.name)",
            "    # mctx.execute(\n    my_mctx = 1\n    return mctx.extension_metadata()",
            "    x(mctx)\n    return mctx.extension_metadata(reproducible = True)",
            "    x(mctx.read(Label(\"//:a\")))\n    return mctx.extension_metadata(reproducible = True)",
            "    a = {}\n    a[\"reproducible\"] = True\n    x(mctx.read(a))\n    return mctx.extension_metadata(**a)",
            "    \"\"\"Says.\n\nmore.\n    \"\"\"\n    x(mctx.os.name)",
        ] {
            assert!(makes_the_same_again(body), "{body}");
        }
        for body in [
            "    x(mctx)",
            "    x(mctx.read(Label(\"//:a\")))",
            "    x(mctx.getenv(\"A\"))",
            "    \"\"\"Says.\n\nmore.\n    \"\"\"\n    x(mctx.read(a))",
            "    mctx.execute([\"a\"])\n    return mctx.extension_metadata(reproducible = True)",
            "    mctx.read(\"/a\")\n    return mctx.extension_metadata(reproducible = True)",
            "    x(mctx.os.environ)\n    return mctx.extension_metadata(reproducible = True)",
            "    x(mctx)\n    # reproducible = True",
            "    x(mctx)\n    return mctx.extension_metadata(reproducible = a)",
            "    for m in mctx.modules:\n        pass\n    y = [\n        1,\n    ]\n    x(mctx.path(y))",
        ] {
            assert!(!makes_the_same_again(body), "{body}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_proven() {
        for text in [
            "",
            "ext = module_extension(_ext)",
            "ext = module_extension(lambda mctx: None)",
            "ext = other",
            "def _ext(mctx):\n    pass\n\ndef _ext(mctx):\n    x(mctx)\n\next = module_extension(_ext)",
            "def _ext(*all):\n    pass\n\next = module_extension(_ext)",
            "def _ext(mctx):\n    pass\n\next = module_extension(_ext)\next = other",
        ] {
            assert!(!Source(text).makes_the_same_again("ext"), "{text}");
        }
        let positional = "def _ext(_):\n    pass\n\next = module_extension(_ext, tag_classes = {})";
        assert!(Source(positional).makes_the_same_again("ext"));
        let skylib = "ext = modules.as_extension(repositories)\n";
        assert!(Source(skylib).makes_the_same_again("ext"));
    }

    #[test]
    fn other_names_are_followed() {
        let text = "load(\"//a:b.bzl\", \"same\", _ext = \"its_ext\")\next = _ext\nown = same\n";
        let found = |label: &str, name: &str| Some((label.to_owned(), name.to_owned()));
        let source = Source(text);
        assert_eq!(source.other_name_of("ext"), found("//a:b.bzl", "its_ext"));
        assert_eq!(source.other_name_of("own"), found("//a:b.bzl", "same"));
        assert_eq!(source.other_name_of("none"), None);
    }

    #[test]
    fn usages_and_included_files_are_found() {
        let text = "include(\"//a:x.MODULE.bazel\")\next = use_extension(\n    \"//:e.bzl\",\n    \"ext\",\n    dev_dependency = True,\n)\n";
        let usage = ("//:e.bzl".to_owned(), "ext".to_owned());
        assert_eq!(usages(text), [usage]);
        assert_eq!(included(text), ["//a:x.MODULE.bazel"]);
    }
}
