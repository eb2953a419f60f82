//! What people, editors, git and accidents do to a checkout.

use std::path::Path;

use crate::builds::platform;
use crate::checkout::Checkout;

/// A change.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// A shell command in the workspace. `$N` is a number that was not there before.
    Shell(&'static str),
    /// Content of the same length, with the file's times set back.
    SameSizeAndTime(&'static str),
    /// A variable's value.
    Variable(&'static str, &'static str),
    /// A variable is unset.
    Unset(&'static str),
    /// A build of something else, by `tk` or Bazel.
    Tk(&'static [&'static str]),
    /// A commit of whatever there is.
    Commit,
    /// Bazel's server ends.
    EndOfServer,
    /// A shell command while Bazel runs for the next build, which a touched file makes necessary.
    Meanwhile(&'static str, &'static str),
}

/// Files that are inputs, by any way.
const INPUTS: [&str; 7] = [
    "src/one.txt",
    "src/two.txt",
    "src/deep/three.txt",
    "fixture.bzl",
    "BUILD.bazel",
    "../outside/far.txt",
    ".bazelrc",
];

/// After these, nothing is to be done and that is known.
pub const HARMLESS: [Change; 8] = [
    Change::Shell(":"),
    Change::Variable("TERM", "xterm"),
    Change::Variable("COLUMNS", "99"),
    Change::Shell("echo $N > ignored/file; mkdir -p ignored/deep; echo > ignored/deep/new"),
    Change::Shell("echo $N > .git/COMMIT_EDITMSG; echo > .tk/other"),
    Change::Shell("rm -f bazel-out/volatile-status.txt; mkdir -p bazel-out/_tmp/x"),
    Change::Shell("cat ../home/.bazelrc > rc; cat rc > ../home/.bazelrc; rm rc; sleep 0.01"),
    Change::Shell("touch .; ls > /dev/null"),
];

/// Changes after which length and time of content are what they were: a running server does not see them.
pub const UNSEEN: [Change; 5] = [
    Change::SameSizeAndTime("src/two.txt"),
    Change::Shell(
        "cp -p src/two.txt old; tr 0-9a-z 1-9a-z0 < old > new; touch -r old new; mv new src/two.txt; rm old",
    ),
    Change::Shell("mv src/deep ../old; mv ../prepared src/deep; rm -r ../old"),
    Change::SameSizeAndTime("../outside/far.txt"),
    Change::Shell(
        "page=bazel-bin/page.html; cp -p $page old; chmod u+w $page; tr 0-9a-z 1-9a-z0 < old > $page; \
         touch -r old $page; chmod u-w $page; rm -f old",
    ),
];

/// Before them: another folder of the same lengths and times, from before the server began.
pub const PREPARE: [Change; 3] = [
    Change::Shell("cp -Rp src/deep ../prepared"),
    Change::SameSizeAndTime("../prepared/three.txt"),
    Change::Shell("touch -r src/deep ../prepared"),
];

/// What happens while Bazel runs; the folder is the workspace.
pub const MEANWHILE: [&str; 10] = [
    "echo meanwhile > src/two.txt",
    "echo new > src/meanwhile.txt",
    "rm -f src/meanwhile.txt",
    "mv src/deep src/deeper",
    "mv src/deeper src/deep",
    "echo far away > ../outside/far.txt",
    "echo build --define=a=b > user.rc",
    "rm -f user.rc",
    "chmod u+w bazel-bin/ bazel-bin/all.txt; echo wrong >> bazel-bin/all.txt",
    "rm -f bazel-bin/page.html",
];

const SHELL: [&str; 42] = [
    ":",
    "echo $N >> src/one.txt",
    "echo $N > src/two.txt",
    "echo $N > src/deep/three.txt",
    "touch src/one.txt BUILD.bazel",
    "touch -d 2001-01-01 src/two.txt",
    "chmod 755 src/one.txt",
    "chmod 644 src/one.txt",
    "echo $N > src/new$N.txt",
    "echo $N > src/new$N.md",
    "mkdir -p src/dir$N; echo > src/dir$N/file.txt",
    "mkdir src/empty$N",
    "rm -rf src/new*.txt src/dir* src/empty*",
    "if [ -e src/deep ]; then mv src/deep src/moved; else mv src/moved src/deep; fi",
    "if [ -e src/two.txt ]; then mv src/two.txt src/2.txt; else mv src/2.txt src/two.txt; fi",
    "cp -p src/one.txt one.tmp; mv one.tmp src/one.txt",
    "cp src/one.txt back; echo $N > src/one.txt; cp back src/one.txt; rm back",
    "ln -sfn src/two.txt link.txt",
    "ln -sfn src/one.txt link.txt",
    "ln -sfn ../outside/far.txt link.txt",
    "echo $N > ../outside/far.txt",
    "echo $N > ../outside/more.txt",
    "rm -f ../outside/more.txt",
    "echo \"# $N\" >> BUILD.bazel",
    "echo \"# $N\" >> fixture.bzl",
    "echo \"# $N\" >> .bazelrc",
    "echo \"build --action_env=FLAVOR=$N\" > user.rc",
    "rm -f user.rc",
    "echo \"build --action_env=FLAVOR=$N\" > ../home/.bazelrc",
    "echo \"# $N\" > ../home/.bazelrc",
    "rm -f ../home/.bazelrc",
    "rm -f bazel-bin/all.txt",
    "rm -f bazel-bin/page.html",
    "rm -f bazel-bin/site.step.json",
    "chmod u+w bazel-bin/page.html; echo $N >> bazel-bin/page.html",
    "chmod u+w bazel-bin/all.txt; echo $N >> bazel-bin/all.txt",
    "rm -f bazel-bin",
    "rm -f dist/PLATFORM/page.html",
    "chmod u+w dist/PLATFORM/page.html; echo $N >> dist/PLATFORM/page.html",
    "rm -rf dist",
    "echo $N > dist/PLATFORM/more",
    "git checkout --quiet --force other || :; git checkout --quiet --force main",
];

/// The same files as in [`crate::planted`], from the workspace.
const READ_BY_RULES: [&str; 5] = [
    "listed.txt",
    "ignored/named.txt",
    "../outside/seen.txt",
    "../outside/local.txt",
    "../outside/run.txt",
];

const OF_MODULES: [&str; 9] = [
    "echo $N > listed.txt",
    "echo $N > ignored/named.txt",
    "echo $N > ../outside/seen.txt",
    "echo $N > ../outside/local.txt",
    "echo $N > ../outside/run.txt",
    "cp -p ../outside/seen.txt ../seen.txt; mv ../seen.txt ../outside/seen.txt",
    "echo \"# $N\" >> ext.bzl",
    "echo \"# $N\" >> rules.bzl",
    "echo \"# $N\" >> MODULE.bazel",
];

const VARIABLES: [(&str, &str); 6] = [
    ("FLAVOR", "sweet"),
    ("FLAVOR", "sour"),
    ("FLAVOR", ""),
    ("CC", "/usr/bin/none"),
    ("TERM", "xterm"),
    ("SOMETHING", "else"),
];

const COMMANDS: [&[&str]; 3] = [
    &["build", "//:whole"],
    &["build", "--production", "//:site"],
    &["build", "--no-fast"],
];

impl Change {
    pub fn random(random: &mut fastrand::Rng) -> Self {
        let mut pick = |count: usize| random.usize(..count);
        match pick(20) {
            0..10 => Self::Shell(SHELL[pick(SHELL.len())]),
            10..14 => Self::SameSizeAndTime(INPUTS[pick(INPUTS.len())]),
            14 => {
                let (name, value) = VARIABLES[pick(VARIABLES.len())];
                Self::Variable(name, value)
            }
            15 => Self::Unset(VARIABLES[pick(VARIABLES.len())].0),
            16 => Self::Tk(COMMANDS[pick(COMMANDS.len())]),
            17 => Self::Commit,
            18 => Self::Meanwhile("before", MEANWHILE[pick(MEANWHILE.len())]),
            _ => Self::Meanwhile("after", MEANWHILE[pick(MEANWHILE.len())]),
        }
    }

    /// One in a checkout whose extension and repository rules read more than a workspace.
    pub fn of_modules(random: &mut fastrand::Rng) -> Self {
        let mut pick = |count: usize| random.usize(..count);
        match pick(10) {
            0..4 => Self::Shell(OF_MODULES[pick(OF_MODULES.len())]),
            4..6 => Self::SameSizeAndTime(READ_BY_RULES[pick(READ_BY_RULES.len())]),
            6 => Self::EndOfServer,
            7 => {
                let (name, value) = VARIABLES[pick(VARIABLES.len())];
                Self::Variable(name, value)
            }
            _ => Self::random(random),
        }
    }

    pub fn apply(&self, checkout: &mut Checkout) {
        match *self {
            Self::Shell(command) => {
                checkout.counter += 1;
                let number = format!("{:06}", checkout.counter);
                checkout.shell(
                    &command
                        .replace("$N", &number)
                        .replace("PLATFORM", &platform()),
                );
            }
            Self::SameSizeAndTime(path) => same_size_and_time(&checkout.path("work").join(path)),
            Self::Variable(name, value) => {
                checkout.variables.insert(name.to_owned(), value.to_owned());
            }
            Self::Unset(name) => {
                checkout.variables.remove(name);
            }
            Self::Tk(arguments) => {
                checkout.repair();
                checkout.tk(arguments);
            }
            Self::Commit => checkout.commit("change"),
            Self::EndOfServer => checkout.end_server(),
            Self::Meanwhile(moment, command) => {
                checkout.touch("src/one.txt");
                checkout.during(moment, &format!("({command}) 2>/dev/null || :"));
                checkout.build_disturbed();
                checkout.during(moment, ":");
            }
        }
    }
}

/// Changes a letter of a comment or text, in place or by a new file.
fn same_size_and_time(path: &Path) {
    // An earlier change may have taken it away.
    let Ok(times) = path.metadata() else { return };
    let mut content = std::fs::read(path).unwrap();
    let comment = content
        .windows(2)
        .rposition(|two| two == b"# ")
        .map(|at| at + 1);
    match (comment, path.extension().is_some_and(|kind| kind == "txt")) {
        (Some(at), _) => content[at] = if content[at] == b' ' { b'#' } else { b' ' },
        (None, true) => {
            let last = content.len().saturating_sub(2);
            if let Some(letter) = content.get_mut(last) {
                *letter = if *letter == b'x' { b'y' } else { b'x' };
            }
        }
        (None, false) => {}
    }
    std::fs::write(path, content).unwrap();
    let file = std::fs::File::options().write(true).open(path).unwrap();
    let times = std::fs::FileTimes::new()
        .set_modified(times.modified().unwrap())
        .set_accessed(times.accessed().unwrap());
    file.set_times(times).unwrap();
}
