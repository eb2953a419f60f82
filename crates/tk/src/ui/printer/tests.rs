use std::cell::RefCell;
use std::rc::Rc;

use super::*;

#[derive(Clone, Default)]
pub(crate) struct Captured(Rc<RefCell<Vec<u8>>>);

impl Captured {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).unwrap()
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A printer without colours, and what it writes to standard output and standard error.
pub(crate) fn captured() -> (Printer, Captured, Captured) {
    captured_with(Capabilities::default())
}

pub(crate) fn captured_with(capabilities: Capabilities) -> (Printer, Captured, Captured) {
    let (out, err) = (Captured::default(), Captured::default());
    let printer = Printer::new(
        Box::new(out.clone()),
        Box::new(err.clone()),
        capabilities,
        Box::new(|| (40, 24)),
    );
    (printer, out, err)
}

fn detect(variables: &[(&str, &str)], is_terminal: bool) -> Capabilities {
    let find = |name: &str| {
        variables
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| (*value).into())
    };
    Capabilities::detect(find, is_terminal)
}

#[test]
fn environment_and_terminal_decide_on_colours() {
    let all = Capabilities {
        color: true,
        live: true,
    };
    let none = Capabilities::default();
    assert_eq!(detect(&[], true), all);
    assert_eq!(detect(&[], false), none);
    assert_eq!(detect(&[("TERM", "dumb")], true), none);
    assert_eq!(
        detect(&[("CI", "1")], true),
        Capabilities {
            color: true,
            live: false
        }
    );
    assert_eq!(
        detect(&[("NO_COLOR", "1")], true),
        Capabilities {
            color: false,
            live: true
        }
    );
    assert_eq!(detect(&[("NO_COLOR", "")], true), all);
    assert_eq!(
        detect(&[("CLICOLOR_FORCE", "1")], false),
        Capabilities {
            color: true,
            live: false
        }
    );
    assert_eq!(detect(&[("CLICOLOR_FORCE", "0")], false), none);
    assert_eq!(
        detect(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
        none
    );
}

#[test]
fn live_lines_give_way_to_lines() {
    let (mut printer, _, err) = captured_with(Capabilities {
        color: false,
        live: true,
    });
    let line = "[1 / 9] Compiling a crate with a name that is far too long";
    printer.live(&[LiveLine::default().plain(line)]);
    printer.line("done");
    assert_eq!(
        err.text(),
        "\r[1 / 9] Compiling a crate with a name …\x1b[J\r\x1b[Jdone\n"
    );
}
