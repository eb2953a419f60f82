use bazel::execution_log::sample::Record;

use super::*;

struct Logs(tempfile::TempDir);

impl Logs {
    fn write(&self, name: &str, records: &[Record<'_>]) -> std::path::PathBuf {
        let path = self.0.path().join(name);
        let bytes: Vec<u8> = records.iter().flat_map(Record::framed).collect();
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

/// A build: `//:time` writes the time, `//:page` takes it in, `//:same` is always the same.
fn build(time: &str, page: &str) -> Vec<Vec<u8>> {
    let time_inputs = [("tool/date", "01")];
    let page_inputs = [("out/time", time)];
    let records = [
        Record {
            label: "//:time",
            inputs: &time_inputs,
            output: "out/time",
            output_digest: time,
            ..Record::default()
        },
        Record {
            label: "//:page",
            inputs: &page_inputs,
            output: "out/page",
            output_digest: page,
            ..Record::default()
        },
        Record {
            label: "//:same",
            output: "out/same",
            output_digest: "77",
            ..Record::default()
        },
    ];
    records.iter().map(Record::framed).collect()
}

fn compared(first: &[Vec<u8>], second: &[Vec<u8>]) -> Comparison {
    let logs = Logs(tempfile::tempdir().unwrap());
    let one = logs.0.path().join("1");
    let other = logs.0.path().join("2");
    std::fs::write(&one, first.concat()).unwrap();
    std::fs::write(&other, second.concat()).unwrap();
    compare(&one, &other).unwrap()
}

#[test]
fn the_action_that_made_other_files_of_the_same_inputs_is_the_cause() {
    let comparison = compared(&build("aa", "bb"), &build("ab", "bc"));
    assert_eq!(
        comparison.causes,
        [Cause {
            label: "//:time".to_owned(),
            mnemonic: "Probe".to_owned(),
            outputs: vec!["out/time".to_owned()],
            followed_by: 1,
        }]
    );
    assert_eq!((comparison.compared, comparison.consequences), (3, 1));
    assert!(!comparison.is_same());
}

#[test]
fn the_same_builds_are_the_same() {
    assert!(compared(&build("aa", "bb"), &build("aa", "bb")).is_same());
}

#[test]
fn an_input_that_no_process_made_is_named_with_its_readers() {
    let logs = Logs(tempfile::tempdir().unwrap());
    let build = |name: &str, stamp: &str| {
        let inputs = [("external/stamp/now.txt", stamp)];
        let record = Record {
            label: "//:page",
            inputs: &inputs,
            output: "out/page",
            output_digest: stamp,
            ..Record::default()
        };
        logs.write(name, &[record])
    };
    let comparison = compare(&build("1", "01"), &build("2", "02")).unwrap();
    assert_eq!(
        comparison.given,
        [Given {
            path: "external/stamp/now.txt".to_owned(),
            read_by: vec!["//:page".to_owned()],
        }]
    );
    assert_eq!(comparison.causes, []);
}

#[test]
fn an_action_that_one_build_lacks_is_named() {
    let comparison = compared(&build("aa", "bb"), &build("aa", "bb")[..2]);
    assert_eq!(comparison.alone, BTreeSet::from(["//:same".to_owned()]));
    assert!(!comparison.is_same());
}

#[test]
fn files_in_folders_that_one_build_lacks_differ() {
    let files = |names: &[&str]| {
        names
            .iter()
            .map(|name| ((*name).to_owned(), 1))
            .collect::<Files>()
    };
    assert_eq!(
        changed(&files(&["d/a", "d/b"]), &files(&["d/b", "d/c"])),
        ["d/a", "d/c"]
    );
}
