//! Records are read as they were written, or not at all.

use super::*;

fn stat(number: u64) -> Stat {
    Stat {
        inode: number,
        size: 2 * number,
        mtime: -3,
        ctime: 4,
        mode: 0o100_644,
    }
}

fn entry(name: &str, identity: Identity) -> Entry {
    Entry {
        name: name.as_bytes().to_vec(),
        stat: stat(name.len() as u64),
        identity,
    }
}

fn sample() -> (Header, Vec<Folder>) {
    (header(), folders())
}

fn header() -> Header {
    Header {
        key: "build".to_owned(),
        at: 12,
        until: 0,
        named_variables: vec!["TERM".into()],
        environment: [7; 32],
        variables: 14,
        unseen: Some(Unseen {
            server: Server { pid: 3, started: 5 },
            path: "/w/a".into(),
        }),
        head: Some("0123".to_owned()),
        ignored: vec!["a/b".into()],
        output_base: "/o".into(),
        files: 3,
        outputs: 2,
        rc_files: vec![
            RcFile {
                path: "/w/.bazelrc".into(),
                digest: Some([1; 32]),
            },
            RcFile {
                path: "/h/.bazelrc".into(),
                digest: None,
            },
        ],
        watched: vec![
            Watched {
                path: "/usr/bin/gcc".into(),
                stat: Some(stat(9)),
                only_there: false,
            },
            Watched {
                path: "/none".into(),
                stat: None,
                only_there: true,
            },
        ],
    }
}

fn folders() -> Vec<Folder> {
    vec![
        Folder {
            path: "/w".into(),
            listing: Listing::Root,
            entries: vec![
                entry("a", Identity::Whole),
                entry("bazel-bin", Identity::LinkTo(b"/o/bin".to_vec())),
            ],
        },
        Folder {
            path: "/o/out".into(),
            listing: Listing::Configuration,
            entries: vec![entry("bin", Identity::SameFolder)],
        },
    ]
}

#[test]
fn what_is_written_is_read() {
    let (header, folders) = sample();
    let record = Record::decode(encode(&header, folders)).unwrap();
    assert_eq!(record.header, header);
    assert_eq!(record.folder_count(), 2);
    let root = record.folder(0).unwrap();
    assert_eq!((root.path, root.listing), (Path::new("/w"), Listing::Root));
    let entries: Vec<_> = root.entries().collect();
    assert_eq!(entries.len(), 2);
    assert_eq!((entries[0].name, entries[0].stat), (c"a", stat(1)));
    assert_eq!(entries[1].link_to, Some(&b"/o/bin"[..]));
    let outputs: Vec<_> = record.folder(1).unwrap().entries().collect();
    assert!(outputs[0].same_folder && outputs[0].link_to.is_none());
    assert!(record.folder(2).is_none());
}

#[test]
fn no_damage_goes_unseen() {
    let (header, folders) = sample();
    let whole = encode(&header, folders);
    for length in 0..whole.len() {
        assert!(Record::decode(whole[..length].to_vec()).is_err());
    }
    for place in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x40;
        assert!(Record::decode(damaged).is_err(), "byte {place}");
    }
    let mut longer = whole;
    longer.push(0);
    assert!(Record::decode(longer).is_err());
}
