use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::*;
use crate::comparison::{Kind, files_below};

/// Files in a folder, with one letter as their content, many times.
const FILES: usize = 40;
const BYTES: usize = 64 * 1024;

/// Set for a child of the test below: the checkout that it updates.
const CHECKOUT: &str = "DRIFT_TEST_CHECKOUT";

struct Checkout {
    dir: tempfile::TempDir,
}

impl Checkout {
    /// A checkout whose files say `a`, where generators make `b`, one new file, and one less.
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let checkout = Self { dir };
        checkout.restore();
        checkout
    }

    fn root(&self) -> PathBuf {
        self.dir.path().join("checkout")
    }

    fn state(&self) -> PathBuf {
        self.root().join(".tk")
    }

    fn restore(&self) {
        let _ = fs::remove_dir_all(self.root());
        for (folder, letter, names) in
            [("checkout/gen", "a", 1..FILES), ("made", "b", 0..FILES - 1)]
        {
            let folder = self.dir.path().join(folder);
            for name in names {
                let path = folder.join(format!("{}/{name}.txt", name % 3));
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, letter.repeat(BYTES)).unwrap();
            }
        }
    }

    fn differences(&self) -> Vec<Difference> {
        differences_of(self.dir.path())
    }

    /// The files of the checkout and the letter in them; fails for one that has two, or not as many as it should.
    fn letters(&self) -> BTreeMap<String, char> {
        let gen_folder = self.root().join("gen");
        let files = files_below(&gen_folder).unwrap().into_iter();
        files
            .map(|name| {
                let text = fs::read_to_string(gen_folder.join(&name)).unwrap();
                let letter = text.chars().next().expect("an empty file");
                assert_eq!(
                    text,
                    letter.to_string().repeat(BYTES),
                    "{name} is half written"
                );
                (name, letter)
            })
            .collect()
    }

    #[track_caller]
    fn is_all(&self, letter: char) {
        let letters = self.letters();
        assert_eq!(letters.len(), FILES - 1, "{letters:?}");
        assert!(letters.values().all(|own| *own == letter), "{letters:?}");
        let is_there =
            |number: usize| letters.contains_key(&format!("{}/{number}.txt", number % 3));
        let is_new = letter == 'b';
        assert_eq!((is_there(0), is_there(FILES - 1)), (is_new, !is_new));
        let left: Vec<_> = files_below(&self.state()).unwrap().into_iter().collect();
        assert!(left.iter().all(|name| name == "update.lock"), "{left:?}");
    }
}

fn differences_of(dir: &Path) -> Vec<Difference> {
    let made = dir.join("made");
    (0..FILES)
        .map(|number| {
            let name = format!("{}/{number}.txt", number % 3);
            let made = Some(made.join(&name)).filter(|path| path.exists());
            Difference {
                kind: if made.is_some() {
                    Kind::Stale
                } else {
                    Kind::Orphaned
                },
                path: format!("gen/{name}"),
                made,
            }
        })
        .collect()
}

#[test]
fn an_update_changes_everything() {
    let checkout = Checkout::new();
    checkout.is_all('a');
    update(&checkout.root(), &checkout.state(), &checkout.differences()).unwrap();
    checkout.is_all('b');
    assert!(!recover(&checkout.root(), &checkout.state()).unwrap());
}

#[test]
fn a_crash_between_two_renames_is_made_good() {
    let checkout = Checkout::new();
    for done in [0, 1, 2, FILES / 2, FILES - 1, FILES] {
        checkout.restore();
        let (root, state) = (checkout.root(), checkout.state());
        let place = Place {
            root: &root,
            state: &state,
        };
        let journal = place.prepare(&checkout.differences()).unwrap();
        journal.finish(&root, &place.folder(), done).unwrap();
        assert!(recover(&root, &state).unwrap(), "{done} renames");
        checkout.is_all('b');
    }
}

#[test]
fn a_crash_before_the_journal_changes_nothing() {
    let checkout = Checkout::new();
    let folder = checkout.state().join("update");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("0"), "bb").unwrap();
    fs::write(folder.join("journal.new"), "{\"steps\": [").unwrap();
    assert!(!recover(&checkout.root(), &checkout.state()).unwrap());
    checkout.is_all('a');
}

#[test]
fn what_was_changed_after_a_crash_is_not_overwritten() {
    let checkout = Checkout::new();
    let (root, state) = (checkout.root(), checkout.state());
    let place = Place {
        root: &root,
        state: &state,
    };
    place.prepare(&checkout.differences()).unwrap();
    fs::write(root.join("gen/1/1.txt"), "by hand").unwrap();
    assert!(recover(&root, &state).unwrap());
    assert_eq!(
        fs::read_to_string(root.join("gen/1/1.txt")).unwrap(),
        "by hand"
    );
    assert_eq!(
        fs::read_to_string(root.join("gen/2/2.txt")).unwrap(),
        "b".repeat(BYTES)
    );
}

#[test]
fn permissions_and_links_stay() {
    let dir = tempfile::tempdir().unwrap();
    let (root, state) = (dir.path().join("checkout"), dir.path().join("checkout/.tk"));
    fs::create_dir_all(&root).unwrap();
    fs::write(dir.path().join("made"), "new").unwrap();
    fs::write(root.join("script"), "old").unwrap();
    fs::set_permissions(root.join("script"), Permissions::from_mode(0o755)).unwrap();
    std::os::unix::fs::symlink("script", root.join("link")).unwrap();
    let difference = Difference {
        kind: Kind::Stale,
        path: "link".to_owned(),
        made: Some(dir.path().join("made")),
    };
    update(&root, &state, &[difference]).unwrap();
    assert_eq!(fs::read_to_string(root.join("script")).unwrap(), "new");
    let mode = root.join("script").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o755);
    assert!(root.join("link").is_symlink());
}

/// Not a test by itself: what the one below starts and kills.
#[test]
fn child() {
    if let Some(dir) = std::env::var_os(CHECKOUT).map(PathBuf::from) {
        let root = dir.join("checkout");
        update(&root, &root.join(".tk"), &differences_of(&dir)).unwrap();
    }
}

#[test]
fn killed_at_any_moment_all_is_old_or_all_is_new() {
    let checkout = Checkout::new();
    let start = || {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "update::tests::child"]);
        child.env(CHECKOUT, checkout.dir.path());
        child.stdout(Stdio::null()).spawn().unwrap()
    };
    let began = Instant::now();
    assert!(start().wait().unwrap().success());
    let whole = began.elapsed();
    checkout.is_all('b');
    for _ in 0..20 {
        checkout.restore();
        let mut child = start();
        std::thread::sleep(whole.mul_f64(fastrand::f64()));
        child.kill().unwrap();
        child.wait().unwrap();
        // No file is half written, not even before anybody looks after it.
        let changed = checkout.letters().values().any(|letter| *letter == 'b');
        let is_finished = recover(&checkout.root(), &checkout.state()).unwrap();
        let is_new = changed || is_finished;
        checkout.is_all(if is_new { 'b' } else { 'a' });
    }
}
