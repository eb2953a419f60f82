use super::sample::Record;
use super::*;

fn labels(log: &[u8]) -> io::Result<Vec<String>> {
    let mut seen = Vec::new();
    read(log, |spawn| {
        seen.push(spawn.label.to_string());
        Ok::<_, io::Error>(())
    })?;
    Ok(seen)
}

#[test]
fn records_are_read_up_to_where_the_log_is_cut() {
    let one = Record {
        label: "//:a",
        arguments: &["x"],
        environment: &[("A", "1")],
        inputs: &[("f", "0f"), ("tool/t", "ff")],
        exit_code: 7,
        ..Record::default()
    }
    .framed();
    let two = Record {
        label: "//:b",
        ..Record::default()
    }
    .framed();
    let log = [one.clone(), two].concat();
    assert_eq!(labels(&log).unwrap(), ["//:a", "//:b"]);
    for cut in 0..log.len() {
        let whole = usize::from(cut >= one.len());
        assert_eq!(labels(&log[..cut]).unwrap().len(), whole, "cut at {cut}");
    }
    read(&*one, |spawn| {
        assert_eq!(
            spawn.inputs[1],
            LoggedFile {
                path: b"tool/t",
                digest: 0xff,
                tool: true
            }
        );
        assert_eq!((spawn.exit_code, spawn.cacheable), (7, true));
        assert_eq!(spawn.environment, [("A".into(), "1".into())]);
        Ok::<_, io::Error>(())
    })
    .unwrap();
}

#[test]
fn other_kinds_of_work_are_passed_over_and_damage_is_not() {
    let rustc = Record {
        label: "//:a",
        mnemonic: "Rustc",
        ..Record::default()
    };
    let log = [Record::default().framed(), rustc.framed()].concat();
    let mut seen = Vec::new();
    read_kind(&*log, "Rustc", |spawn| {
        seen.push(spawn.label.to_string());
        Ok::<_, io::Error>(())
    })
    .unwrap();
    assert_eq!(seen, ["//:a"]);
    assert!(read_kind(&[2_u8, 0x0a, 0x7f][..], "Rustc", |_| Ok::<_, io::Error>(())).is_err());
}

#[test]
fn damage_is_an_error_and_no_panic() {
    assert!(labels(&[0xff; 20]).is_ok_and(|seen| seen.is_empty()) || labels(&[0xff; 20]).is_err());
    assert!(labels(&[2, 0x0a, 0x7f]).is_err());
    assert!(labels(&[1, 0x0b]).is_err());
}
